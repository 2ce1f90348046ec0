import type { NewObject } from '../../client/client.ts';
import type { CronJob, Job } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { zonedTimestamp } from '../../machinery/time-zone.ts';

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** `NAME-` and the minutes since 1970. */
export function jobName({ metadata }: CronJob, scheduledMs: number): string {
  return `${metadata.name}-${Math.floor(scheduledMs / 60_000)}`;
}

/** The Job for one due time (getJobFromTemplate2 in pkg/controller/cronjob/utils.go). */
export function jobFromTemplate(cronJob: CronJob, scheduledMs: number): NewObject<Job> {
  const { jobTemplate, timeZone = 'UTC' } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, scheduledMs),
      namespace: cronJob.metadata.namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [SCHEDULED_AT]: zonedTimestamp(scheduledMs, timeZone || 'UTC') },
      ownerReferences: [controllerReference(cronJob)],
    },
    ...(jobTemplate.spec ? { spec: jobTemplate.spec } : {}),
  };
}
