import { same } from '../../resources/same.ts';
import type { Schema } from '../../resources/schema.ts';
import { isMap, type JsonMap } from '../json.ts';
import { EMPTY, type FieldSet, MEMBER, nodeOf, setOf } from './field-set.ts';
import { itemElement } from './path-element.ts';
import { fieldSchema, type Kind, kindOf } from './typed-schema.ts';

/** What differs between two versions of an object. `changed`: what is new or has another value. */
export interface Comparison {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** typed/compare.go. Parts that are the same object are not looked at. */
export function compare(before: JsonMap, after: JsonMap, schema: Schema | undefined): Comparison {
  const found = new Differences();
  if (before !== after) compareMaps(before, after, schema, found);
  return {
    changed: found.changed ? setOf(found.changed) : EMPTY,
    removed: found.removed ? setOf(found.removed) : EMPTY,
  };
}

/** The differences below one place. */
class Differences {
  changed: Map<string, FieldSet> | undefined;
  removed: Map<string, FieldSet> | undefined;

  addChanged(element: string, node: FieldSet): void {
    this.changed ??= new Map();
    this.changed.set(element, node);
  }

  addRemoved(element: string, node: FieldSet): void {
    this.removed ??= new Map();
    this.removed.set(element, node);
  }
}

/** `undefined`: not there at all; null is a value. */
function compareAt(element: string, before: unknown, after: unknown, schema: Schema | undefined, out: Differences) {
  if (before === after) return;
  const kind = kindOfPair(before, after, schema);
  if (kind === 'other') {
    compareAt(element, before, undefined, schema, out);
    compareAt(element, undefined, after, schema, out);
    return;
  }
  if (kind === 'scalar' || kind === 'atomic' || (isEmpty(before) && isEmpty(after))) {
    if (after === undefined) out.addRemoved(element, MEMBER);
    else if (before === undefined || !same(before, after)) out.addChanged(element, MEMBER);
    return;
  }
  const inner = new Differences();
  if (kind === 'list') compareLists(listOf(before), listOf(after), schema!, inner);
  else compareMaps(mapOf(before), mapOf(after), schema, inner);
  const changed = nodeOf(inner.changed ? setOf(inner.changed) : EMPTY, before === undefined);
  if (changed) out.addChanged(element, changed);
  const removed = nodeOf(inner.removed ? setOf(inner.removed) : EMPTY, after === undefined);
  if (removed) out.addRemoved(element, removed);
}

/** Null takes whatever form the other side has. */
function kindOfPair(before: unknown, after: unknown, schema: Schema | undefined): Kind | 'other' {
  if (after === undefined || after === null) return kindOf(before, schema);
  if (before === undefined || before === null) return kindOf(after, schema);
  const kind = kindOf(after, schema);
  return kind === kindOf(before, schema) ? kind : 'other';
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: unknown): JsonMap {
  return isMap(value) ? value : {};
}

function compareMaps(before: JsonMap, after: JsonMap, schema: Schema | undefined, out: Differences): void {
  for (const name in after) {
    const value = after[name];
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (value !== old) compareAt(`f:${name}`, old, value, fieldSchema(schema, name), out);
  }
  for (const name in before) {
    if (!Object.hasOwn(after, name)) compareAt(`f:${name}`, before[name], undefined, fieldSchema(schema, name), out);
  }
}

function compareLists(before: readonly unknown[], after: readonly unknown[], list: Schema, out: Differences): void {
  const old = byElement(before, list);
  const next = byElement(after, list);
  for (const element of new Set([...old.keys(), ...next.keys()])) {
    compareItems(element, old.get(element) ?? [], next.get(element) ?? [], list, out);
  }
}

/** Items of the same key are one atomic thing as long as they are several. */
function compareItems(
  element: string,
  before: readonly unknown[],
  after: readonly unknown[],
  list: Schema,
  out: Differences,
): void {
  if (before.length <= 1 && after.length <= 1) {
    compareAt(element, before[0], after[0], list.items, out);
  } else if (before.length >= 2 && after.length >= 2) {
    if (!same(before, after)) out.addChanged(element, MEMBER);
  } else if (before.length >= 2) {
    if (after.length > 0) compareAt(element, undefined, after[0], list.items, out);
    out.addRemoved(element, MEMBER);
  } else {
    if (before.length > 0) compareAt(element, before[0], undefined, list.items, out);
    out.addChanged(element, MEMBER);
  }
}

function byElement(items: readonly unknown[], list: Schema): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(item, list);
    const others = found.get(element);
    if (others) others.push(item);
    else found.set(element, [item]);
  }
  return found;
}
