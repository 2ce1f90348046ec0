import type { JobCondition } from 'kubernetes-types/batch/v1.js';
import type { Job, Pod } from '../../client/objects.ts';
import { fromTime } from '../../client/timestamps.ts';
import { indexSetSize } from './index-set.ts';
import { newCondition, trueCondition } from './job-conditions.ts';
import { isPodFailed, isSuspended, type JobSync } from './job-sync.ts';
import { matchFailurePolicy } from './pod-failure-policy.ts';
import { isIndexed } from './pod-index.ts';
import { matchSuccessPolicy } from './success-policy.ts';

/**
 * The end that a Job has come to before its pods are managed: what an earlier look has found, then failures, then the
 * success policy. The order is that of syncJob.
 */
export function jobEnd(sync: JobSync): JobCondition | undefined {
  const { job } = sync;
  const met = trueCondition(job.status?.conditions, 'SuccessCriteriaMet');
  if (met) return met;
  const target = trueCondition(job.status?.conditions, 'FailureTarget');
  if (target) return newCondition('Failed', 'True', target.reason ?? '', target.message ?? '', sync.nowMs);
  return policyFailure(sync) ?? limitFailure(sync) ?? indexFailure(sync) ?? policySuccess(sync);
}

function failure({ nowMs }: JobSync, reason: string, message: string): JobCondition {
  return newCondition('FailureTarget', 'True', reason, message, nowMs);
}

function policyFailure(sync: JobSync): JobCondition | undefined {
  const { job, pods } = sync;
  if (!job.spec.podFailurePolicy) return undefined;
  for (const pod of pods.filter((each) => isPodFailed(job, each))) {
    const { jobFailure } = matchFailurePolicy(job.spec.podFailurePolicy, pod);
    if (jobFailure) return failure(sync, 'PodFailurePolicy', jobFailure);
  }
  return undefined;
}

function limitFailure(sync: JobSync): JobCondition | undefined {
  const { job, pods, nowMs } = sync;
  if (sync.failed > (job.spec.backoffLimit ?? 0) || isPastRestartLimit(job, pods)) {
    return failure(sync, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const { activeDeadlineSeconds } = job.spec;
  const { startTime } = sync.status;
  if (activeDeadlineSeconds === undefined || !startTime || isSuspended(job)) return undefined;
  const remaining = fromTime(startTime) + activeDeadlineSeconds * 1000 - nowMs;
  if (remaining <= 0) return failure(sync, 'DeadlineExceeded', 'Job was active longer than specified deadline');
  sync.requeueAfterMs = remaining;
  return undefined;
}

/** Containers that restart in place count too (pastBackoffLimitOnFailure). */
function isPastRestartLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
      restarts += restartCount;
    }
  }
  return restarts > 0 && restarts >= (spec.backoffLimit ?? 0);
}

function indexFailure(sync: JobSync): JobCondition | undefined {
  if (!sync.failedIndexes) return undefined;
  const { completions = 0, maxFailedIndexes } = sync.job.spec;
  const failed = indexSetSize(sync.failedIndexes);
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return failure(sync, 'MaxFailedIndexesExceeded', message);
  }
  if (failed > 0 && failed + indexSetSize(sync.succeededIndexes) >= completions) {
    return failure(sync, 'FailedIndexes', 'Job has failed indexes');
  }
  return undefined;
}

function policySuccess(sync: JobSync): JobCondition | undefined {
  const { successPolicy, completions = 0 } = sync.job.spec;
  if (!isIndexed(sync.job)) return undefined;
  const message = matchSuccessPolicy(successPolicy, completions, sync.succeededIndexes);
  return message === undefined
    ? undefined
    : newCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', message, sync.nowMs);
}

/** Whether enough pods have succeeded and none is left. */
export function isComplete({ job, succeeded, activeCount }: JobSync): boolean {
  return succeeded >= (job.spec.completions ?? 1) && activeCount === 0;
}
