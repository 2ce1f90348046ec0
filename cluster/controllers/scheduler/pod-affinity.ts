import type { FilterFailure } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import { requiredAffinity, requiredAntiAffinity, topologyPair } from './pod-affinity-counts.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

/** Required inter-pod (anti-)affinity, both of this pod and of those already there (plugins/interpodaffinity). */
export function interPodAffinity(cycle: SchedulingCycle, candidate: NodeInfo): FilterFailure | undefined {
  if (!hasCompany(cycle, candidate)) {
    return { reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true };
  }
  const { avoided, refusing } = cycle.affinity;
  const isAvoided = requiredAntiAffinity(cycle.pod).some(({ topologyKey }) =>
    avoided.has(topologyPair(candidate.node, topologyKey) ?? ''),
  );
  if (isAvoided) return { reasons: ["node(s) didn't match pod anti-affinity rules"], unresolvable: false };
  const isRefused = Object.entries(candidate.node.metadata.labels ?? {}).some(([key, value]) =>
    refusing.has(`${key}=${value}`),
  );
  if (isRefused) return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], unresolvable: false };
  return undefined;
}

/** The first pod of a group that wants to be together has nobody to be with yet: it may go anywhere with the labels. */
function hasCompany({ pod, affinity }: SchedulingCycle, { node }: NodeInfo): boolean {
  const pairs = requiredAffinity(pod).map(({ topologyKey }) => topologyPair(node, topologyKey));
  if (pairs.some((pair) => pair === undefined)) return false;
  if (pairs.every((pair) => affinity.wanted.has(pair ?? ''))) return true;
  return affinity.wanted.size === 0 && affinity.matchesItself;
}
