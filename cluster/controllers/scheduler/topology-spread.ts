import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Node, Pod } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import type { FilterFailure } from './filters.ts';
import { matchesNodeAffinity } from './node-affinity.ts';
import type { NodeInfo } from './node-info.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';
import { untolerated } from './taints.ts';

const NOT_MATCHED = "node(s) didn't match pod topology spread constraints";

/** A hard constraint and how many matching pods each of its domains has (podtopologyspread preFilterState). */
export interface SpreadCount {
  readonly constraint: TopologySpreadConstraint;
  readonly byDomain: ReadonlyMap<string, number>;
}

export function constraintsOf({ spec }: Pod, whenUnsatisfiable: string): TopologySpreadConstraint[] {
  return (spec.topologySpreadConstraints ?? []).filter((each) => each.whenUnsatisfiable === whenUnsatisfiable);
}

export function spreadCounts(pod: Pod, nodes: readonly NodeInfo[]): SpreadCount[] {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  const eligible = constraints.length > 0 ? nodes.filter(({ node }) => hasAllKeys(node, constraints)) : [];
  return constraints.map((constraint) => {
    const byDomain = new Map<string, number>();
    for (const { node, pods } of eligible) {
      if (!isIncluded(constraint, pod, node)) continue;
      const domain = node.metadata.labels?.[constraint.topologyKey] ?? '';
      byDomain.set(domain, (byDomain.get(domain) ?? 0) + matchingPods(pods, pod, constraint));
    }
    return { constraint, byDomain };
  });
}

/** With the pod, no domain may have `maxSkew` more than the emptiest (plugins/podtopologyspread). */
export function podTopologySpread(cycle: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  for (const { constraint, byDomain } of cycle.spreading) {
    const domain = node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined) return { reasons: [`${NOT_MATCHED} (missing required label)`], unresolvable: true };
    const enough = byDomain.size >= (constraint.minDomains ?? 1);
    const least = enough && byDomain.size > 0 ? Math.min(...byDomain.values()) : 0;
    const self = matchesConstraint(constraint, cycle.pod, cycle.pod) ? 1 : 0;
    if ((byDomain.get(domain) ?? 0) + self - least > constraint.maxSkew) {
      return { reasons: [NOT_MATCHED], unresolvable: false };
    }
  }
  return undefined;
}

export function hasAllKeys({ metadata }: Node, constraints: readonly TopologySpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined);
}

/** nodeAffinityPolicy (Honor by default) and nodeTaintsPolicy (Ignore by default). */
export function isIncluded(constraint: TopologySpreadConstraint, { spec }: Pod, node: Node): boolean {
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNodeAffinity(spec, node)) return false;
  if (constraint.nodeTaintsPolicy !== 'Honor') return true;
  return untolerated(node.spec.taints ?? [], spec.tolerations ?? [], ['NoSchedule', 'NoExecute']).length === 0;
}

/** Pods that are going do not count. */
export function matchingPods(pods: readonly Pod[], pod: Pod, constraint: TopologySpreadConstraint): number {
  if (isEmpty(constraint.labelSelector)) return 0;
  return pods.filter(
    (other) =>
      !other.metadata.deletionTimestamp &&
      other.metadata.namespace === pod.metadata.namespace &&
      matchesConstraint(constraint, pod, other),
  ).length;
}

function matchesConstraint(constraint: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  const mine = pod.metadata.labels ?? {};
  const theirs = other.metadata.labels ?? {};
  return (
    matchesSelector(constraint.labelSelector, theirs) &&
    (constraint.matchLabelKeys ?? []).every((key) => mine[key] === undefined || mine[key] === theirs[key])
  );
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  const labels = Object.keys(selector?.matchLabels ?? {}).length;
  return labels + (selector?.matchExpressions?.length ?? 0) === 0;
}
