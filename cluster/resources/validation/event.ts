import type { Event } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { dns1123SubdomainProblems, qualifiedNameProblems } from './names.ts';

const LIMITS = [
  ['reportingInstance', 'reportingInstance', 128],
  ['action', 'action', 128],
  ['reason', 'reason', 128],
] as const;
const LONGEST_NOTE = 1024;

/** What events of every version must keep. Source: pkg/apis/core/validation/events.go legacyValidateEvent. */
export function validateEvent(object: KubernetesObject, controllerField = 'reportingComponent'): FieldError[] {
  const event = typed<Event>(object);
  const namespace = event.metadata.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  const errors: FieldError[] = [];
  const elsewhere = () => errors.push(invalid('involvedObject.namespace', involved, 'does not match event.namespace'));
  if (!event.eventTime) {
    if (involved === '' ? namespace !== '' && namespace !== 'default' : namespace !== involved) elsewhere();
  } else {
    if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') elsewhere();
    const controller = event.reportingComponent ?? '';
    if (controller === '') errors.push(required(controllerField));
    errors.push(...qualifiedNameProblems(controller).map((problem) => invalid(controllerField, controller, problem)));
    for (const [name, field, limit] of LIMITS) {
      const value = event[name] ?? '';
      if (value === '') errors.push(required(field));
      if (value.length > limit) errors.push(invalid(field, '', `can have at most ${limit} characters`));
    }
    if ((event.message ?? '').length > LONGEST_NOTE) {
      errors.push(invalid('message', '', `can have at most ${LONGEST_NOTE} characters`));
    }
  }
  return [...errors, ...dns1123SubdomainProblems(namespace).map((problem) => invalid('namespace', namespace, problem))];
}

/** What events.k8s.io/v1 asks beyond that of new events. Source: ValidateEventCreate. */
export function validateNewEvent(object: KubernetesObject): FieldError[] {
  const event = typed<Event>(object);
  const unset = (field: string, isSet: unknown) => (isSet ? [invalid(field, '', 'needs to be unset')] : []);
  const type = event.type ?? '';
  return [
    ...validateSeries(event),
    ...(event.eventTime ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalid('type', '', `has invalid value: ${type}`)]),
    ...unset('firstTimestamp', event.firstTimestamp),
    ...unset('lastTimestamp', event.lastTimestamp),
    ...unset('count', event.count),
    ...unset('source', event.source?.component || event.source?.host),
  ];
}

const IMMUTABLE = [
  ['involvedObject', 'involvedObject'],
  ['reason', 'reason'],
  ['message', 'message'],
  ['source', 'source'],
  ['firstTimestamp', 'firstTimestamp'],
  ['lastTimestamp', 'lastTimestamp'],
  ['count', 'count'],
  ['reason', 'reason'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingComponent', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
] as const;

/** Only the series of an event may change there. Source: ValidateEventUpdate. */
export function validateEventUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [after, before] = [typed<Event>(object), typed<Event>(old)];
  const series = same(after.series, before.series) ? [] : validateSeries(after);
  const changed = IMMUTABLE.filter(([name]) => !same(after[name] || undefined, before[name] || undefined));
  return [...series, ...changed.map(([name, field]) => invalid(field, after[name] ?? null, 'field is immutable'))];
}

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ];
}
