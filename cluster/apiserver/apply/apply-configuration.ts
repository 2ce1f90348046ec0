import { same } from '../../resources/same.ts';
import type { Schema } from '../../resources/schema.ts';
import { isMap, type JsonMap } from '../json.ts';
import { type Comparison, compare } from './compare.ts';
import { type Conflict, refuseConflicts } from './conflicts.ts';
import { difference, EMPTY, type FieldSet, intersection, isEmptySet, setOf, union, withoutBelow } from './field-set.ts';
import { fieldSetOf, withNamedFields } from './field-set-of.ts';
import { fieldsLastApplied } from './last-applied.ts';
import { type ManagerEntries, type ManagerEntry, managerId, sortedEntries, withFields } from './manager-entry.ts';
import { withoutReset } from './reset-fields.ts';
import { mergeTyped, removeItems } from './typed-merge.ts';
import { zeroOf } from './typed-schema.ts';
import { entryOf, updatedEntries, type Writer, withoutLost, withoutUnowned } from './update-managers.ts';

export interface Apply {
  readonly schema: Schema | undefined;
  readonly writer: Writer;
  readonly force: boolean;
  /** What this endpoint takes from nobody. */
  readonly reset: FieldSet;
}

export interface Applied {
  readonly object: JsonMap;
  readonly entries: ManagerEntries;
}

/** Who owned everything before the first apply, when nobody has kept a record (internal/skipnonapplied.go). */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/** The one manager that takes over what client-side apply has written. */
const KUBECTL = 'kubectl';

/**
 * A configuration applied over an object (null: there is none) and its owners. Throws the 409 of a conflict. Source:
 * structured-merge-diff merge/update.go Apply, apimachinery managedfields/internal.
 */
export function applyConfiguration(
  live: JsonMap | null,
  recorded: ManagerEntries,
  configuration: JsonMap,
  apply: Apply,
): Applied {
  const entries = live && recorded.length === 0 ? firstEntries(live, apply) : recorded;
  const applied = ownEntry(configuration, apply);
  const own = withFields(applied, withoutUnowned(applied.fieldsV1));
  const last = entries.find((entry) => managerId(entry) === managerId(own));
  const others = entries.filter((entry) => entry !== last);
  const current = live ?? zeroOf(apply.schema);
  const merged = live ? (mergeTyped(live, configuration, apply.schema) as JsonMap) : configuration;
  const object = last ? prune(merged, last.fieldsV1, [...others, applied], apply.schema) : merged;
  const changes = withoutReset(compare(current, object, apply.schema), apply.reset);
  refuse(live, others, changes, apply);
  const unchanged = live !== null && same(live, object);
  const mine = withTime(own, unchanged ? last?.time : apply.writer.time);
  const left = others.map((entry) => withoutLost(entry, changes));
  return { object: unchanged ? live : object, entries: sortedEntries([...left, mine]) };
}

function firstEntries(live: JsonMap, { schema, writer, reset }: Apply): ManagerEntries {
  const everything = withoutReset(compare(zeroOf(schema), live, schema), reset);
  return updatedEntries([], everything, { ...writer, manager: BEFORE_FIRST_APPLY });
}

/** With what nobody owns, so that pruning does not take an object's name. */
function ownEntry(configuration: JsonMap, { schema, writer, reset }: Apply): ManagerEntry {
  return entryOf('Apply', writer, withoutBelow(fieldSetOf(configuration, schema), reset));
}

/** An apply that changes nothing leaves the time as it was, or without one. */
function withTime(entry: ManagerEntry, time: string | undefined): ManagerEntry {
  if (entry.time === time) return entry;
  const { time: _, ...rest } = entry;
  return Object.freeze({ ...rest, ...(time !== undefined && { time }) });
}

function refuse(live: JsonMap | null, others: ManagerEntries, { changed }: Comparison, apply: Apply): void {
  if (apply.force) return;
  const conflicts = others
    .map((entry): Conflict => ({ entry, fields: intersection(entry.fieldsV1, changed) }))
    .filter(({ fields }) => !isEmptySet(fields));
  if (conflicts.length === 0) return;
  const allowed = live && apply.writer.manager === KUBECTL ? fieldsLastApplied(live, apply) : EMPTY;
  const left = conflicts
    .map(({ entry, fields }) => ({ entry, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmptySet(fields));
  if (left.length > 0) throw refuseConflicts(left);
}

/**
 * Takes away what the manager applied last time and now does not, unless somebody else owns it or something in it
 * (merge/update.go prune).
 */
function prune(merged: JsonMap, last: FieldSet, owners: ManagerEntries, schema: Schema | undefined): JsonMap {
  if (isEmptySet(last)) return merged;
  const named = (set: FieldSet) => withNamedFields(set, schema);
  const fieldsOf = (value: unknown) => named(isMap(value) ? fieldSetOf(value, schema) : EMPTY);
  const all = fieldsOf(merged);
  const lastNamed = named(last);
  const bare = fieldsOf(removeItems(merged, schema, lastNamed));
  const owned = named(owners.reduce((set, entry) => union(set, entry.fieldsV1), setOf(new Map())));
  const kept = fieldsOf(removeItems(merged, schema, difference(all, union(bare, owned))));
  const pruned = removeItems(merged, schema, intersection(difference(all, kept), lastNamed));
  return isMap(pruned) ? pruned : {};
}
