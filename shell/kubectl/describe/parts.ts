import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, numberAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
import { LAST_APPLIED } from '../patch/last-applied.ts';

/** Lines of a description; tabs are aligned at the end. */
export type Lines = string[];

/** `Labels:` with one pair a line. */
export function mapLines(
  title: string,
  object: unknown,
  path: readonly string[],
  separator: '=' | ': ',
  indent = '',
): Lines {
  const entries = stringMapAt(object, ...path).filter(([key]) => key !== LAST_APPLIED);
  if (entries.length === 0) return [`${indent}${title}:\t<none>`];
  return entries.map(
    ([key, value], at) => `${indent}${at === 0 ? `${title}:` : ''}\t${key}${separator}${value.trim()}`,
  );
}

export const labels = (object: unknown, indent = ''): Lines =>
  mapLines('Labels', object, ['metadata', 'labels'], '=', indent);

/** describe.go's maxAnnotationLen: what is longer, or has several lines, stands on lines of its own. */
const LONGEST_ANNOTATION = 140;

export function annotations(object: unknown, indent = ''): Lines {
  const entries = stringMapAt(object, 'metadata', 'annotations').filter(([key]) => key !== LAST_APPLIED);
  if (entries.length === 0) return [`${indent}Annotations:\t<none>`];
  return entries.flatMap(([key, written], at) => {
    const head = `${indent}${at === 0 ? 'Annotations:' : ''}\t${key}:`;
    const value = written.replace(/\n$/, '');
    if (key.length + value.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) return [`${head} ${value}`];
    return [head, ...value.split('\n').map((line) => `${indent}\t  ${shorten(line, LONGEST_ANNOTATION - 2)}`)];
  });
}

export const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}...` : text);

export const selectorText = (object: unknown, ...path: string[]): string =>
  stringMapAt(object, ...path)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || '<none>';

/** RFC 1123 with a numeric zone, as Go prints it; a moment that is not set is Go's zero. */
export function timeText(timestamp: string): string {
  if (!timestamp) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  return new Date(timestamp).toUTCString().replace('GMT', '+0000');
}

export const booleanText = (value: boolean): string => (value ? 'True' : 'False');

/** A list as Go's %v prints it. */
export const goList = (items: readonly unknown[]): string => `[${items.map(String).join(' ')}]`;

export function controlledBy(object: unknown): Lines {
  const owner = recordsAt(object, 'metadata', 'ownerReferences').find((item) => item['controller'] === true);
  return owner ? [`Controlled By:\t${stringAt(owner, 'kind')}/${stringAt(owner, 'name')}`] : [];
}

export function conditionLines(object: JsonObject, withReason: boolean): Lines {
  const conditions = recordsAt(object, 'status', 'conditions');
  if (conditions.length === 0) return [];
  const head = withReason
    ? ['Conditions:', '  Type\tStatus\tReason', '  ----\t------\t------']
    : ['Conditions:', '  Type\tStatus'];
  const rows = conditions.map((condition) => {
    const type = stringAt(condition, 'type');
    const status = stringAt(condition, 'status');
    return withReason ? `  ${type} \t${status}\t${stringAt(condition, 'reason')}` : `  ${type} \t${status} `;
  });
  return [...head, ...rows];
}

/** The events of an object, oldest first by when they were last seen. */
export function eventLines(events: readonly JsonObject[], nowMs: number): Lines {
  if (events.length === 0) return ['Events:\t<none>'];
  // SortableEvents knows lastTimestamp alone: an event of the newer API, which has none, comes first.
  const sortedBy = (event: JsonObject) => Date.parse(stringAt(event, 'lastTimestamp')) || Number.NEGATIVE_INFINITY;
  const sorted = [...events].sort((a, b) => (sortedBy(a) === sortedBy(b) ? 0 : sortedBy(a) - sortedBy(b)));
  const rows = sorted.map((event) => {
    const source = stringAt(event, 'source', 'component') || stringAt(event, 'reportingComponent');
    return `  ${stringAt(event, 'type')}\t${stringAt(event, 'reason')}\t${eventAge(event, nowMs)}\t${source}\t${stringAt(event, 'message').trim()}`;
  });
  return ['Events:', '  Type\tReason\tAge\tFrom\tMessage', '  ----\t------\t----\t----\t-------', ...rows];
}

/** `5s`, `5s (x3 over 2m)`: how long ago an event happened, last and first (also of `kubectl events`). */
export function eventAge(event: JsonObject, nowMs: number): string {
  const since = (timestamp: string) => (timestamp ? humanDuration(nowMs - Date.parse(timestamp)) : '<unknown>');
  const first = since(stringAt(event, 'eventTime') || stringAt(event, 'firstTimestamp'));
  const series = recordAt(event, 'series');
  if (series)
    return `${since(stringAt(series, 'lastObservedTime'))} (x${numberAt(series, 'count') ?? 0} over ${first})`;
  const count = numberAt(event, 'count') ?? 0;
  return count > 1 ? `${since(stringAt(event, 'lastTimestamp'))} (x${count} over ${first})` : first;
}

/** labels.FormatLabels: `a=1,b=2` or `<none>`. */
export const labelsLine = (object: unknown, ...path: string[]): string => selectorText(object, ...path);
