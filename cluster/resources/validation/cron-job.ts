import type { CronJob } from 'kubernetes-types/batch/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { validateJobSpec } from './job.ts';
import { nonNegative } from './numbers.ts';

const LONGEST_NAME = 52;
const POLICIES = ['Allow', 'Forbid', 'Replace'];
const DESCRIPTORS = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every .+)$/;

/** Source: pkg/apis/batch/validation.ValidateCronJobCreate. */
export function validateCronJob(object: KubernetesObject): FieldError[] {
  const { spec, metadata } = typed<CronJob>(object);
  const { schedule = '', timeZone, concurrencyPolicy = '', jobTemplate } = spec ?? {};
  const name = metadata?.name ?? '';
  const errors: FieldError[] = [];
  if (schedule === '') errors.push(required('spec.schedule'));
  else {
    const problem = scheduleProblem(schedule);
    if (problem) errors.push(invalid('spec.schedule', schedule, problem));
  }
  errors.push(...nonNegative(spec?.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'));
  if (timeZone === '') errors.push(invalid('spec.timeZone', '', 'timeZone must be nil or non-empty string'));
  else if (timeZone !== undefined && !isTimeZone(timeZone)) {
    errors.push(invalid('spec.timeZone', timeZone, `unknown time zone ${timeZone}`));
  }
  if (concurrencyPolicy === '') errors.push(required('spec.concurrencyPolicy'));
  else if (!POLICIES.includes(concurrencyPolicy)) {
    errors.push(notSupported('spec.concurrencyPolicy', concurrencyPolicy, POLICIES));
  }
  errors.push(...validateJobSpec(jobTemplate?.spec, 'spec.jobTemplate.spec'));
  if (jobTemplate?.spec?.manualSelector) {
    errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  }
  for (const limit of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const) {
    errors.push(...nonNegative(spec?.[limit], `spec.${limit}`));
  }
  const isNew = metadata?.resourceVersion === undefined;
  if (isNew && name.length > LONGEST_NAME) {
    errors.push(invalid('metadata.name', name, `must be no more than ${LONGEST_NAME} characters`));
  }
  return errors;
}

/** Source: github.com/robfig/cron/v3 ParseStandard, for its most common complaints. */
function scheduleProblem(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  if (schedule.startsWith('@')) return DESCRIPTORS.test(schedule) ? undefined : `unrecognized descriptor: ${schedule}`;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  return undefined;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
