import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, numberAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
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

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}...` : text);

export const selectorText = (object: unknown, ...path: string[]): string =>
  stringMapAt(object, ...path)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || '<none>';

/** RFC 1123 with a numeric zone, as Go prints it. */
export function timeText(timestamp: string): string {
  return timestamp ? new Date(timestamp).toUTCString().replace('GMT', '+0000') : '<unset>';
}

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
  const last = (event: JsonObject) =>
    stringAt(event, 'lastTimestamp') ||
    stringAt(event, 'eventTime') ||
    stringAt(event, 'firstTimestamp') ||
    stringAt(event, 'metadata', 'creationTimestamp');
  // SortableEvents knows lastTimestamp alone: an event of the newer API, which has none, comes first.
  const sortedBy = (event: JsonObject) => Date.parse(stringAt(event, 'lastTimestamp')) || Number.NEGATIVE_INFINITY;
  const sorted = [...events].sort((a, b) => (sortedBy(a) === sortedBy(b) ? 0 : sortedBy(a) - sortedBy(b)));
  const since = (timestamp: string) => (timestamp ? humanDuration(nowMs - Date.parse(timestamp)) : '<unknown>');
  const rows = sorted.map((event) => {
    const count = numberAt(event, 'count') ?? 0;
    const first = stringAt(event, 'firstTimestamp') || stringAt(event, 'eventTime') || last(event);
    const age = count > 1 ? `${since(last(event))} (x${count} over ${since(first)})` : since(first);
    const source = stringAt(event, 'source', 'component') || stringAt(event, 'reportingComponent');
    return `  ${stringAt(event, 'type')}\t${stringAt(event, 'reason')}\t${age}\t${source}\t${stringAt(event, 'message').trim()}`;
  });
  return ['Events:', '  Type\tReason\tAge\tFrom\tMessage', '  ----\t------\t----\t----\t-------', ...rows];
}
