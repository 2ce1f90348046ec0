import type { DaemonSetStatus } from 'kubernetes-types/apps/v1.js';
import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { isPodActive, isPodAvailable, isPodReady } from '../../client/pod-conditions.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { nodeOfDaemonPod, shouldRunOn } from './daemon-pod.ts';
import { CONTROLLER_REVISION_HASH } from './daemon-set-revision.ts';

/** updateDaemonSetStatus in pkg/controller/daemon/daemon_controller.go: counts of nodes, by their daemon pods. */
export function daemonSetStatus(
  set: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
  nowMs: number,
): DaemonSetStatus {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  for (const node of nodes) {
    const pod = pods.find((each) => nodeOfDaemonPod(each) === node.metadata.name && isPodActive(each));
    if (!shouldRunOn(set, node)) {
      if (pod) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    if (!pod) continue;
    counts.current++;
    if (isPodReady(pod)) counts.ready++;
    if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)) counts.available++;
    if (pod.metadata.labels?.[CONTROLLER_REVISION_HASH] === hash) counts.updated++;
  }
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...nonZero('observedGeneration', set.metadata.generation ?? 0),
    ...nonZero('updatedNumberScheduled', counts.updated),
    ...nonZero('numberAvailable', counts.available),
    ...nonZero('numberUnavailable', counts.desired - counts.available),
  };
}
