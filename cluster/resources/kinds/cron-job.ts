import type { CronJob } from 'kubernetes-types/batch/v1.d.ts';
import { ageColumn, booleanColumn, integerColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { ageOf } from '../human-duration.ts';
import { labelSelectorText } from '../label-selector.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateCronJob } from '../validation/cron-job.ts';

const containersOf = ({ spec }: CronJob) => spec?.jobTemplate.spec?.template.spec?.containers ?? [];

/** Source: pkg/apis/batch/v1/defaults.go SetDefaults_CronJob; columns: printCronJob. */
export const cronJobKind = defineKind({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<CronJob>('Schedule', ({ spec }) => spec?.schedule ?? ''),
    textColumn<CronJob>('Timezone', ({ spec }) => spec?.timeZone ?? '<none>'),
    booleanColumn<CronJob>('Suspend', ({ spec }) => (spec?.suspend ? 'True' : 'False')),
    integerColumn<CronJob>('Active', ({ status }) => status?.active?.length ?? 0),
    textColumn<CronJob>('Last Schedule', ({ status }, { nowMs }) =>
      status?.lastScheduleTime ? ageOf(status.lastScheduleTime, nowMs) : '<none>',
    ),
    ageColumn,
    wideColumn<CronJob>('Containers', (cronJob) =>
      containersOf(cronJob)
        .map(({ name }) => name)
        .join(','),
    ),
    wideColumn<CronJob>('Images', (cronJob) =>
      containersOf(cronJob)
        .map(({ image }) => image ?? '')
        .join(','),
    ),
    wideColumn<CronJob>('Selector', ({ spec }) => labelSelectorText(spec?.jobTemplate.spec?.selector)),
  ],
  defaults(object) {
    const { spec } = typed<Mutable<CronJob>>(object);
    if (!spec) return;
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    const template = spec.jobTemplate?.spec?.template?.spec;
    if (template) defaultPodSpec(template);
  },
  prepareForCreate: workloadStrategy.prepareForCreate,
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate: validateCronJob,
});
