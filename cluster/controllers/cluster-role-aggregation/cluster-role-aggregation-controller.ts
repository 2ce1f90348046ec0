import { compareText } from '../../client/compare-text.ts';
import { deepEqual } from '../../client/deep-equal.ts';
import type { ClusterRole } from '../../client/objects.ts';
import { CLUSTER_ROLES } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';

/** Gathers the rules of roles by their labels (pkg/controller/clusterroleaggregation). */
export function createClusterRoleAggregationController({ client, informers }: ControllerContext): Controller {
  const roles = informers.informer(CLUSTER_ROLES);
  const gathering = roles.index('gathering', (role) => (role.aggregationRule ? ['all'] : []));
  return {
    watches: [watch(CLUSTER_ROLES, () => gathering('all').map(({ metadata }) => metadata.name))],
    reconcile: async (name) => {
      const role = roles.get(name);
      if (!role?.aggregationRule) return;
      const rules = gathered(role, roles.list());
      if (deepEqual(rules, role.rules ?? [])) return;
      await client.resource(CLUSTER_ROLES).patch(name, { rules }, { type: 'merge' });
    },
  };
}

function gathered(role: ClusterRole, all: readonly ClusterRole[]): object[] {
  const rules: object[] = [];
  const known = new Set<string>();
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const sources = all
      .filter(({ metadata }) => metadata.name !== role.metadata.name)
      .filter(({ metadata }) => matchesSelector(selector, metadata.labels))
      .sort((a, b) => compareText(a.metadata.name, b.metadata.name));
    for (const rule of sources.flatMap((source) => source.rules ?? [])) {
      const text = JSON.stringify(rule);
      if (!known.has(text)) rules.push(rule);
      known.add(text);
    }
  }
  return rules;
}
