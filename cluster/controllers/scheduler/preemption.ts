import type { Pod, PodDisruptionBudget } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';
import { fromTime } from '../../client/timestamps.ts';
import type { FilterFailure, NodeFailure } from './filters.ts';
import { type Candidate, priorityOf, selectVictims, startOf } from './preemption-victims.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';
import { unschedulableMessage } from './unschedulable-message.ts';

export interface PreemptionInput {
  readonly cycle: SchedulingCycle;
  /** By node name; a node that is not there cannot be helped. */
  readonly failures: ReadonlyMap<string, NodeFailure>;
  /** Pods of at least this pod's priority that wait for room on a node. */
  readonly nominatedOn: (nodeName: string) => readonly Pod[];
  readonly budgets: readonly PodDisruptionBudget[];
}

/** `message`: why nobody is preempted. `candidate`: who is. Neither nomination nor candidate: all stays as it was. */
export type Preemption =
  | { readonly kind: 'not-eligible' | 'no-candidate'; readonly message: string }
  | { readonly kind: 'preempt'; readonly candidate: Candidate };

/** Whom to evict so that the pod will fit (framework/preemption Evaluator.Preempt). */
export function findPreemption(input: PreemptionInput): Preemption {
  const { cycle, failures } = input;
  const ineligible = whyNotEligible(cycle, failures);
  if (ineligible) return { kind: 'not-eligible', message: ineligible };
  const candidates: Candidate[] = [];
  const refusals: FilterFailure[] = [];
  for (const info of cycle.nodes) {
    const { name } = info.node.metadata;
    const failure = failures.get(name);
    if (!failure || failure.unresolvable) continue;
    const found = selectVictims(cycle, info, input.nominatedOn(name), input.budgets);
    if ('victims' in found) candidates.push(found);
    else refusals.push(found);
  }
  const candidate = pickOne(candidates);
  if (candidate) return { kind: 'preempt', candidate };
  const absent = 'Preemption is not helpful for scheduling';
  const message = unschedulableMessage({ nodeCount: cycle.nodes.length, failures: refusals, absent });
  return { kind: 'no-candidate', message };
}

/** PodEligibleToPreemptOthers. */
function whyNotEligible(
  { pod, nodes }: SchedulingCycle,
  failures: ReadonlyMap<string, NodeFailure>,
): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  if (!nominated || failures.get(nominated)?.unresolvable) return undefined;
  const here = nodes.find(({ node }) => node.metadata.name === nominated)?.pods ?? [];
  const leaving = here.some((other) => priorityOf(other) < priorityOf(pod) && isBeingPreempted(other));
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

function isBeingPreempted(pod: Pod): boolean {
  const target = podCondition(pod, 'DisruptionTarget');
  return (
    pod.metadata.deletionTimestamp !== undefined &&
    target?.status === 'True' &&
    target.reason === 'PreemptionByScheduler'
  );
}

/** By these in turn, the highest is best (pickOneNodeForPreemption). */
const MERITS: readonly ((candidate: Candidate) => number)[] = [
  ({ budgetViolations }) => -budgetViolations,
  ({ victims }) => -(victims[0] ? priorityOf(victims[0]) : Number.NEGATIVE_INFINITY),
  ({ victims }) => -victims.reduce((sum, pod) => sum + priorityOf(pod) + 2 ** 31, 0),
  ({ victims }) => -victims.length,
  ({ victims }) => {
    const highest = victims.filter((pod) => priorityOf(pod) === priorityOf(victims[0] ?? pod));
    return Math.min(...highest.map((pod) => fromTime(startOf(pod))));
  },
];

function pickOne(candidates: readonly Candidate[]): Candidate | undefined {
  let left = candidates;
  for (const merit of MERITS) {
    if (left.length <= 1) break;
    const best = Math.max(...left.map(merit));
    left = left.filter((candidate) => merit(candidate) === best);
  }
  return left[0];
}
