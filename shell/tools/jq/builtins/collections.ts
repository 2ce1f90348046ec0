import { changePath, deletePaths, getPath, indicesOf, shown } from '../access.ts';
import { compare, isEqual, JqError, type Json, type JsonObject, sortedKeys, typeOf } from '../json-value.ts';
import { add } from '../operate.ts';
import { lengthOf } from './texts.ts';
import type { NativeValue } from './values.ts';

function array(value: Json | undefined, what: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new JqError(`${shown(value ?? null)} ${what}`);
}

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return lengthOf(value);
  if (typeof value === 'boolean') throw new JqError(`${shown(value)} has no length`);
  return Array.isArray(value) ? value.length : value.size;
}

function keys(value: Json, sorted: boolean): Json {
  if (Array.isArray(value)) return value.map((_, index) => index);
  if (!(value instanceof Map)) throw new JqError(`${shown(value)} has no keys`);
  return sorted ? sortedKeys(value) : [...value.keys()];
}

function has(value: Json, key: Json): boolean {
  if (value instanceof Map && typeof key === 'string') return value.has(key);
  if (Array.isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(
    `Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`,
  );
}

function contains(whole: Json, part: Json): boolean {
  if (whole instanceof Map && part instanceof Map) {
    return [...part].every(([key, value]) => whole.has(key) && contains(whole.get(key) ?? null, value));
  }
  if (Array.isArray(whole) && Array.isArray(part)) {
    return part.every((item) => whole.some((candidate) => contains(candidate, item)));
  }
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (typeOf(whole) !== typeOf(part)) {
    throw new JqError(`${shown(whole)} and ${shown(part)} cannot have their containment checked`);
  }
  return isEqual(whole, part);
}

interface Keyed {
  readonly key: Json;
  readonly item: Json;
}

/** Items with what a filter made of each, sorted by that; the filter's results come as `keys`. */
function keyed(items: Json[], keysOfItems: Json | undefined): Keyed[] {
  const found = Array.isArray(keysOfItems) ? keysOfItems : [];
  return items.map((item, index) => ({ item, key: found[index] ?? null })).sort((a, b) => compare(a.key, b.key));
}

function groups(input: Json, keysOfItems: Json | undefined, what: string): Json[][] {
  const result: Json[][] = [];
  let last: Json | undefined;
  for (const { key, item } of keyed(array(input, what), keysOfItems)) {
    if (last !== undefined && isEqual(last, key)) result.at(-1)?.push(item);
    else result.push([item]);
    last = key;
  }
  return result;
}

function extreme(input: Json, keysOfItems: Json | undefined, sign: 1 | -1): Json {
  const items = array(input, 'cannot be iterated over');
  const found = keyed(items, keysOfItems ?? items);
  if (sign > 0) return found.at(-1)?.item ?? null;
  return found[0]?.item ?? null;
}

function flatten(value: Json, depth: number): Json[] {
  if (depth < 0) throw new JqError('flatten depth must not be negative');
  const items = value instanceof Map ? [...value.values()] : array(value, 'cannot be flattened');
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

function indices(input: Json, part: Json): Json {
  if (input === null) return null;
  if (typeof input === 'string' && typeof part === 'string') {
    const found: Json[] = [];
    if (part === '') return null;
    for (let at = input.indexOf(part); at >= 0; at = input.indexOf(part, at + 1))
      found.push(Buffer.byteLength(input.slice(0, at)));
    return found;
  }
  if (Array.isArray(input)) return indicesOf(input, Array.isArray(part) ? part : [part]);
  throw new JqError(`Cannot index ${typeOf(input)} with ${typeOf(part)}`);
}

function addAll(input: Json): Json {
  const items = input instanceof Map ? [...input.values()] : input;
  if (!Array.isArray(items)) throw new JqError(`Cannot iterate over ${shown(items)}`);
  if (items.length > 0 && items.every((item) => typeof item === 'string')) return items.join('');
  if (items.every((item) => Array.isArray(item))) return items.length === 0 ? null : items.flat();
  return items.reduce<Json>(add, null);
}

const pathOf = (value: Json | undefined): Json[] => {
  if (Array.isArray(value)) return value;
  throw new JqError('Path must be specified as an array');
};

function reverse(input: Json): Json {
  if (input === null) return [];
  if (typeof input === 'string') return [...input].reverse().join('');
  return [...array(input, 'cannot be reversed, as it is not an array')].reverse();
}

function transpose(input: Json): Json {
  const rows = array(input, 'cannot be transposed').map((row) => (Array.isArray(row) ? row : []));
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}

/** Index of the value in a sorted array, or -1 minus where it would stand. */
function binarySearch(input: Json, value: Json): Json {
  const items = array(input, 'cannot be searched from');
  let [low, high] = [0, items.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(items[middle]!, value);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

const NOT_SORTED = 'cannot be sorted, as it is not an array';

export const COLLECTIONS: Readonly<Record<string, NativeValue>> = {
  'length/0': (_c, input) => length(input),
  'not/0': (_c, input) => input === null || input === false,
  'keys/0': (_c, input) => keys(input, true),
  'keys_unsorted/0': (_c, input) => keys(input, false),
  'has/1': (_c, input, key) => has(input, key ?? null),
  'contains/1': (_c, input, part) => contains(input, part ?? null),
  'inside/1': (_c, input, whole) => contains(whole ?? null, input),
  'add/0': (_c, input) => addAll(input),
  'type/0': (_c, input) => typeOf(input),
  'sort/0': (_c, input) => [...array(input, NOT_SORTED)].sort(compare),
  '_sort_by/1': (_c, input, by) => keyed(array(input, NOT_SORTED), by).map(({ item }) => item),
  '_group_by/1': (_c, input, by) => groups(input, by, 'cannot be grouped, as it is not an array'),
  '_unique_by/1': (_c, input, by) =>
    groups(input, by, 'cannot be grouped, as it is not an array').map(([item]) => item ?? null),
  'unique/0': (_c, input) => groups(input, input, NOT_SORTED).map(([item]) => item ?? null),
  '_min_by/1': (_c, input, by) => extreme(input, by, -1),
  '_max_by/1': (_c, input, by) => extreme(input, by, 1),
  'min/0': (_c, input) => extreme(input, undefined, -1),
  'max/0': (_c, input) => extreme(input, undefined, 1),
  'flatten/0': (_c, input) => flatten(input, 1000),
  'flatten/1': (_c, input, depth) => flatten(input, Number(depth)),
  'reverse/0': (_c, input) => reverse(input),
  'transpose/0': (_c, input) => transpose(input),
  'indices/1': (_c, input, part) => indices(input, part ?? null),
  'setpath/2': (_c, input, path, value) => changePath(input, pathOf(path), () => value ?? null),
  'delpaths/1': (_c, input, paths) => deletePaths(input, pathOf(paths)),
  '_getpath/1': (_c, input, path) => getPath(input, pathOf(path)),
  'bsearch/1': (_c, input, value) => binarySearch(input, value ?? null),
  'to_entries/0': (_c, input) => {
    if (!(input instanceof Map) && !Array.isArray(input)) return keys(input, false);
    return [...input.entries()].map(
      ([key, value]): JsonObject =>
        new Map<string, Json>([
          ['key', key],
          ['value', value],
        ]),
    );
  },
};
