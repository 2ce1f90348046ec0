import type { JobStatus } from 'kubernetes-types/batch/v1.js';
import { keyOf } from '../../client/object-cache.ts';
import type { Job, Pod } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { JOBS, PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { deletePod } from '../pod-control.ts';
import { countPods } from './count-pods.ts';
import { ensureCondition, isJobFinished, newCondition } from './job-conditions.ts';
import { isComplete, jobEnd } from './job-end.ts';
import { isSuspended, type JobSync, observeJob, TRACKING_FINALIZER } from './job-sync.ts';
import { managePods } from './manage-pods.ts';
import { type BackoffRecord, NO_FAILURES } from './pod-backoff.ts';

const CONTROLLER_NAME = 'kubernetes.io/job-controller';

/** Runs pods until enough of them have succeeded, or too many have failed (pkg/controller/job). */
export function createJobController(context: ControllerContext): Controller {
  const jobs = context.informers.informer(JOBS);
  const pods = context.informers.informer(PODS);
  const podsOf = pods.index('controller', controllerUids);
  const backoffs = new Map<string, BackoffRecord>();

  const keysOfPod = (pod: Pod): string[] => {
    const owner = controllerOf(pod);
    if (owner) return owner.kind === 'Job' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
    if (pod.metadata.deletionTimestamp) return [];
    return jobs
      .list(pod.metadata.namespace)
      .filter((job) => matchesSelector(job.spec.selector, pod.metadata.labels))
      .map(keyOf);
  };

  return {
    watches: [watch(JOBS, (job) => [keyOf(job)]), watch(PODS, keysOfPod)],
    reconcile: async (key): Promise<Reconciled> => {
      const job = jobs.get(key);
      if (!job || isJobFinished(job)) {
        backoffs.delete(key);
        return;
      }
      if (isManagedByAnother(job)) return;
      const orphans = pods.list(job.metadata.namespace).filter((pod) => controllerOf(pod) === undefined);
      const candidates = [...podsOf(job.metadata.uid), ...orphans];
      const claimed = await claim(context.client, PODS, job, candidates, {
        finalizers: [TRACKING_FINALIZER],
      });
      const sync = observeJob(job, claimed, backoffs.get(key) ?? NO_FAILURES, context.clock.now());
      await syncJob(context, sync, () => backoffs.set(key, sync.backoff));
      if (sync.requeueAfterMs !== undefined) return { requeueAfterMs: sync.requeueAfterMs };
    },
  };
}

export function isManagedByAnother({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== CONTROLLER_NAME;
}

async function syncJob(context: ControllerContext, sync: JobSync, onCounted: () => void): Promise<void> {
  sync.finished = jobEnd(sync);
  let failure: unknown;
  try {
    if (sync.finished) await deleteActive(context, sync);
    else await runPods(context, sync);
  } catch (error) {
    failure = error;
    sync.finished = undefined;
  }
  sync.status = withCounts(sync);
  await countPods(context, sync);
  onCounted();
  if (failure) throw failure;
}

async function deleteActive(context: ControllerContext, sync: JobSync): Promise<void> {
  for (const pod of sync.active) {
    await deletePod(context, sync.job, pod);
    sync.activeCount--;
    sync.terminating++;
    if (isPodReady(pod)) sync.ready--;
  }
}

async function runPods(context: ControllerContext, sync: JobSync): Promise<void> {
  const isDeleted = sync.job.metadata.deletionTimestamp !== undefined;
  if (!isDeleted) await managePods(context, sync);
  if (isComplete(sync)) {
    const message = 'Reached expected number of succeeded pods';
    sync.finished = newCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', message, sync.nowMs);
  } else if (!isDeleted) tellSuspension(context, sync);
}

/** Suspending and resuming are told in a condition; the deadline starts anew with a resumed Job. */
function tellSuspension({ events }: ControllerContext, sync: JobSync): void {
  const { job, nowMs } = sync;
  const condition = isSuspended(job)
    ? newCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', nowMs)
    : newCondition('Suspended', 'False', 'JobResumed', 'Job resumed', nowMs);
  const conditions = ensureCondition(sync.status.conditions, condition);
  if (!conditions) return;
  sync.status = { ...sync.status, conditions, ...(isSuspended(job) ? {} : { startTime: toTime(nowMs) }) };
  events.event(job, 'Normal', isSuspended(job) ? 'Suspended' : 'Resumed', condition.message ?? '');
}

function withCounts({ status, activeCount, ready, terminating }: JobSync): JobStatus {
  const { active: _active, ...rest } = status;
  return { ...rest, ...(activeCount > 0 ? { active: activeCount } : {}), ready, terminating };
}
