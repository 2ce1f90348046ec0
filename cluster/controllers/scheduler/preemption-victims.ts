import type { Pod, PodDisruptionBudget } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { type FilterFailure, filterWithNominated } from './filters.ts';
import { type NodeInfo, nodeInfo } from './node-info.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

/** Who would have to go from a node for the pod to fit there, the most important first. */
export interface Candidate {
  readonly nodeName: string;
  readonly victims: readonly Pod[];
  readonly budgetViolations: number;
}

export function priorityOf({ spec }: Pod): number {
  return spec.priority ?? 0;
}

/** As few and as unimportant pods as will do (defaultpreemption SelectVictimsOnNode). */
export function selectVictims(
  cycle: SchedulingCycle,
  candidate: NodeInfo,
  nominated: readonly Pod[],
  budgets: readonly PodDisruptionBudget[],
): Candidate | FilterFailure {
  const { node } = candidate;
  const possible = candidate.pods.filter((pod) => priorityOf(pod) < priorityOf(cycle.pod)).sort(byImportance);
  if (possible.length === 0) {
    return { reasons: ['No preemption victims found for incoming pod'], unresolvable: true };
  }
  let staying = candidate.pods.filter((pod) => !possible.includes(pod));
  const failureWith = (pods: readonly Pod[]) => {
    const info = nodeInfo(node, pods);
    return filterWithNominated(cycle.with(info), info, nominated);
  };
  const failure = failureWith(staying);
  if (failure) return failure;
  const victims = new Set<Pod>();
  const protectedPods = violating(possible, budgets);
  const unprotected = possible.filter((pod) => !protectedPods.includes(pod));
  // Those whose budgets would be violated are spared first.
  for (const pod of [...protectedPods, ...unprotected]) {
    if (failureWith([...staying, pod])) victims.add(pod);
    else staying = [...staying, pod];
  }
  return {
    nodeName: node.metadata.name,
    victims: possible.filter((pod) => victims.has(pod)),
    budgetViolations: protectedPods.filter((pod) => victims.has(pod)).length,
  };
}

/** Higher priority first, then whoever has been running longer (util.MoreImportantPod). */
function byImportance(a: Pod, b: Pod): number {
  return priorityOf(b) - priorityOf(a) || (startOf(a) < startOf(b) ? -1 : 1);
}

export function startOf({ status, metadata }: Pod): string {
  return status?.startTime ?? metadata.creationTimestamp;
}

/** Pods whose eviction a budget does not allow any more, counted in their order (filterPodsWithPDBViolation). */
function violating(pods: readonly Pod[], budgets: readonly PodDisruptionBudget[]): Pod[] {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  return pods.filter((pod) => {
    let isViolated = false;
    for (const [index, budget] of budgets.entries()) {
      if (!protects(budget, pod) || budget.status?.disruptedPods?.[pod.metadata.name]) continue;
      const left = (allowed[index] ?? 0) - 1;
      allowed[index] = left;
      if (left < 0) isViolated = true;
    }
    return isViolated;
  });
}

function protects({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  const { labels = {}, namespace } = pod.metadata;
  const terms = Object.keys(spec.selector?.matchLabels ?? {}).length + (spec.selector?.matchExpressions?.length ?? 0);
  if (metadata.namespace !== namespace || terms === 0 || Object.keys(labels).length === 0) return false;
  return matchesSelector(spec.selector, labels);
}
