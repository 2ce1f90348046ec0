import type { Schema } from '../../resources/schema.ts';
import { define, isMap, type JsonMap } from '../json.ts';
import { childSchema, elementOf, isLeaf, joinPath } from './field-paths.ts';

/** What is applied over what is there: maps merge, lists of type map and set merge by element (typed.Merge). */
export function mergeTyped(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  if (isLeaf(applied, schema)) return isMap(applied) && isMap(live) && !isAtomic(schema) ? live : applied;
  if (Array.isArray(applied)) return mergeLists(Array.isArray(live) ? live : [], applied, schema!);
  if (!isMap(applied) || !isMap(live)) return applied;
  const merged: JsonMap = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    define(
      merged,
      name,
      mergeTyped(Object.hasOwn(live, name) ? live[name] : undefined, value, childSchema(schema, name)),
    );
  }
  return merged;
}

function isAtomic(schema: Schema | undefined): boolean {
  return !schema || schema.mapType === 'atomic' || (!schema.properties && !schema.additionalProperties);
}

/** The applied order, with the others' items after the item they follow in the live list. */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], schema: Schema): unknown[] {
  const name = (item: unknown) => elementOf(item, schema);
  const before = new Map(live.map((item) => [name(item), item]));
  const wanted = new Set(applied.map(name));
  const result = applied.map((item) => (isMap(item) ? mergeTyped(before.get(name(item)), item, schema.items) : item));
  live.forEach((item, index) => {
    if (wanted.has(name(item))) return;
    const previous = index > 0 ? name(live[index - 1]) : undefined;
    const at = previous === undefined ? -1 : result.findIndex((other) => name(other) === previous);
    result.splice(index === 0 ? 0 : at < 0 ? result.length : at + 1, 0, item);
  });
  return result;
}

/** Takes away the fields `remove` names that nobody in `kept` owns, themselves or something in them. */
export function removeFields(
  value: unknown,
  schema: Schema | undefined,
  remove: ReadonlySet<string>,
  kept: ReadonlySet<string>,
): unknown {
  return prune(value, schema, '', { remove, kept: withPrefixes(kept) });
}

interface Pruning {
  readonly remove: ReadonlySet<string>;
  readonly kept: ReadonlySet<string>;
}

const GONE = Symbol('gone');

function prune(value: unknown, schema: Schema | undefined, path: string, pruning: Pruning): unknown {
  if (path !== '' && pruning.remove.has(path) && !pruning.kept.has(path)) return GONE;
  if (isLeaf(value, schema)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => prune(item, schema?.items, joinPath(path, elementOf(item, schema!)), pruning));
    return emptied(items.filter((item) => item !== GONE));
  }
  if (!isMap(value)) return value;
  const fields: JsonMap = {};
  for (const [name, field] of Object.entries(value)) {
    const left = prune(field, childSchema(schema, name), joinPath(path, `f:${name}`), pruning);
    if (left !== GONE) define(fields, name, left);
  }
  return Object.keys(fields).length === 0 && path !== '' ? GONE : fields;
}

function emptied(items: unknown[]): unknown {
  return items.length === 0 ? GONE : items;
}

function withPrefixes(paths: ReadonlySet<string>): Set<string> {
  const all = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf('\0'); at >= 0; at = path.indexOf('\0', at + 1)) all.add(path.slice(0, at));
    all.add(path);
  }
  return all;
}
