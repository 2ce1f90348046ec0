import type { CronJobStatus } from 'kubernetes-types/batch/v1.js';
import { ApiError } from '../../client/client.ts';
import type { CronJob, Job } from '../../client/objects.ts';
import { JOBS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';

type ActiveJob = NonNullable<CronJobStatus['active']>[number];

/** One look at a CronJob and what becomes of its status. */
export interface CronJobSync {
  readonly cronJob: CronJob;
  readonly jobs: readonly Job[];
  active: readonly ActiveJob[];
  lastScheduleTime: string | undefined;
  lastSuccessfulTime: string | undefined;
}

export function startSync(cronJob: CronJob, jobs: readonly Job[]): CronJobSync {
  const { active = [], lastScheduleTime, lastSuccessfulTime } = cronJob.status ?? {};
  return { cronJob, jobs, active, lastScheduleTime, lastSuccessfulTime };
}

export function statusOf({ active, lastScheduleTime, lastSuccessfulTime }: CronJobSync): CronJobStatus {
  return {
    ...(active.length > 0 ? { active: [...active] } : {}),
    ...(lastScheduleTime ? { lastScheduleTime } : {}),
    ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
  };
}

export function dropActive(sync: CronJobSync, uid: string | undefined): void {
  sync.active = sync.active.filter((job) => job.uid !== uid);
}

/** Deletes one of its Jobs, pods and all, and tells it; false when the server refuses. */
export async function deleteJob(
  { client, events }: ControllerContext,
  sync: CronJobSync,
  { metadata }: Job,
): Promise<boolean> {
  const { name, namespace, uid } = metadata;
  try {
    await client.resource(JOBS).delete(name, namespace, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    events.event(sync.cronJob, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`);
    return false;
  }
  dropActive(sync, uid);
  events.event(sync.cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  return true;
}
