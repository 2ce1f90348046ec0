import { compactText } from './json-text.ts';
import { compare, JqError, type Json, type JsonObject, typeOf } from './json-value.ts';

const LONGEST_SHOWN = 11;
const LARGEST_INDEX = 10_000_000;

/** A value as messages show it: its type and the beginning of its text. */
export function shown(value: Json): string {
  return `${typeOf(value)} (${shortText(value)})`;
}

export function shortText(value: Json): string {
  const bytes = Buffer.from(compactText(value));
  return bytes.length > LONGEST_SHOWN + 3 ? `${bytes.subarray(0, LONGEST_SHOWN).toString()}...` : bytes.toString();
}

export function indexValue(target: Json, key: Json): Json {
  if (target instanceof Map && typeof key === 'string') return target.get(key) ?? null;
  if (Array.isArray(target)) {
    if (typeof key === 'number') {
      const at = Math.floor(key);
      return target[at < 0 ? at + target.length : at] ?? null;
    }
    if (key instanceof Map) return sliceValue(target, key.get('start') ?? null, key.get('end') ?? null);
    if (Array.isArray(key)) return indicesOf(target, key);
  }
  if (typeof target === 'string' && key instanceof Map) {
    return sliceValue(target, key.get('start') ?? null, key.get('end') ?? null);
  }
  if (target === null && (typeof key === 'string' || typeof key === 'number' || key === null || key instanceof Map)) {
    return null;
  }
  const what = typeof key === 'string' ? `string "${key}"` : typeOf(key);
  throw new JqError(`Cannot index ${typeOf(target)} with ${what}`);
}

export function indicesOf(whole: readonly Json[], part: readonly Json[]): Json[] {
  const found: Json[] = [];
  if (part.length === 0) return found;
  for (let at = 0; at + part.length <= whole.length; at++) {
    if (part.every((item, offset) => compare(whole[at + offset]!, item) === 0)) found.push(at);
  }
  return found;
}

/** Where a slice begins and ends. */
function boundsOf(length: number, from: Json, to: Json): [number, number] {
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) {
    throw new JqError('Start and end indices of an array slice must be numbers');
  }
  const place = (value: number) => Math.min(length, Math.max(0, value < 0 ? value + length : value));
  const start = Math.floor(place(from ?? 0));
  const end = Math.ceil(place(to ?? length));
  return [start, Math.max(start, end)];
}

export function sliceValue(target: Json, from: Json, to: Json): Json {
  if (target === null) return null;
  if (typeof target === 'string') {
    const characters = [...target];
    const [start, end] = boundsOf(characters.length, from, to);
    return characters.slice(start, end).join('');
  }
  if (!Array.isArray(target)) throw new JqError(`Cannot index ${typeOf(target)} with object`);
  const [start, end] = boundsOf(target.length, from, to);
  return target.slice(start, end);
}

export function getPath(value: Json, path: readonly Json[]): Json {
  let found = value;
  for (const key of path) {
    if (found === null) return null;
    found = indexValue(found, key);
  }
  return found;
}

/** A copy in which what stands at `path` is what `change` makes of it. */
export function changePath(value: Json, path: readonly Json[], change: (old: Json) => Json, at = 0): Json {
  const key = path[at];
  if (key === undefined) return change(value);
  const next = (old: Json) => changePath(old, path, change, at + 1);
  if (typeof key === 'string' && (value === null || value instanceof Map)) {
    const object: JsonObject = new Map(value);
    object.set(key, next(object.get(key) ?? null));
    return object;
  }
  if (typeof key === 'number' && (value === null || Array.isArray(value))) {
    return setItem(value ?? [], Math.floor(key), next);
  }
  if (key instanceof Map && (value === null || Array.isArray(value))) return setSlice(value ?? [], key, next);
  if (typeof value === 'string' && key instanceof Map)
    throw new JqError('Cannot update field at object index of string');
  indexValue(value, key);
  throw new JqError(`Cannot update field at ${typeOf(key)} index of ${typeOf(value)}`);
}

function setItem(array: readonly Json[], index: number, next: (old: Json) => Json): Json {
  const at = index < 0 ? index + array.length : index;
  if (at < 0) throw new JqError('Out of bounds negative array index');
  if (at > LARGEST_INDEX) throw new JqError('Array index too large');
  const copy = [...array];
  const item = next(copy[at] ?? null);
  while (copy.length < at) copy.push(null);
  copy[at] = item;
  return copy;
}

function setSlice(array: Json[], key: JsonObject, next: (old: Json) => Json): Json {
  const [start, end] = boundsOf(array.length, key.get('start') ?? null, key.get('end') ?? null);
  const replacement = next(array.slice(start, end));
  if (!Array.isArray(replacement)) throw new JqError('A slice of an array can only be assigned another array');
  return [...array.slice(0, start), ...replacement, ...array.slice(end)];
}

/** Deletes what stands at all the paths: the last first, so that the others stay where they are. */
export function deletePaths(value: Json, paths: readonly Json[]): Json {
  let result = value;
  for (const path of [...paths].sort(compare).reverse()) {
    if (!Array.isArray(path)) throw new JqError('Path must be specified as an array');
    result = deletePath(result, path, 0);
  }
  return result;
}

function deletePath(value: Json, path: readonly Json[], at: number): Json {
  const key = path[at];
  if (value === null || key === undefined) return null;
  if (at + 1 < path.length) {
    const inner = indexValue(value, key);
    return inner === null ? value : changePath(value, [key], () => deletePath(inner, path, at + 1));
  }
  if (value instanceof Map && typeof key === 'string') {
    const copy = new Map(value);
    copy.delete(key);
    return copy;
  }
  if (Array.isArray(value) && typeof key === 'number') {
    const index = key < 0 ? Math.floor(key) + value.length : Math.floor(key);
    return value.filter((_, item) => item !== index);
  }
  if (Array.isArray(value) && key instanceof Map) return setSlice(value, key, () => []);
  if (Array.isArray(value)) throw new JqError(`Cannot delete field at ${typeOf(key)} index of array`);
  if (value instanceof Map) throw new JqError(`Cannot delete field at ${typeOf(key)} index of object`);
  throw new JqError(`Cannot delete field at ${typeOf(key)} index of ${typeOf(value)}`);
}
