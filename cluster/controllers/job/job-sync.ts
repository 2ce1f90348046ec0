import type { JobCondition, JobStatus } from 'kubernetes-types/batch/v1.js';
import type { Job, Pod } from '../../client/objects.ts';
import { isPodActive, isPodReady, isPodTerminal } from '../../client/pod-conditions.ts';
import { toTime } from '../../client/timestamps.ts';
import { type IndexSet, indexSetSize, parseIndexSet, withIndexes } from './index-set.ts';
import { type BackoffRecord, backoffAfter } from './pod-backoff.ts';
import { matchFailurePolicy } from './pod-failure-policy.ts';
import { hasBackoffLimitPerIndex, indexFailureCount, isIndexed, validIndex } from './pod-index.ts';

export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

/** One look at a Job and its pods, and what becomes of it (syncJobCtx in pkg/controller/job/job_controller.go). */
export interface JobSync {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly nowMs: number;
  /** To be written; its lists are replaced, never changed. */
  status: JobStatus;
  activeCount: number;
  ready: number;
  terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly backoff: BackoffRecord;
  readonly previousSucceededIndexes: IndexSet;
  succeededIndexes: IndexSet;
  /** Of Jobs with a back-off limit for each index. */
  readonly failedIndexes: IndexSet | undefined;
  /** The end that the Job has come to. */
  finished: JobCondition | undefined;
  /** When to look again, if nothing happens. */
  requeueAfterMs: number | undefined;
}

export function hasTrackingFinalizer({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) ?? false;
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true;
}

/** Whether a pod is replaced only when it has failed, not as soon as it terminates (onlyReplaceFailedPods). */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

/** Deleted pods count as failed: nobody might ever tell their phase. */
export function isPodFailed(job: Job, pod: Pod): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** Counts a Job's pods as they are now. */
export function observeJob(job: Job, pods: readonly Pod[], record: BackoffRecord, nowMs: number): JobSync {
  const uncounted = job.status?.uncountedTerminatedPods ?? {};
  const countable = (known: readonly string[] | undefined) => (pod: Pod) =>
    hasTrackingFinalizer(pod) &&
    !known?.includes(pod.metadata.uid) &&
    (!isIndexed(job) || validIndex(job, pod) !== undefined);
  const newSucceeded = pods.filter(countable(uncounted.succeeded)).filter((pod) => pod.status?.phase === 'Succeeded');
  const newFailed = pods.filter(countable(uncounted.failed)).filter((pod) => isPodFailed(job, pod));
  const counted = newFailed.filter((pod) => matchFailurePolicy(job.spec.podFailurePolicy, pod).counts);
  const active = pods.filter(isPodActive);
  const previousSucceededIndexes = parseIndexSet(
    isIndexed(job) ? job.status?.completedIndexes : undefined,
    job.spec.completions ?? 0,
  );
  const succeededIndexes = isIndexed(job)
    ? withIndexes(previousSucceededIndexes, newlySucceededIndexes(job, pods))
    : previousSucceededIndexes;
  const startTime = job.status?.startTime ?? (isSuspended(job) ? undefined : toTime(nowMs));
  return {
    job,
    pods,
    active,
    nowMs,
    status: { uncountedTerminatedPods: {}, ...job.status, ...(startTime ? { startTime } : {}) },
    activeCount: active.length,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    succeeded: isIndexed(job)
      ? indexSetSize(succeededIndexes)
      : (job.status?.succeeded ?? 0) + newSucceeded.length + (uncounted.succeeded?.length ?? 0),
    failed: (job.status?.failed ?? 0) + counted.length + (uncounted.failed?.length ?? 0),
    backoff: backoffAfter(record, newSucceeded, newFailed),
    previousSucceededIndexes,
    succeededIndexes,
    failedIndexes: isIndexed(job) && hasBackoffLimitPerIndex(job) ? failedIndexes(job, pods) : undefined,
    finished: undefined,
    requeueAfterMs: undefined,
  };
}

function newlySucceededIndexes(job: Job, pods: readonly Pod[]): number[] {
  return pods.flatMap((pod) =>
    pod.status?.phase === 'Succeeded' && hasTrackingFinalizer(pod) ? (validIndex(job, pod) ?? []) : [],
  );
}

/** calculateFailedIndexes: those before, and those of pods whose failure is one too many. */
function failedIndexes(job: Job, pods: readonly Pod[]): IndexSet {
  const before = parseIndexSet(job.status?.failedIndexes, job.spec.completions ?? 0);
  const isFinal = (pod: Pod) => {
    if (!hasTrackingFinalizer(pod) || !isPodFailed(job, pod)) return false;
    const { action, counts } = matchFailurePolicy(job.spec.podFailurePolicy, pod);
    return action === 'FailIndex' || (counts && indexFailureCount(pod) >= (job.spec.backoffLimitPerIndex ?? 0));
  };
  return withIndexes(
    before,
    pods.filter(isFinal).flatMap((pod) => validIndex(job, pod) ?? []),
  );
}
