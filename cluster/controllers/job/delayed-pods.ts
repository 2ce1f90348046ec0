import type { Pod } from '../../client/objects.ts';
import { hasIndex } from './index-set.ts';
import { hasTrackingFinalizer, isPodFailed, type JobSync } from './job-sync.ts';
import { finishedAt } from './pod-backoff.ts';
import { indexesOf, indexFailureCount, indexIgnoredFailureCount, validIndex } from './pod-index.ts';

/**
 * By index: the last failed pod of an index that will be tried again. It stays until its replacement is made, which
 * takes over its count of failures (getPodsWithDelayedDeletionPerIndex).
 */
export function delayedPods({ job, pods, active, succeededIndexes, failedIndexes }: JobSync): ReadonlyMap<number, Pod> {
  const delayed = new Map<number, Pod>();
  if (!failedIndexes) return delayed;
  const activeIndexes = indexesOf(active);
  for (const pod of pods) {
    const index = validIndex(job, pod);
    if (index === undefined || !hasTrackingFinalizer(pod) || !isPodFailed(job, pod)) continue;
    if (hasIndex(succeededIndexes, index) || hasIndex(failedIndexes, index) || activeIndexes.has(index)) continue;
    const last = delayed.get(index);
    if (!last || (failures(last) <= failures(pod) && finishedAt(pod) >= finishedAt(last))) delayed.set(index, pod);
  }
  return delayed;
}

function failures(pod: Pod): number {
  return indexFailureCount(pod) + indexIgnoredFailureCount(pod);
}
