import type { Schema } from '../../resources/schema.ts';
import { refusals } from '../errors.ts';
import { goText, goTypeName } from '../go-text.ts';
import { define, isMap, type JsonMap } from '../json.ts';
import { inElementOrder, keyOf, mergeKeyOf } from './element-order.ts';
import {
  badRetainKeys,
  DELETE_FROM,
  DIRECTIVE,
  ELEMENT_ORDER,
  isDirective,
  isWord,
  RETAIN_KEYS,
  withoutDirectives,
} from './strategic-directives.ts';

/**
 * Strategic merge patch. Lists with a merge key are merged by it; `$patch: delete|replace`, `$retainKeys`,
 * `$deleteFromPrimitiveList/x` and `$setElementOrder/x` direct it. Neither argument is changed.
 * Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go mergeMap.
 */
export function applyStrategicMergePatch(original: unknown, patch: JsonMap, schema: Schema | undefined): unknown {
  return mergeMap(isMap(original) ? original : {}, patch, schema);
}

function mergeMap(original: JsonMap, patch: JsonMap, schema: Schema | undefined): JsonMap {
  if (Object.hasOwn(patch, DIRECTIVE)) return directed(patch);
  const result = retained(original, patch);
  const ordered = mergeOrderedLists(result, patch, schema);
  for (const [word, value] of Object.entries(patch)) {
    if (word === RETAIN_KEYS || word.startsWith(ELEMENT_ORDER) || ordered.has(word)) continue;
    if (word.startsWith(DELETE_FROM)) deleteFromList(result, word.slice(DELETE_FROM.length), value);
    else if (value === null) delete result[word];
    else setOrDelete(result, word, mergeValue(ownValue(result, word), value, fieldSchema(schema, word)));
  }
  return result;
}

function directed(patch: JsonMap): JsonMap {
  const { [DIRECTIVE]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw failed(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
}

function ownValue(map: JsonMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function setOrDelete(map: JsonMap, key: string, value: unknown): void {
  if (value === undefined) delete map[key];
  else define(map, key, value);
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.properties?.[key] ?? schema?.additionalProperties;
}

/** Undefined when the patch's value is nothing but a directive. */
function mergeValue(current: unknown, value: unknown, schema: Schema | undefined): unknown {
  if (isMap(current) && isMap(value)) {
    return schema?.patchStrategy?.includes('replace') ? value : mergeMap(current, value, schema);
  }
  if (Array.isArray(current) && Array.isArray(value)) {
    return schema?.patchStrategy?.includes('merge') ? mergeList(current, value, schema) : value;
  }
  return withoutDirectives(value);
}

/** With `$retainKeys`, whatever it does not name goes; what the patch sets must be named (applyRetainKeysDirective). */
function retained(original: JsonMap, patch: JsonMap): JsonMap {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return { ...original };
  const keys = patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) throw badRetainKeys();
  for (const [key, value] of Object.entries(patch)) {
    if (value !== null && !isWord(key) && !keys.includes(key)) throw badRetainKeys();
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function deleteFromList(result: JsonMap, key: string, values: unknown): void {
  const list = ownValue(result, key);
  if (list === undefined) return;
  if (!Array.isArray(list) || !Array.isArray(values)) throw wrongArgument([], Array.isArray(list) ? values : list);
  const deleted = new Set(values);
  result[key] = list.filter((item) => !deleted.has(item));
}

/** Lists with a `$setElementOrder`: merged and put in its order. Gives the keys that are done (mergePatchIntoOriginal). */
function mergeOrderedLists(result: JsonMap, patch: JsonMap, schema: Schema | undefined): Set<string> {
  const done = new Set<string>();
  for (const [word, order] of Object.entries(patch)) {
    if (!word.startsWith(ELEMENT_ORDER)) continue;
    const key = word.slice(ELEMENT_ORDER.length);
    const [current, list] = [ownValue(result, key), ownValue(patch, key)];
    for (const value of [order, current ?? [], list ?? []]) if (!Array.isArray(value)) throw wrongArgument([], value);
    if (Array.isArray(order) && (Array.isArray(current) || Array.isArray(list))) {
      define(result, key, orderedList(current, list, order, fieldSchema(schema, key)));
    }
    done.add(key);
  }
  return done;
}

function orderedList(current: unknown, list: unknown, order: unknown[], schema: Schema | undefined): unknown[] {
  const mergeKey = schema?.patchMergeKey;
  if (Array.isArray(list)) refuseOtherOrder(list, order, mergeKey);
  if (!Array.isArray(list)) return inElementOrder(current as unknown[], order, current as unknown[], mergeKey);
  const merged = Array.isArray(current) ? mergeValue(current, list, schema) : withoutDirectives(list);
  return inElementOrder(merged as unknown[], order, Array.isArray(current) ? current : [], mergeKey);
}

/** The patch's items come in the order that they are given by `$setElementOrder` (validatePatchWithSetOrderList). */
function refuseOtherOrder(list: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (list.length === 0 || order.length === 0) return;
  const wanted = list.filter((item) => !isDirective(item));
  let at = 0;
  for (const item of order) {
    if (at < wanted.length && keyOf(wanted[at], mergeKey) === keyOf(item, mergeKey)) at++;
  }
  if (at < wanted.length) {
    const why = `The order in patch list:\n${goText(list)}\n doesn't match ${ELEMENT_ORDER.slice(0, -1)} list:\n${goText(order)}\n`;
    throw failed(why);
  }
}

function mergeList(current: readonly unknown[], patch: readonly unknown[], schema: Schema): unknown[] {
  if (current.length === 0 && patch.length === 0) return [];
  if (!isMap([...current, ...patch][0])) {
    if ([...current, ...patch].some((item) => Array.isArray(item))) throw refusals.unprocessablePatch();
    return inElementOrder([...new Set([...current, ...patch])], patch, current, undefined);
  }
  const { patchMergeKey: mergeKey } = schema;
  if (mergeKey === undefined) throw failed('cannot merge lists without merge key for struct');
  const wanted = patch.filter((item) => !isDirective(item));
  const kept = withoutDeleted(current, patch, mergeKey);
  return inElementOrder(mergeItems(kept, wanted, mergeKey, schema.items), wanted, kept, mergeKey);
}

/** What the special elements of a patch leave of a list (mergeSliceWithSpecialElements). */
function withoutDeleted(current: readonly unknown[], patch: readonly unknown[], mergeKey: string): unknown[] {
  let kept = [...current];
  for (const item of patch) {
    if (!isMap(item) || !Object.hasOwn(item, DIRECTIVE)) continue;
    const directive = item[DIRECTIVE];
    if (directive === 'delete') {
      const key = mergeKeyOf(item, mergeKey);
      kept = kept.filter((other) => keyOf(other, mergeKey) !== key);
    } else if (directive === 'merge') throw failed('merging lists cannot yet be specified in the patch');
    else if (directive !== 'replace') {
      throw failed(`unknown patch type: ${goText(directive)} in map: ${goText(item)}`);
    }
  }
  return patch.some((item) => isMap(item) && item[DIRECTIVE] === 'replace') ? [] : kept;
}

function mergeItems(
  current: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  items: Schema | undefined,
): unknown[] {
  const result = [...current];
  for (const item of patch) {
    if (!isMap(item)) throw failed(`list element types are not identical: ${goText([current, patch])}`);
    const key = mergeKeyOf(item, mergeKey);
    const at = result.findIndex((other) => keyOf(other, mergeKey) === key);
    const existing = result[at];
    if (isMap(existing)) result[at] = mergeMap(existing, item, items);
    else result.push(withoutDirectives(item));
  }
  return result;
}

/** What the real server has no code for is its own fault: 500, with the reason alone. */
function failed(message: string) {
  return refusals.ofCode(500, '', message);
}

function wrongArgument(expected: unknown, actual: unknown) {
  return failed(`expected a ${goTypeName(expected)}, but received a ${goTypeName(actual)}`);
}
