import type { StatefulSetStatus } from 'kubernetes-types/apps/v1.js';
import type { Pod, StatefulSet } from '../../client/objects.ts';
import { isPodAvailable, isPodReady } from '../../client/pod-conditions.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { replicaCount } from './ordinal.ts';
import { podRevision } from './stateful-pod.ts';
import type { SyncedRevisions } from './stateful-set-revisions.ts';

/** Counts of the set's pods; a rolling update that has arrived makes its revision the current one (updateStatus). */
export function statefulSetStatus(
  set: StatefulSet,
  pods: readonly Pod[],
  { current, update, collisionCount }: SyncedRevisions,
  nowMs: number,
  beingReplaced = 0,
): StatefulSetStatus {
  const count = (matches: (pod: Pod) => boolean) => pods.filter(matches).length;
  const ofRevision = (name: string) =>
    count((pod) => podRevision(pod) === name && pod.metadata.deletionTimestamp === undefined);
  const isReady = (pod: Pod) => pod.status?.phase === 'Running' && isPodReady(pod);
  const ready = count(isReady);
  const updated = ofRevision(update.metadata.name);
  const wanted = replicaCount(set);
  const hasArrived =
    set.spec.updateStrategy?.type === 'RollingUpdate' &&
    updated === wanted &&
    ready === wanted &&
    pods.length === wanted;
  return {
    ...nonZero('observedGeneration', set.metadata.generation ?? 0),
    replicas: pods.length,
    ...nonZero('readyReplicas', ready),
    ...nonZero('currentReplicas', hasArrived ? updated : ofRevision(current.metadata.name) - beingReplaced),
    ...nonZero('updatedReplicas', updated),
    currentRevision: hasArrived ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount,
    availableReplicas: count((pod) => isReady(pod) && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)),
  };
}

/** Whether the figures are others than those that are written; what else the status says stays (inconsistentStatus). */
export function isStatusStale(set: StatefulSet, status: StatefulSetStatus): boolean {
  const known: Partial<StatefulSetStatus> = set.status ?? {};
  return (
    (status.observedGeneration ?? 0) > (known.observedGeneration ?? 0) ||
    status.replicas !== (known.replicas ?? 0) ||
    status.availableReplicas !== (known.availableReplicas ?? 0) ||
    (['currentReplicas', 'readyReplicas', 'updatedReplicas'] as const).some(
      (field) => (status[field] ?? 0) !== (known[field] ?? 0),
    ) ||
    status.currentRevision !== known.currentRevision ||
    status.updateRevision !== known.updateRevision
  );
}
