import type { Pod } from '../../client/objects.ts';
import { isPodReady, podCondition } from '../../client/pod-conditions.ts';
import { fromTime } from '../../client/timestamps.ts';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

type Compare = (a: Pod, b: Pod) => number;

/**
 * Sorts pods so that those to delete first come first (controller.ActivePodsWithRanks). `related` are all active pods of
 * the same workload: of two equal pods, the one whose node has more of them goes.
 */
export function inDeletionOrder(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) {
    if (spec.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  }
  const rank = (pod: Pod) => perNode.get(pod.spec.nodeName ?? '') ?? 0;
  const comparisons: Compare[] = [
    (a, b) => Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)),
    (a, b) => phaseOrder(a) - phaseOrder(b),
    (a, b) => Number(isPodReady(a)) - Number(isPodReady(b)),
    (a, b) => deletionCost(a) - deletionCost(b),
    (a, b) => rank(b) - rank(a),
    (a, b) => (isPodReady(a) && isPodReady(b) ? compareAges(a, b, readySince, nowMs) : 0),
    (a, b) => restarts(b) - restarts(a),
    (a, b) => compareAges(a, b, createdAt, nowMs),
  ];
  return [...pods].sort((a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Younger first, where ages count by their order of magnitude; ties by uid (LogarithmicScaleDown). */
function compareAges(a: Pod, b: Pod, timeOf: (pod: Pod) => number, nowMs: number): number {
  const left = timeOf(a);
  const right = timeOf(b);
  if (left === right) return 0;
  const magnitude = (time: number) => Math.floor(Math.log2(Math.max(1, (nowMs - time) * 1e6)));
  return magnitude(left) - magnitude(right) || (a.metadata.uid < b.metadata.uid ? -1 : 1);
}

function phaseOrder(pod: Pod): number {
  return PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0;
}

function deletionCost(pod: Pod): number {
  return Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;
}

function readySince(pod: Pod): number {
  return fromTime(podCondition(pod, 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp);
}

function createdAt(pod: Pod): number {
  return fromTime(pod.metadata.creationTimestamp);
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
}
