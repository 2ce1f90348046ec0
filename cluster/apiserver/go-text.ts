import { isMap } from './json.ts';

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isMap(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
  }
  return value === null || value === undefined ? '<nil>' : String(value);
}

/** Go's name of a JSON value's type: `map[string]interface {}`. */
export function goTypeName(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return value === null || value === undefined ? '%!s(<nil>)' : 'string';
}

/** JSON's name of a value's type, as decoders say it: `cannot unmarshal number into …`. */
export function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (isMap(value)) return 'object';
  if (value === null || value === undefined) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
