import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, nameOf, numberAt, recordAt, recordsAt, stringAt, valueAt } from '../json.ts';
import { labelSelectorText } from '../resources/pods.ts';
import { annotations, booleanText, controlledBy, type Lines, labels, timeText } from './parts.ts';
import { templateLines } from './workloads.ts';

const CAP = 50;

export function describeJob(job: JsonObject): Lines {
  const spec = (field: string) => stringAt(job, 'spec', field);
  const status = (field: string) => stringAt(job, 'status', field);
  const count = (field: string) => numberAt(job, 'status', field) ?? 0;
  const optional = (title: string, value: string, unit = '') => (value ? [`${title}:\t${value}${unit}`] : []);
  const [started, completed] = [status('startTime'), status('completionTime')];
  const ready = valueAt(job, 'status', 'ready') === undefined ? '' : ` (${count('ready')} Ready)`;
  return [
    `Name:\t${nameOf(job)}`,
    `Namespace:\t${stringAt(job, 'metadata', 'namespace')}`,
    `Selector:\t${labelSelectorText(recordAt(job, 'spec', 'selector'))}`,
    ...labels(job),
    ...annotations(job),
    ...controlledBy(job),
    ...optional('Parallelism', spec('parallelism')),
    `Completions:\t${spec('completions') || '<unset>'}`,
    ...optional('Completion Mode', spec('completionMode')),
    ...optional('Suspend', spec('suspend')),
    ...optional('Backoff Limit', spec('backoffLimit')),
    ...optional('TTL Seconds After Finished', spec('ttlSecondsAfterFinished')),
    ...(started ? [`Start Time:\t${timeText(started)}`] : []),
    ...(completed ? [`Completed At:\t${timeText(completed)}`] : []),
    ...(started && completed ? [`Duration:\t${humanDuration(Date.parse(completed) - Date.parse(started))}`] : []),
    ...optional('Active Deadline Seconds', spec('activeDeadlineSeconds'), 's'),
    `Pods Statuses:\t${count('active')} Active${ready} / ${count('succeeded')} Succeeded / ${count('failed')} Failed`,
    ...(spec('completionMode') === 'Indexed' ? [`Completed Indexes:\t${capped(status('completedIndexes'))}`] : []),
    ...templateLines(job),
  ];
}

/** Long lists of indexes end after the entry in which 50 characters are reached. */
function capped(indexes: string): string {
  if (!indexes) return '<none>';
  const comma = indexes.indexOf(',', CAP);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export function describeCronJob(cronJob: JsonObject): Lines {
  const spec = (field: string) => stringAt(cronJob, 'spec', field);
  const template = recordAt(cronJob, 'spec', 'jobTemplate');
  const job = (field: string) => stringAt(template, 'spec', field);
  const selector = recordAt(template, 'spec', 'selector');
  const suspend = valueAt(cronJob, 'spec', 'suspend');
  const deadline = spec('startingDeadlineSeconds');
  const last = stringAt(cronJob, 'status', 'lastScheduleTime');
  const active = recordsAt(cronJob, 'status', 'active').map((item) => stringAt(item, 'name'));
  return [
    `Name:\t${nameOf(cronJob)}`,
    `Namespace:\t${stringAt(cronJob, 'metadata', 'namespace')}`,
    ...labels(cronJob),
    ...annotations(cronJob),
    `Schedule:\t${spec('schedule')}`,
    `Concurrency Policy:\t${spec('concurrencyPolicy')}`,
    `Suspend:\t${suspend === undefined ? '<unset>' : booleanText(suspend === true)}`,
    `Successful Job History Limit:\t${spec('successfulJobsHistoryLimit') || '<unset>'}`,
    `Failed Job History Limit:\t${spec('failedJobsHistoryLimit') || '<unset>'}`,
    `Starting Deadline Seconds:\t${deadline ? `${deadline}s` : '<unset>'}`,
    `Selector:\t${selector ? labelSelectorText(selector) : '<unset>'}`,
    `Parallelism:\t${job('parallelism') || '<unset>'}`,
    `Completions:\t${job('completions') || '<unset>'}`,
    ...(job('activeDeadlineSeconds') ? [`Active Deadline Seconds:\t${job('activeDeadlineSeconds')}s`] : []),
    ...templateLines(template ?? {}),
    `Last Schedule Time:\t${last ? timeText(last) : '<unset>'}`,
    `Active Jobs:\t${active.join(', ') || '<none>'}`,
  ];
}
