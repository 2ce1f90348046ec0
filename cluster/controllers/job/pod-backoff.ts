import type { ContainerStatus } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';
import { fromTime } from '../../client/timestamps.ts';
import { indexFailureCount, indexIgnoredFailureCount } from './pod-index.ts';

/** DefaultJobPodFailureBackOff and MaxJobPodFailureBackOff. */
const FIRST_DELAY_MS = 10_000;
const MAX_DELAY_MS = 600_000;

/** How often a Job's pods have failed in a row, and when the last one did. */
export interface BackoffRecord {
  readonly failuresAfterLastSuccess: number;
  readonly lastFailureMs?: number;
}

export const NO_FAILURES: BackoffRecord = { failuresAfterLastSuccess: 0 };

/** The record after pods have ended (backoffStore.newBackoffRecord in pkg/controller/job/backoff_utils.go). */
export function backoffAfter(record: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  const failures = failed.map(finishedAt);
  if (succeeded.length === 0) {
    if (failures.length === 0) return record;
    return {
      failuresAfterLastSuccess: record.failuresAfterLastSuccess + failures.length,
      lastFailureMs: Math.max(...failures),
    };
  }
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const since = failures.filter((time) => time > lastSuccess);
  if (since.length === 0) return NO_FAILURES;
  return { failuresAfterLastSuccess: since.length, lastFailureMs: Math.max(...since) };
}

/** Milliseconds until the next pod may be made: 10 s after a failure, doubled for each further one, 10 min at most. */
export function backoffRemainingMs({ failuresAfterLastSuccess, lastFailureMs }: BackoffRecord, nowMs: number): number {
  if (failuresAfterLastSuccess === 0 || lastFailureMs === undefined) return 0;
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (failuresAfterLastSuccess - 1), MAX_DELAY_MS);
  return Math.max(0, delay - (nowMs - lastFailureMs));
}

/** The same for one index, whose last failed pod carries the count. */
export function indexBackoffRemainingMs(lastFailed: Pod | undefined, nowMs: number): number {
  if (!lastFailed) return 0;
  const failures = indexFailureCount(lastFailed) + indexIgnoredFailureCount(lastFailed) + 1;
  return backoffRemainingMs({ failuresAfterLastSuccess: failures, lastFailureMs: finishedAt(lastFailed) }, nowMs);
}

/** When the pod ended, as far as it tells (getFinishedTime). */
export function finishedAt(pod: Pod): number {
  const { metadata } = pod;
  const containers = containersFinishedAt(pod);
  if (containers !== undefined) return containers;
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return fromTime(ready.lastTransitionTime);
  if (metadata.deletionTimestamp) {
    return fromTime(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  }
  return fromTime(metadata.creationTimestamp);
}

function containersFinishedAt({ spec, status }: Pod): number | undefined {
  const sidecars = new Set(
    (spec.initContainers ?? []).flatMap(({ name, restartPolicy }) => (restartPolicy === 'Always' ? name : [])),
  );
  const statuses: ContainerStatus[] = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ];
  const times = statuses.map(({ state }) => state?.terminated?.finishedAt);
  const known = times.flatMap((time) => (time ? fromTime(time) : []));
  return known.length > 0 && known.length === times.length ? Math.max(...known) : undefined;
}
