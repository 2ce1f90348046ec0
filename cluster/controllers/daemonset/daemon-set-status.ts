import type { DaemonSetStatus } from 'kubernetes-types/apps/v1.js';
import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { isPodAvailable, isPodReady } from '../../client/pod-conditions.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { isUpdated, oldestFirst, placementOn, podsByNode } from './daemon-pod.ts';

/** updateDaemonSetStatus in pkg/controller/daemon/daemon_controller.go: counts of nodes, by their oldest daemon pods. */
export function daemonSetStatus(
  set: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
  nowMs: number,
): DaemonSetStatus {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  const byNode = podsByNode(pods);
  for (const node of nodes) {
    const [pod] = oldestFirst(byNode.get(node.metadata.name) ?? []);
    if (!placementOn(set, node).shouldRun) {
      if (pod) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    if (!pod) continue;
    counts.current++;
    if (isPodReady(pod)) counts.ready++;
    if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)) counts.available++;
    if (isUpdated(set, pod, hash)) counts.updated++;
  }
  const { collisionCount, conditions } = set.status ?? {};
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...nonZero('observedGeneration', set.metadata.generation ?? 0),
    ...nonZero('updatedNumberScheduled', counts.updated),
    ...nonZero('numberAvailable', counts.available),
    ...nonZero('numberUnavailable', counts.desired - counts.available),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  };
}
