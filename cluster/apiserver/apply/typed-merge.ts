import type { Schema } from '../../resources/schema.ts';
import { define, isMap, type JsonMap } from '../json.ts';
import { type FieldSet, hasMember } from './field-set.ts';
import { itemElement } from './path-element.ts';
import { fieldSchema, kindOf } from './typed-schema.ts';

/** What is applied over what is there: maps merge, lists of type map and set merge by element (typed/merge.go). */
export function mergeTyped(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  if (applied === undefined) return live;
  const kind = kindOf(applied, schema);
  if (kind === 'list') return mergeLists(Array.isArray(live) ? live : [], applied as unknown[], schema!);
  if (kind !== 'map' || !isMap(applied)) return applied;
  if (!isMap(live)) return applied;
  const merged: JsonMap = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    const current = Object.hasOwn(live, name) ? live[name] : undefined;
    define(merged, name, mergeTyped(current, value, fieldSchema(schema, name)));
  }
  return merged;
}

/**
 * Both lists' items: those that only the live list has stay where they are between the shared ones, which come in the
 * order applied (visitListItems). Items of a key that the live list has twice are not merged into.
 */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], list: Schema): unknown[] {
  const liveElements = live.map((item) => itemElement(item, list));
  const elements = applied.map((item) => itemElement(item, list));
  const current = singles(live, liveElements);
  const wanted = new Map(elements.map((element, index) => [element, applied[index]]));
  const shared = elements.filter((element) => current.has(element));
  const merged = new Set<string>();
  const result: unknown[] = [];
  let at = 0;
  const take = (element: string) => {
    merged.add(element);
    result.push(mergeItem(current.get(element), wanted.get(element), list));
    if (shared[0] === element) shared.shift();
  };
  for (let next = 0; at < live.length || next < applied.length; ) {
    const mine = liveElements[at];
    if (mine !== undefined && mine === elements[next]) {
      take(mine);
      at++;
      next++;
      continue;
    }
    if (mine !== undefined && !wanted.has(mine)) {
      result.push(live[at++]);
      continue;
    }
    const waits = mine !== undefined && next < applied.length && shared[0] !== undefined && shared[0] !== mine;
    if (waits || (mine !== undefined && merged.has(mine))) at++;
    if (!waits && next < applied.length) take(elements[next++]!);
  }
  return result;
}

function mergeItem(current: unknown, applied: unknown, list: Schema): unknown {
  return mergeTyped(current ?? undefined, applied, list.items);
}

/** By element; null for what is there more than once. */
function singles(items: readonly unknown[], elements: readonly string[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  elements.forEach((element, index) => {
    found.set(element, found.has(element) ? null : items[index]);
  });
  return found;
}

/** The value without the members of `remove`; undefined when nothing is left (typed/remove.go). */
export function removeItems(value: unknown, schema: Schema | undefined, remove: FieldSet): unknown {
  const kind = kindOf(value, schema);
  // An atomic list or map goes as a whole or not at all: what asks for a part of it asks for all of it.
  if (kind === 'scalar') return value;
  if (kind === 'atomic') return undefined;
  const left =
    kind === 'list' ? leftItems(value as unknown[], schema!, remove) : leftFields(value as JsonMap, schema, remove);
  return left;
}

function leftItems(items: readonly unknown[], list: Schema, remove: FieldSet): unknown[] | undefined {
  const left: unknown[] = [];
  for (const item of items) {
    const element = itemElement(item, list);
    if (hasMember(remove, element)) continue;
    left.push(Object.hasOwn(remove, element) ? removeItems(item, list.items, remove[element]!) : item);
  }
  return left.length > 0 ? left : undefined;
}

function leftFields(map: JsonMap, schema: Schema | undefined, remove: FieldSet): JsonMap | undefined {
  const left: JsonMap = {};
  for (const [name, field] of Object.entries(map)) {
    const element = `f:${name}`;
    if (hasMember(remove, element)) continue;
    const rest = Object.hasOwn(remove, element)
      ? removeItems(field, fieldSchema(schema, name), remove[element]!)
      : field;
    // Go's walker leaves a null here; a typed object has nothing.
    if (rest !== undefined) define(left, name, rest);
  }
  return Object.keys(left).length > 0 ? left : undefined;
}
