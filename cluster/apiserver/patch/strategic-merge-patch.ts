import type { Schema } from '../../resources/schema.ts';
import { refusals } from '../errors.ts';
import { define, isMap, type JsonMap } from '../json.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/**
 * Strategic merge patch. Lists with a merge key are merged by it; `$patch: delete|replace|merge`, `$retainKeys`,
 * `$deleteFromPrimitiveList/x` and `$setElementOrder/x` direct it. Neither argument is changed.
 * Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go mergeMap.
 */
export function applyStrategicMergePatch(original: unknown, patch: JsonMap, schema: Schema | undefined): unknown {
  return mergeMap(isMap(original) ? original : {}, patch, schema);
}

function mergeMap(original: JsonMap, patch: JsonMap, schema: Schema | undefined): JsonMap {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw badDirective(directive);

  const result: JsonMap = retained(original, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER)) continue;
    if (key.startsWith(DELETE_FROM)) {
      deleteFromList(result, key.slice(DELETE_FROM.length), value);
    } else if (value === null) {
      delete result[key];
    } else {
      const current = Object.hasOwn(result, key) ? result[key] : undefined;
      const merged = mergeValue(current, value, fieldSchema(schema, key), patch[ELEMENT_ORDER + key]);
      if (merged === REMOVED) delete result[key];
      else define(result, key, merged);
    }
  }
  orderUntouchedLists(result, patch, schema);
  return result;
}

const REMOVED = Symbol('removed');

function mergeValue(current: unknown, value: unknown, schema: Schema | undefined, order: unknown): unknown {
  if (isMap(value)) {
    if (value[DIRECTIVE] === 'delete') return REMOVED;
    const replaces = schema?.patchStrategy?.includes('replace') ?? false;
    if (!isMap(current) || replaces) return mergeMap({}, value, schema);
    return mergeMap(current, value, schema);
  }
  if (Array.isArray(value)) return mergeList(Array.isArray(current) ? current : [], value, schema, order);
  return value;
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.properties?.[key] ?? schema?.additionalProperties;
}

/** With `$retainKeys`, whatever it does not name goes. */
function retained(original: JsonMap, patch: JsonMap): JsonMap {
  const keys = patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) return { ...original };
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function deleteFromList(result: JsonMap, key: string, values: unknown): void {
  const list = result[key];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  result[key] = list.filter((item) => !values.includes(item));
}

function mergeList(current: unknown[], patch: unknown[], schema: Schema | undefined, order: unknown): unknown[] {
  if (!schema?.patchStrategy?.includes('merge')) return patch.filter((item) => !isDirective(item)).map(stripped);
  const mergeKey = schema.patchMergeKey;
  if (mergeKey === undefined) {
    const merged = [...current, ...patch.filter((item) => !current.includes(item))];
    return Array.isArray(order) ? ordered(merged, current, order, (item) => item) : merged;
  }
  const merged = mergeListByKey(current, patch, mergeKey, schema.items);
  const keyOf = (item: unknown) => (isMap(item) ? item[mergeKey] : undefined);
  return Array.isArray(order) ? ordered(merged, current, order.map(keyOf), keyOf) : merged;
}

function mergeListByKey(current: unknown[], patch: unknown[], mergeKey: string, items: Schema | undefined): unknown[] {
  if (patch.some((item) => isMap(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => !isDirective(item)).map(stripped);
  }
  const result = [...current];
  for (const item of patch) {
    if (!isMap(item)) throw refusals.badRequest(`expected a map in the list, got ${JSON.stringify(item)}`);
    const key = item[mergeKey];
    if (key === undefined)
      throw refusals.badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    const matches = (other: unknown) => isMap(other) && other[mergeKey] === key;
    if (item[DIRECTIVE] === 'delete') {
      for (let at = result.findIndex(matches); at >= 0; at = result.findIndex(matches)) result.splice(at, 1);
      continue;
    }
    const at = result.findIndex(matches);
    const existing = at >= 0 ? result[at] : undefined;
    const merged = mergeMap(isMap(existing) ? existing : {}, item, items);
    if (at >= 0) result[at] = merged;
    else result.push(merged);
  }
  return result;
}

/** `$setElementOrder` without a patch of the list itself only reorders it. */
function orderUntouchedLists(result: JsonMap, patch: JsonMap, schema: Schema | undefined): void {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(ELEMENT_ORDER)) continue;
    const key = directive.slice(ELEMENT_ORDER.length);
    const list = result[key];
    if (Object.hasOwn(patch, key) || !Array.isArray(list) || !Array.isArray(order)) continue;
    const mergeKey = fieldSchema(schema, key)?.patchMergeKey;
    const keyOf = (item: unknown) => (mergeKey !== undefined && isMap(item) ? item[mergeKey] : item);
    result[key] = ordered(list, list, order.map(keyOf), keyOf);
  }
}

/**
 * The patch's items in its order; the server's own items keep their place relative to their neighbours
 * (normalizeElementOrder, mergeSortedSlice).
 */
function ordered(
  merged: unknown[],
  current: unknown[],
  order: unknown[],
  keyOf: (item: unknown) => unknown,
): unknown[] {
  const named = merged
    .filter((item) => order.includes(keyOf(item)))
    .sort((a, b) => order.indexOf(keyOf(a)) - order.indexOf(keyOf(b)));
  const others = merged.filter((item) => !order.includes(keyOf(item)));
  const positions = new Map(current.map((item, index) => [keyOf(item), index]));
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const ours = positions.get(keyOf(named[0]));
    const theirs = positions.get(keyOf(others[0]));
    const otherFirst = ours !== undefined && theirs !== undefined && theirs < ours;
    result.push(otherFirst ? others.shift() : named.shift());
  }
  return [...result, ...named, ...others];
}

function isDirective(item: unknown): boolean {
  return isMap(item) && item[DIRECTIVE] !== undefined;
}

function stripped(item: unknown): unknown {
  return isMap(item) ? withoutDirectives(item) : item;
}

/** What a patch leaves where there was nothing: its values without its directives and nulls. */
function withoutDirectives(patch: JsonMap): JsonMap {
  const result: JsonMap = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key === DIRECTIVE || key === RETAIN_KEYS) continue;
    if (key.startsWith(ELEMENT_ORDER) || key.startsWith(DELETE_FROM)) continue;
    define(
      result,
      key,
      Array.isArray(value) ? value.filter((item) => !isDirective(item)).map(stripped) : stripped(value),
    );
  }
  return result;
}

function badDirective(directive: unknown) {
  return refusals.badRequest(`unknown patch type found: ${directive}`);
}
