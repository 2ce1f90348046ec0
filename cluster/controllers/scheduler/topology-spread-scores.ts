import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Pod } from '../../client/objects.ts';
import { MAX_SCORE } from './max-score.ts';
import type { NodeInfo } from './node-info.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';
import { constraintsOf, hasAllKeys, isIncluded, matchingPods } from './topology-spread.ts';

const HOSTNAME = 'kubernetes.io/hostname';

/** The pods that belong together with this one: those of its Services and its controller. Undefined when there are none. */
export type DefaultSelector = (pod: Pod) => LabelSelector | undefined;

/** The cluster's own wishes for pods that have none (systemDefaultConstraints). */
const SYSTEM_DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

/** Soft spreading: the fewer matching pods a node's domains have, the better (plugins/podtopologyspread scoring.go). */
export function topologySpreadScores(
  cycle: SchedulingCycle,
  feasible: readonly NodeInfo[],
  defaultSelector: DefaultSelector,
): number[] {
  const own = (cycle.pod.spec.topologySpreadConstraints ?? []).length > 0;
  const constraints = own ? constraintsOf(cycle.pod, 'ScheduleAnyway') : defaultConstraints(cycle.pod, defaultSelector);
  if (constraints.length === 0) return feasible.map(() => 0);
  const counted = feasible.filter(({ node }) => !own || hasAllKeys(node, constraints));
  const totals = feasible.map(() => 0);
  for (const constraint of constraints) {
    const counts = countsOf(cycle, constraint, counted, own ? constraints : []);
    const weight = Math.log(counts.domains + 2);
    for (const [index, info] of feasible.entries()) {
      const count = counts.of(info);
      if (count !== undefined) totals[index] = (totals[index] ?? 0) + count * weight + constraint.maxSkew - 1;
    }
  }
  return normalised(
    feasible.map((info, index) => (counted.includes(info) ? Math.round(totals[index] ?? 0) : undefined)),
  );
}

function defaultConstraints(pod: Pod, defaultSelector: DefaultSelector): TopologySpreadConstraint[] {
  const labelSelector = defaultSelector(pod);
  if (!labelSelector) return [];
  return SYSTEM_DEFAULTS.map((each) => ({ ...each, whenUnsatisfiable: 'ScheduleAnyway', labelSelector }));
}

/** Matching pods of a node's domain; each node is a domain of its own for the host name. */
function countsOf(
  { pod, nodes }: SchedulingCycle,
  constraint: TopologySpreadConstraint,
  counted: readonly NodeInfo[],
  required: readonly TopologySpreadConstraint[],
) {
  const domainOf = ({ node }: NodeInfo) => node.metadata.labels?.[constraint.topologyKey];
  if (constraint.topologyKey === HOSTNAME) {
    const of = (info: NodeInfo) =>
      domainOf(info) === undefined ? undefined : matchingPods(info.pods, pod, constraint);
    return { domains: counted.length, of };
  }
  const byDomain = new Map<string, number>();
  for (const info of counted) byDomain.set(domainOf(info) ?? '', 0);
  for (const info of nodes) {
    const domain = domainOf(info) ?? '';
    const known = byDomain.get(domain);
    if (known === undefined || !hasAllKeys(info.node, required) || !isIncluded(constraint, pod, info.node)) continue;
    byDomain.set(domain, known + matchingPods(info.pods, pod, constraint));
  }
  return { domains: byDomain.size, of: (info: NodeInfo) => byDomain.get(domainOf(info) ?? '\0') };
}

function normalised(scores: readonly (number | undefined)[]): number[] {
  const valid = scores.filter((score) => score !== undefined);
  const least = Math.min(...valid);
  const most = Math.max(0, ...valid);
  return scores.map((score) => {
    if (score === undefined) return 0;
    return most === 0 ? MAX_SCORE : Math.floor((MAX_SCORE * (most + least - score)) / most);
  });
}
