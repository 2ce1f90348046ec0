import { readFileSync } from 'node:fs';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { deepFreeze } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { timestamp } from '../resource-request.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';

const PLURALS: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
};
const GROUP = 'rbac.authorization.k8s.io';

let policy: readonly KubernetesObject[] | undefined;

/** The default roles and bindings: read once a process, frozen. */
function bootstrapPolicy(): readonly KubernetesObject[] {
  policy ??= deepFreeze(
    JSON.parse(
      readFileSync(new URL('./generated/bootstrap-policy.json', import.meta.url), 'utf8'),
    ) as readonly KubernetesObject[],
  );
  return policy;
}

let rulesForNodes: readonly PolicyRule[] | undefined;

/** The rules of the role system:node, which the Node authorizer falls back to. */
export function nodeRules(): readonly PolicyRule[] {
  if (!rulesForNodes) {
    const role = bootstrapPolicy().find(
      ({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === 'system:node',
    );
    rulesForNodes = role ? rulesOf(role) : [];
  }
  return rulesForNodes;
}

/**
 * Puts the default roles and bindings into the store (plugin/pkg/auth/authorizer/rbac/bootstrappolicy). Only their
 * metadata is a cluster's own; rules and subjects are shared by all clusters of the process.
 */
export function storeBootstrapPolicy({ store, registry, random, clock }: ServerState): void {
  const creationTimestamp = timestamp(clock.now());
  for (const object of bootstrapPolicy()) {
    const plural = PLURALS[object.kind] ?? '';
    if (!registry.find(GROUP, 'v1', plural)) continue;
    const metadata = { ...object.metadata, uid: random.uuid(), creationTimestamp };
    const key = { resource: `${GROUP}/${plural}`, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
    store.put(key, { ...object, metadata });
  }
}
