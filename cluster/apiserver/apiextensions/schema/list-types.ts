import { duplicate, type FieldError, invalid } from '../../../resources/field-error.ts';
import { isMap, type JsonMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from './json-schema-props.ts';

/** Sets and maps among lists have no item twice (apiserver/schema/listtype ValidateListSetsAndMaps). */
export function validateListTypes(value: unknown, schema: JsonSchemaProps | undefined, path = ''): FieldError[] {
  if (!schema) return [];
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    const errors = duplicates(value, schema, path);
    if (!items) return errors;
    return [...errors, ...value.flatMap((item, index) => validateListTypes(item, items, `${path}[${index}]`))];
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const inner = schema.properties?.[name];
    if (inner) return validateListTypes(field, inner, path === '' ? name : `${path}.${name}`);
    return validateListTypes(field, valuesOf(schema), `${path}[${name}]`);
  });
}

function duplicates(list: readonly unknown[], schema: JsonSchemaProps, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return repeated(list, path);
  if (type !== 'map') return [];
  const stranger = list.findIndex((item) => item !== null && !isMap(item));
  if (stranger >= 0) {
    return [invalid(`${path}[${stranger}]`, list[stranger], 'must be an object for an array of list-type map')];
  }
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return repeated(
    list.map((item) => (isMap(item) ? keysOf(item, keys) : {})),
    path,
  );
}

function keysOf(item: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(item, key)).map((key) => [key, item[key]]));
}

/** Each value that comes again is told once, at its second place. */
function repeated(values: readonly unknown[], path: string): FieldError[] {
  if (values.length <= 1) return [];
  const seen = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    const text = canonical(value);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) errors.push(duplicate(`${path}[${index}]`, value));
  }
  return errors;
}

/** One text for equal values, whatever the order of their fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${canonical(value[field])}`).join(',')}}`;
}
