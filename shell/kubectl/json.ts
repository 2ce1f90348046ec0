/** JSON values as the API server sends them: unknown until looked at. */
export type JsonObject = { readonly [field: string]: unknown };
/** An object under construction. */
export type MutableJson = { [field: string]: unknown };

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `path`, or null when anything on the way is missing. */
export function recordAt(value: unknown, ...path: string[]): JsonObject | null {
  const found = valueAt(value, ...path);
  return isRecord(found) ? found : null;
}

export function valueAt(value: unknown, ...path: string[]): unknown {
  for (const field of path) {
    if (!isRecord(value)) return undefined;
    value = value[field];
  }
  return value;
}

/** The string at `path`; numbers and booleans as text; '' when missing. */
export function stringAt(value: unknown, ...path: string[]): string {
  const found = valueAt(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

export function numberAt(value: unknown, ...path: string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function listAt(value: unknown, ...path: string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function recordsAt(value: unknown, ...path: string[]): readonly JsonObject[] {
  return listAt(value, ...path).filter(isRecord);
}

/** A map of strings (labels, annotations, data) as entries in the order of their keys. */
export function stringMapAt(value: unknown, ...path: string[]): [string, string][] {
  const found = recordAt(value, ...path);
  if (!found) return [];
  return Object.keys(found)
    .sort()
    .map((key) => [key, typeof found[key] === 'string' ? found[key] : String(found[key])]);
}

export const nameOf = (object: unknown): string => stringAt(object, 'metadata', 'name');
export const namespaceOf = (object: unknown): string => stringAt(object, 'metadata', 'namespace');

/** A deep copy that may be changed. */
export function mutableCopy(value: JsonObject): MutableJson {
  return structuredClone(value) as MutableJson;
}

/** The object at `path` of `object`, made on the way where missing. */
export function ensureRecord(object: MutableJson, ...path: string[]): MutableJson {
  let current = object;
  for (const field of path) {
    if (!isRecord(current[field])) current[field] = {};
    current = current[field] as MutableJson;
  }
  return current;
}

/** Deep equality of JSON values; the order of keys does not count. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => jsonEqual(item, b[at]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]))
  );
}
