import { ApiError } from '../../client/client.ts';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { CronJob, Job } from '../../client/objects.ts';
import { controllerOf, isControlledBy } from '../../client/owner-references.ts';
import { CRON_JOBS, JOBS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import { type CronSchedule, parseCronSchedule } from '../../machinery/cron-schedule.ts';
import { isTimeZone } from '../../machinery/time-zone.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import { type CronJobSync, deleteJob, startSync, statusOf } from './cron-job-sync.ts';
import { cleanUpFinishedJobs, noteEndedJobs } from './finished-jobs.ts';
import { jobFromTemplate, jobName } from './job-from-template.ts';
import { dueTime, nextDueAfterMs } from './schedule-times.ts';

/** Makes Jobs when it is time (pkg/controller/cronjob). */
export function createCronJobController(context: ControllerContext): Controller {
  const cronJobs = context.informers.informer(CRON_JOBS);
  const jobs = context.informers.informer(JOBS);
  const ownerKeys = (job: Job): string[] => {
    const owner = controllerOf(job);
    return owner?.kind === 'CronJob' ? [`${job.metadata.namespace}/${owner.name}`] : [];
  };
  const jobsOf = jobs.index('cron-job', ownerKeys);
  return {
    watches: [watch(CRON_JOBS, (cronJob) => [keyOf(cronJob)]), watch(JOBS, ownerKeys)],
    reconcile: async (key): Promise<Reconciled> => {
      const cronJob = cronJobs.get(key);
      if (!cronJob) return;
      const sync = startSync(cronJob, jobsOf(key));
      let requeueAfterMs: number | undefined;
      try {
        await cleanUpFinishedJobs(context, sync);
        noteEndedJobs(context, sync);
        if (!cronJob.metadata.deletionTimestamp) requeueAfterMs = await serveSchedule(context, sync);
      } catch (error) {
        if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error;
      } finally {
        await writeStatus(context, sync);
      }
      if (requeueAfterMs !== undefined) return { requeueAfterMs };
    },
  };
}

async function writeStatus({ client }: ControllerContext, sync: CronJobSync): Promise<void> {
  const { cronJob } = sync;
  const status = statusOf(sync);
  if (deepEqual(cronJob.status ?? {}, status)) return;
  try {
    await client.resource(CRON_JOBS).updateStatus({ ...cronJob, status });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Makes the Job that is due, if one is; gives the time until the next (syncCronJob). */
async function serveSchedule(context: ControllerContext, sync: CronJobSync): Promise<number | undefined> {
  const { cronJob } = sync;
  const schedule = scheduleOf(context, cronJob);
  if (!schedule) return undefined;
  const nowMs = context.clock.now();
  const due = dueTime(cronJob, schedule, nowMs);
  if (due?.missedMany) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    context.events.event(cronJob, 'Warning', 'TooManyMissedTimes', message);
  }
  if (due && mayStart(context, sync, due.at)) {
    await replaceActive(context, sync);
    if (!(await startJob(context, sync, due.at))) return undefined;
  }
  const current = sync.lastScheduleTime ? { lastScheduleTime: sync.lastScheduleTime } : {};
  return nextDueAfterMs({ ...cronJob, status: { ...cronJob.status, ...current } }, schedule, nowMs);
}

function scheduleOf({ events }: ControllerContext, cronJob: CronJob): CronSchedule | undefined {
  const { schedule, timeZone, suspend } = cronJob.spec;
  if (timeZone !== undefined && timeZone !== '' && !isTimeZone(timeZone)) {
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
    events.event(cronJob, 'Warning', 'UnknownTimeZone', message);
    return undefined;
  }
  if (suspend) return undefined;
  if (schedule.includes('TZ')) {
    const message =
      `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported, see ` +
      'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
    events.event(cronJob, 'Warning', 'UnsupportedSchedule', message);
  }
  try {
    return parseCronSchedule(timeZone && !schedule.includes('TZ') ? `TZ=${timeZone} ${schedule}` : schedule);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `unparseable schedule: ${JSON.stringify(schedule)} : ${reason}`;
    events.event(cronJob, 'Warning', 'UnparseableSchedule', message);
    return undefined;
  }
}

function mayStart({ events, clock }: ControllerContext, { cronJob, active }: CronJobSync, dueMs: number): boolean {
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
  if (startingDeadlineSeconds !== undefined && dueMs + startingDeadlineSeconds * 1000 < clock.now()) {
    const time = new Date(dueMs).toUTCString().replace('GMT', '+0000');
    events.event(cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${time}`);
    return false;
  }
  const isServed = cronJob.status?.lastScheduleTime === toTime(dueMs);
  if (isServed || active.some(({ name }) => name === jobName(cronJob, dueMs))) return false;
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    events.event(cronJob, 'Normal', 'JobAlreadyActive', message);
    return false;
  }
  return true;
}

/** With Replace, what still runs makes way. */
async function replaceActive(context: ControllerContext, sync: CronJobSync): Promise<void> {
  const { cronJob } = sync;
  if (cronJob.spec.concurrencyPolicy !== 'Replace') return;
  for (const { name = '', namespace = '' } of sync.active) {
    const job = await context.client.resource(JOBS).get(name, namespace);
    if (!(await deleteJob(context, sync, job))) throw new Error(`could not replace job ${namespace}/${name}`);
  }
}

/** False when the name is taken by a Job that is not, or already, accounted for. */
async function startJob({ client, events }: ControllerContext, sync: CronJobSync, dueMs: number): Promise<boolean> {
  const { cronJob } = sync;
  const { namespace } = cronJob.metadata;
  const resource = client.resource(JOBS);
  let job: Job;
  try {
    job = await resource.create(jobFromTemplate(cronJob, dueMs), namespace);
    events.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
  } catch (error) {
    if (!isAlreadyExists(error)) {
      if (error instanceof ApiError && !isNamespaceTerminating(error)) {
        events.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      }
      throw error;
    }
    job = await resource.get(jobName(cronJob, dueMs), namespace);
    if (!isControlledBy(job, cronJob) || sync.active.some(({ uid }) => uid === job.metadata.uid)) return false;
  }
  const { name, uid, resourceVersion } = job.metadata;
  const reference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
  sync.active = [...sync.active, reference];
  sync.lastScheduleTime = toTime(dueMs);
  return true;
}
