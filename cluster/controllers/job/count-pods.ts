import type { JobStatus } from 'kubernetes-types/batch/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import type { Job, Pod } from '../../client/objects.ts';
import { JOBS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { delayedPods } from './delayed-pods.ts';
import { hasIndex, indexSetSize, indexSetText, withIndexes } from './index-set.ts';
import { ensureCondition, newCondition, trueCondition } from './job-conditions.ts';
import { hasTrackingFinalizer, isPodFailed, type JobSync } from './job-sync.ts';
import { matchFailurePolicy } from './pod-failure-policy.ts';
import { byIndex, completionIndex, isIndexed, validIndex } from './pod-index.ts';
import { removeFinalizer } from './tracking-finalizer.ts';

/** Pods whose uids the status holds at a time (MaxUncountedPods). */
const MAX_UNCOUNTED = 500;

/**
 * Counts the pods that have ended, each exactly once: its uid is written into the status, then its finalizer goes, then
 * the counter moves. Ends the Job when there is nothing left to count (trackJobStatusAndRemoveFinalizers).
 */
export async function countPods(context: ControllerContext, sync: JobSync): Promise<void> {
  const withFinalizer = new Set(sync.pods.filter(hasTrackingFinalizer).map(({ metadata }) => metadata.uid));
  sync.status = counted(sync.status, withFinalizer);
  const { ended, isTruncated } = collectEnded(sync);
  if (isIndexed(sync.job)) sync.status = withIndexCounts(sync);
  writeInterimCondition(sync);
  let job = await flush(context, sync.job, sync.status);
  for (const pod of ended) {
    await removeFinalizer(context, pod);
    withFinalizer.delete(pod.metadata.uid);
  }
  sync.status = counted(job.status ?? {}, withFinalizer);
  const isFinished = !isTruncated && enactFinished(sync);
  job = await flush(context, job, sync.status);
  if (isFinished) tellFinished(context, job, sync);
}

/** Writes the status if it says something new. */
async function flush({ client }: ControllerContext, job: Job, status: JobStatus): Promise<Job> {
  return deepEqual(job.status ?? {}, status) ? job : client.resource(JOBS).updateStatus({ ...job, status });
}

/** Moves the uids of pods whose finalizers are gone into the counters (cleanUncountedPodsWithoutFinalizers). */
function counted(status: JobStatus, withFinalizer: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const succeededLeft = succeeded.filter((uid) => withFinalizer.has(uid));
  const failedLeft = failed.filter((uid) => withFinalizer.has(uid));
  const newSucceeded = (status.succeeded ?? 0) + succeeded.length - succeededLeft.length;
  const newFailed = (status.failed ?? 0) + failed.length - failedLeft.length;
  return {
    ...status,
    ...(newSucceeded > 0 ? { succeeded: newSucceeded } : {}),
    ...(newFailed > 0 ? { failed: newFailed } : {}),
    uncountedTerminatedPods: uncountedPods(succeededLeft, failedLeft),
  };
}

function uncountedPods(succeeded: string[], failed: string[]) {
  return { ...(succeeded.length > 0 ? { succeeded } : {}), ...(failed.length > 0 ? { failed } : {}) };
}

/** The pods to let go, after noting in the status what they count as. */
function collectEnded(sync: JobSync): { ended: Pod[]; isTruncated: boolean } {
  const { job } = sync;
  const delayed = new Set(delayedPods(sync).values());
  const succeeded = [...(sync.status.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(sync.status.uncountedTerminatedPods?.failed ?? [])];
  const indexes: number[] = [];
  const ended: Pod[] = [];
  const pods = isIndexed(job) ? [...sync.pods].sort(byIndex) : sync.pods;
  for (const pod of pods) {
    if (!hasTrackingFinalizer(pod) || !mayGo(sync, pod, delayed)) continue;
    ended.push(pod);
    const { uid } = pod.metadata;
    if (pod.status?.phase === 'Succeeded' && !failed.includes(uid)) {
      const index = validIndex(job, pod);
      if (!isIndexed(job)) {
        if (!succeeded.includes(uid)) succeeded.push(uid);
      } else if (index !== undefined && !hasIndex(sync.previousSucceededIndexes, index)) indexes.push(index);
    } else if (!failed.includes(uid) && countsAsFailed(sync, pod)) failed.push(uid);
    if (indexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED) break;
  }
  sync.status = { ...sync.status, uncountedTerminatedPods: uncountedPods(succeeded, failed) };
  sync.succeededIndexes = withIndexes(sync.previousSucceededIndexes, indexes);
  return { ended, isTruncated: indexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED };
}

/** canRemoveFinalizer. */
function mayGo({ job, finished }: JobSync, pod: Pod, delayed: ReadonlySet<Pod>): boolean {
  if (job.metadata.deletionTimestamp || finished || pod.status?.phase === 'Succeeded') return true;
  return isPodFailed(job, pod) && !(completionIndex(pod) !== undefined && delayed.has(pod));
}

/** When the Job has failed, every pod that has not ended has failed with it. */
function countsAsFailed({ job, finished }: JobSync, pod: Pod): boolean {
  const jobFailed = finished !== undefined && finished.type !== 'SuccessCriteriaMet';
  if (!isPodFailed(job, pod) && !jobFailed) return false;
  if (isIndexed(job) && validIndex(job, pod) === undefined) return false;
  return matchFailurePolicy(job.spec.podFailurePolicy, pod).counts;
}

function withIndexCounts({ status, succeededIndexes, failedIndexes }: JobSync): JobStatus {
  const { succeeded: _succeeded, completedIndexes: _completed, failedIndexes: _failed, ...rest } = status;
  const succeeded = indexSetSize(succeededIndexes);
  return {
    ...rest,
    ...(succeeded > 0 ? { succeeded, completedIndexes: indexSetText(succeededIndexes) } : {}),
    ...(failedIndexes ? { failedIndexes: indexSetText(failedIndexes) } : {}),
  };
}

/** FailureTarget and SuccessCriteriaMet are told before the pods are let go; Failed and Complete come afterwards. */
function writeInterimCondition(sync: JobSync): void {
  const { finished, nowMs } = sync;
  if (finished?.type !== 'FailureTarget' && finished?.type !== 'SuccessCriteriaMet') return;
  const { type, reason = '', message = '' } = finished;
  const { conditions = [] } = sync.status;
  if (!trueCondition(conditions, type)) sync.status = { ...sync.status, conditions: [...conditions, finished] };
  sync.finished = newCondition(type === 'FailureTarget' ? 'Failed' : 'Complete', 'True', reason, message, nowMs);
}

/** enactJobFinished: nothing uncounted and nothing terminating may be left. */
function enactFinished(sync: JobSync): boolean {
  const { finished, status } = sync;
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (!finished || succeeded.length + failed.length > 0 || sync.terminating > 0) return false;
  const conditions = ensureCondition(status.conditions, finished);
  const { lastTransitionTime } = finished;
  sync.status = {
    ...status,
    ...(conditions ? { conditions } : {}),
    ...(finished.type === 'Complete' && lastTransitionTime ? { completionTime: lastTransitionTime } : {}),
  };
  return true;
}

function tellFinished({ events }: ControllerContext, job: Job, { finished }: JobSync): void {
  if (!finished) return;
  if (finished.type !== 'Complete') {
    return events.event(job, 'Warning', finished.reason ?? '', finished.message ?? '');
  }
  if (job.spec.completions !== undefined && (job.status?.succeeded ?? 0) > job.spec.completions) {
    const message = 'Too many succeeded pods running after completion count reached';
    events.event(job, 'Warning', 'TooManySucceededPods', message);
  }
  events.event(job, 'Normal', 'Completed', 'Job completed');
}
