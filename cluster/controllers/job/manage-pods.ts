import type { Job, Pod } from '../../client/objects.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import type { ControllerContext } from '../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, slowStart } from '../pod-control.ts';
import { inDeletionOrder } from '../replicaset/deletion-order.ts';
import { delayedPods } from './delayed-pods.ts';
import { merged, missingIndexes, withIndexes } from './index-set.ts';
import { indexedNamePrefix, indexedPodTemplate, jobPodTemplate } from './job-pod-template.ts';
import { isPodTerminating, isSuspended, type JobSync, replacesOnlyFailed } from './job-sync.ts';
import { backoffRemainingMs, indexBackoffRemainingMs } from './pod-backoff.ts';
import { byIndex, hasBackoffLimitPerIndex, indexesOf, isIndexed, validIndex } from './pod-index.ts';
import { removeFinalizer } from './tracking-finalizer.ts';

/** Pods created or deleted in one go (MaxPodCreateDeletePerSync). */
const BURST = 500;

/** SyncJobBatchPeriod: it does not look again sooner than that. */
const SHORTEST_DELAY_MS = 1_000;

/** Brings the number of active pods closer to what the Job asks for (manageJob). */
export async function managePods(context: ControllerContext, sync: JobSync): Promise<void> {
  const { job, active } = sync;
  const wanted = isSuspended(job) ? 0 : wantedActive(sync);
  const doomed = podsToRemove(sync, isSuspended(job) ? active.length : Math.max(0, active.length - wanted));
  if (doomed.length > 0) return removePods(context, sync, doomed);
  if (isSuspended(job)) return;
  const terminating = replacesOnlyFailed(job) ? sync.terminating : 0;
  const missing = Math.min(wanted - terminating - active.length, BURST);
  if (missing > 0) await createPods(context, sync, missing);
}

function wantedActive({ job, succeeded, active }: JobSync): number {
  const { completions, parallelism = 1 } = job.spec;
  // Without a number of completions the first success tells the others that there is nothing left to begin.
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

/** Those that are too many; of an indexed Job also those without a proper index of their own (activePodsForRemoval). */
function podsToRemove({ job, active, nowMs }: JobSync, atLeast: number): Pod[] {
  const inOrder = (pods: readonly Pod[]) => inDeletionOrder(pods, [], nowMs);
  const removed: Pod[] = [];
  const left: Pod[] = [];
  if (isIndexed(job)) {
    const perIndex = new Map<number, Pod[]>();
    for (const pod of [...active].sort(byIndex)) {
      const index = validIndex(job, pod);
      if (index === undefined) removed.push(pod);
      else perIndex.set(index, [...(perIndex.get(index) ?? []), pod]);
    }
    for (const pods of perIndex.values()) {
      const sorted = inOrder(pods);
      removed.push(...sorted.slice(0, -1));
      left.push(...sorted.slice(-1));
    }
  } else left.push(...active);
  if (removed.length < atLeast) removed.push(...inOrder(left).slice(0, atLeast - removed.length));
  return removed.slice(0, BURST);
}

/** They are not counted as failed: the finalizer goes before them. */
async function removePods(context: ControllerContext, sync: JobSync, pods: readonly Pod[]): Promise<void> {
  for (const pod of pods) {
    await removeFinalizer(context, pod);
    await deletePod(context, sync.job, pod);
    sync.activeCount--;
    sync.terminating++;
    if (isPodReady(pod)) sync.ready--;
  }
}

async function createPods(context: ControllerContext, sync: JobSync, missing: number): Promise<void> {
  const { job, nowMs } = sync;
  const delayed = delayedPods(sync);
  let delay = hasBackoffLimitPerIndex(job) ? 0 : backoffRemainingMs(sync.backoff, nowMs);
  let indexes: number[] | undefined;
  if (isIndexed(job)) {
    indexes = pendingIndexes(sync, missing);
    if (hasBackoffLimitPerIndex(job)) {
      const delays = indexes.map((index) => indexBackoffRemainingMs(delayed.get(index), nowMs));
      indexes = indexes.filter((_, at) => delays[at] === 0);
      if (indexes.length === 0 && delays.length > 0) delay = Math.min(...delays);
    }
  }
  if (delay > 0) {
    lookAgain(sync, Math.max(delay, SHORTEST_DELAY_MS));
    // As the real one tells it while it waits.
    sync.activeCount = 0;
    return;
  }
  const make = (at: number) => createOne(context, job, indexes?.[at], delayed);
  await slowStart(indexes?.length ?? missing, async (at) => {
    await make(at);
    sync.activeCount++;
  });
}

async function createOne(
  context: ControllerContext,
  job: Job,
  index: number | undefined,
  delayed: ReadonlyMap<number, Pod>,
): Promise<void> {
  try {
    if (index === undefined) await createPod(context, job, jobPodTemplate(job));
    else {
      const template = indexedPodTemplate(job, index, delayed.get(index));
      await createPod(context, job, template, { generateName: indexedNamePrefix(job, index) });
    }
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

/** The first indexes that have neither ended nor a pod (firstPendingIndexes). */
function pendingIndexes({ job, pods, active, succeededIndexes, failedIndexes }: JobSync, count: number): number[] {
  const held = replacesOnlyFailed(job) ? [...active, ...pods.filter(isPodTerminating)] : active;
  const taken = merged(withIndexes(succeededIndexes, indexesOf(held)), failedIndexes ?? []);
  return missingIndexes(taken, count, job.spec.completions ?? 0);
}

function lookAgain(sync: JobSync, afterMs: number): void {
  sync.requeueAfterMs = Math.min(sync.requeueAfterMs ?? afterMs, afterMs);
}
