import { compareText } from '../../client/compare-text.ts';
import type { Job } from '../../client/objects.ts';
import { JOBS } from '../../client/resources.ts';
import { fromTime } from '../../client/timestamps.ts';
import type { ControllerContext } from '../controller.ts';
import { finishedCondition, isJobFinished } from '../job/job-conditions.ts';
import { type CronJobSync, deleteJob, dropActive } from './cron-job-sync.ts';

/** Deletes the oldest Jobs that have ended, but for as many as the history may hold (cleanupFinishedJobs). */
export async function cleanUpFinishedJobs(context: ControllerContext, sync: CronJobSync): Promise<void> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = sync.cronJob.spec;
  const ended = (type: string) =>
    sync.jobs.filter(({ status }) => finishedCondition(status?.conditions)?.type === type).sort(byStartTime);
  for (const job of surplus(ended('Complete'), successfulJobsHistoryLimit)) await deleteJob(context, sync, job);
  for (const job of surplus(ended('Failed'), failedJobsHistoryLimit)) await deleteJob(context, sync, job);
}

function surplus(jobs: readonly Job[], limit: number | undefined): readonly Job[] {
  return limit === undefined ? [] : jobs.slice(0, Math.max(0, jobs.length - limit));
}

function byStartTime(a: Job, b: Job): number {
  const startOf = ({ status }: Job) => (status?.startTime ? fromTime(status.startTime) : Number.MAX_VALUE);
  return startOf(a) - startOf(b) || compareText(a.metadata.name, b.metadata.name);
}

/** Takes from the list of active Jobs what has ended or has gone, and remembers the last success. */
export function noteEndedJobs({ events, informers }: ControllerContext, sync: CronJobSync): void {
  const { cronJob, jobs } = sync;
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const isActive = sync.active.some((each) => each.uid === uid);
    if (!isJobFinished(job)) {
      if (!isActive) {
        const message = `Saw a job that the controller did not create or forgot: ${name}`;
        events.event(cronJob, 'Warning', 'UnexpectedJob', message);
      }
      continue;
    }
    const condition = finishedCondition(job.status?.conditions)?.type;
    if (isActive) {
      dropActive(sync, uid);
      const message = `Saw completed job: ${name}, condition: ${condition}`;
      events.event(cronJob, 'Normal', 'SawCompletedJob', message);
    }
    const completed = job.status?.completionTime;
    if (condition === 'Complete' && completed) sync.lastSuccessfulTime = later(sync.lastSuccessfulTime, completed);
  }
  for (const { uid, name, namespace } of sync.active) {
    if (jobs.some(({ metadata }) => metadata.uid === uid)) continue;
    if (informers.informer(JOBS).get(`${namespace}/${name}`)) continue;
    events.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    dropActive(sync, uid);
  }
}

function later(a: string | undefined, b: string): string {
  return a !== undefined && fromTime(a) >= fromTime(b) ? a : b;
}
