import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { humanDuration } from '../human-duration.ts';
import { defaultJobSpec } from '../job-defaults.ts';
import type { MutableObject } from '../resource-definition.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateJob, validateJobUpdate } from '../validation/job.ts';
import { containerColumns, selectorColumn } from '../workload-columns.ts';

/** Source: pkg/registry/batch/job/strategy.go; columns: printJob. */
export const jobKind = defineKind({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<Job>('Status', status),
    textColumn<Job>('Completions', completions),
    textColumn<Job>('Duration', ({ status: { startTime, completionTime } = {} }, { nowMs }) =>
      startTime ? humanDuration((completionTime ? Date.parse(completionTime) : nowMs) - Date.parse(startTime)) : '',
    ),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  defaults(object) {
    const job = typed<Mutable<Job>>(object);
    if (!job.spec) return;
    defaultJobSpec(job.spec);
    const labels = job.spec.template?.metadata?.labels;
    if (labels && Object.keys(job.metadata?.labels ?? {}).length === 0) object.metadata['labels'] = { ...labels };
  },
  prepareForCreate(object) {
    workloadStrategy.prepareForCreate(object);
    selectByUid(object);
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
});

/** Source: strategy.generateSelector. */
function selectByUid(object: MutableObject): void {
  const { spec, metadata } = typed<Mutable<Job>>(object);
  if (!spec || spec.manualSelector || !metadata?.uid) return;
  const labels = { 'batch.kubernetes.io/controller-uid': metadata.uid };
  spec.selector ??= { matchLabels: labels };
  spec.template ??= {};
  spec.template.metadata = {
    ...spec.template.metadata,
    labels: {
      ...spec.template.metadata?.labels,
      ...labels,
      'batch.kubernetes.io/job-name': metadata.name ?? '',
      'controller-uid': metadata.uid,
      'job-name': metadata.name ?? '',
    },
  };
  // What the defaults do with a Job that is read: by then the template has labels.
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...spec.template.metadata.labels };
}

function status(job: Job): string {
  const isTrue = (type: string) =>
    job.status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(isTrue) ?? 'Running';
}

function completions({ spec, status: { succeeded = 0 } = {} }: Job): string {
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return (spec?.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec?.parallelism}` : `${succeeded}/1`;
}
