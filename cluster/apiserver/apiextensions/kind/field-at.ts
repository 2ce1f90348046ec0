import { define, isMap, type JsonMap } from '../../json.ts';

/** `.spec.replicas` as names. */
export function pathNames(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

/** What stands at the end of the names; undefined where there is no such field. */
export function fieldAt(object: unknown, names: readonly string[]): unknown {
  let value: unknown = object;
  for (const name of names) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Sets the field, with the maps on the way to it. */
export function setFieldAt(object: JsonMap, names: readonly string[], value: unknown): void {
  const [name = '', ...rest] = names;
  if (rest.length === 0) {
    define(object, name, value);
    return;
  }
  const inner = isMap(object[name]) ? { ...object[name] } : {};
  define(object, name, inner);
  setFieldAt(inner, rest, value);
}
