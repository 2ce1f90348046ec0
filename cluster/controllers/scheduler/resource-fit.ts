import type { FilterFailure } from './filters.ts';
import type { NodeInfo } from './node-info.ts';
import { podRequests } from './pod-resources.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

/** In the order in which the real plugin looks at them; extended resources follow. */
const BASIC = ['cpu', 'memory', 'ephemeral-storage'];

/** Everything the node lacks is named; no preemption helps where it is more than the whole node (plugins/noderesources Fit). */
export function nodeResourcesFit({ pod }: SchedulingCycle, candidate: NodeInfo): FilterFailure | undefined {
  const { pods, allocatable, requested } = candidate;
  const reasons: string[] = [];
  let exceedsNode = false;
  if (pods.length + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  const requests = podRequests(pod);
  const names = [...BASIC, ...Array.from(requests.keys()).filter((name) => !BASIC.includes(name))];
  for (const name of names) {
    const amount = requests.get(name) ?? 0;
    const capacity = allocatable.get(name) ?? 0;
    // Sums of fractions of cores: less than a millionth is nothing.
    if (amount === 0 || amount <= capacity - (requested.get(name) ?? 0) + 1e-6) continue;
    reasons.push(`Insufficient ${name}`);
    exceedsNode ||= amount > capacity;
  }
  return reasons.length > 0 ? { reasons, unresolvable: exceedsNode } : undefined;
}
