import type { Comparison } from './compare.ts';
import { difference, EMPTY, type FieldSet, isEmptySet, setAt, union } from './field-set.ts';
import { type ManagerEntries, type ManagerEntry, managerId, sortedEntries, withFields } from './manager-entry.ts';

/** Fields that identify an object or belong to the server: nobody owns them (internal/stripmeta.go). */
export const UNOWNED: FieldSet = [
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields']
    .concat('resourceVersion')
    .map((name) => ['f:metadata', `f:${name}`]),
].reduce<FieldSet>((set, path) => union(set, setAt(path)), EMPTY);

const MAX_UPDATE_MANAGERS = 10;
const ANCIENT = 'ancient-changes';

/** Who writes, and when: what a new entry says besides its fields. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
}

/** What a PUT, POST or PATCH makes of the owners: its manager takes what it changed (merge/update.go Update). */
export function updatedEntries(entries: ManagerEntries, difference: Comparison, writer: Writer): ManagerEntries {
  const own = withoutUnowned(difference.changed);
  const left = entries.map((entry) => withoutLost(entry, difference));
  if (isEmptySet(own)) return left.every((entry, at) => entry === entries[at]) ? entries : sortedEntries(left);
  const entry = entryOf('Update', writer, own);
  const id = managerId(entry);
  const previous = left.find((other) => managerId(other) === id);
  const merged = previous ? withFields(entry, union(previous.fieldsV1, own)) : entry;
  return sortedEntries(capped([...left.filter((other) => other !== previous), merged]));
}

export function withoutUnowned(set: FieldSet): FieldSet {
  return difference(set, UNOWNED);
}

/** What the others own is lost to whoever changes or removes it. */
export function withoutLost(entry: ManagerEntry, { changed, removed }: Comparison): ManagerEntry {
  return withFields(entry, difference(difference(entry.fieldsV1, changed), removed));
}

export function entryOf(operation: ManagerEntry['operation'], writer: Writer, fieldsV1: FieldSet): ManagerEntry {
  const { manager, apiVersion, subresource, time } = writer;
  return Object.freeze({
    manager: manager === '' ? 'unknown' : manager,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource !== '' && { subresource }),
  });
}

/** The oldest updaters beyond ten are put into one bucket for each version (internal/capmanagers.go). */
function capped(entries: ManagerEntries): ManagerEntries {
  const updaters = entries.filter((entry) => entry.operation === 'Update');
  if (updaters.length <= MAX_UPDATE_MANAGERS) return entries;
  const oldest = [...updaters].sort(
    (a, b) => compareTexts(a.time ?? '', b.time ?? '') || compareTexts(managerId(a), managerId(b)),
  );
  const left = new Map(entries.map((entry) => [managerId(entry), entry]));
  const firstOf = new Map<string, ManagerEntry>();
  let count = updaters.length;
  for (const entry of oldest) {
    if (count <= MAX_UPDATE_MANAGERS) break;
    const first = firstOf.get(entry.apiVersion);
    if (!first) {
      firstOf.set(entry.apiVersion, entry);
      continue;
    }
    const bucket = bucketOf(entry);
    const held = left.get(managerId(bucket));
    if (!held) left.delete(managerId(first));
    left.delete(managerId(entry));
    left.set(managerId(bucket), withFields(bucket, union((held ?? first).fieldsV1, entry.fieldsV1)));
    count--;
  }
  return [...left.values()];
}

/** Of the time of what came into it last. */
function bucketOf({ subresource: _, ...entry }: ManagerEntry): ManagerEntry {
  return Object.freeze({ ...entry, manager: ANCIENT });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
