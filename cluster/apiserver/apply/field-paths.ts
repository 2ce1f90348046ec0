import type { Schema } from '../../resources/schema.ts';
import { isMap, type JsonMap } from '../json.ts';

/**
 * The fields of a value as server-side apply owns them: a path each, with the value of a leaf. Elements are written as
 * in FieldsV1 (`f:spec`, `k:{"name":"web"}`, `v:"a"`) and joined with a character that no field name contains.
 */
export type FieldPaths = Map<string, unknown>;

const SEPARATOR = '\0';
/** The value of an element that is more than its fields: an item of a list, a key of a map. */
export const ITEM = Symbol('item');

/** Keys of list items that a server fills when they are left out. */
const KEY_DEFAULTS: JsonMap = { protocol: 'TCP' };

export function joinPath(path: string, element: string): string {
  return path === '' ? element : path + SEPARATOR + element;
}

export function splitPath(path: string): string[] {
  return path.split(SEPARATOR);
}

/** typed.ToFieldSet of structured-merge-diff. */
export function fieldPathsOf(value: unknown, schema: Schema | undefined): FieldPaths {
  const paths: FieldPaths = new Map();
  collect(value, schema, '', paths);
  return paths;
}

function collect(value: unknown, schema: Schema | undefined, path: string, paths: FieldPaths): void {
  if (isLeaf(value, schema)) {
    paths.set(path, value);
  } else if (Array.isArray(value)) {
    for (const item of value) {
      const inner = joinPath(path, elementOf(item, schema!));
      paths.set(inner, ITEM);
      if (isMap(item)) collectFields(item, schema?.items, inner, paths);
    }
  } else if (isMap(value)) {
    collectFields(value, schema, path, paths);
  }
}

function collectFields(value: JsonMap, schema: Schema | undefined, path: string, paths: FieldPaths): void {
  for (const [name, field] of Object.entries(value)) {
    const inner = joinPath(path, `f:${name}`);
    collect(field, childSchema(schema, name), inner, paths);
    if (!schema?.properties?.[name] && !paths.has(inner)) paths.set(inner, ITEM);
  }
}

export function childSchema(schema: Schema | undefined, name: string): Schema | undefined {
  return schema?.properties?.[name] ?? schema?.additionalProperties;
}

/** Owned as a whole: scalars, atomic lists and maps, and what has no structure. */
export function isLeaf(value: unknown, schema: Schema | undefined): boolean {
  if (Array.isArray(value)) return schema?.listType !== 'map' && schema?.listType !== 'set';
  if (!isMap(value)) return true;
  if (Object.keys(value).length === 0 || !schema || schema.special) return true;
  return schema.mapType === 'atomic' || (!schema.properties && !schema.additionalProperties);
}

/** How an item of a list of type map or set is named. */
export function elementOf(item: unknown, schema: Schema): string {
  if (schema.listType !== 'map' || !isMap(item)) return `v:${JSON.stringify(item)}`;
  const keys = [...(schema.listMapKeys ?? [])].sort();
  const named = keys.map((key) => [key, item[key] ?? KEY_DEFAULTS[key]]).filter(([, value]) => value !== undefined);
  return `k:${JSON.stringify(Object.fromEntries(named))}`;
}

/** `.spec.containers[name="web"].image`, as conflicts name a field. */
export function pathText(path: string): string {
  return splitPath(path)
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys: unknown = JSON.parse(rest);
      const pairs = isMap(keys) ? Object.entries(keys) : [];
      return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}
