import { copyJson, define, isMap, type JsonMap } from '../../json.ts';
import { fieldOf, itemsOf, type JsonSchemaProps, valuesOf } from './json-schema-props.ts';

const isUnwantedNull = (value: unknown, schema: JsonSchemaProps | undefined) =>
  value === null && schema !== undefined && schema.nullable !== true;

const hasDefault = (schema: JsonSchemaProps) => schema.default !== undefined && schema.default !== null;

/** Fills the schema's defaults, in place (apiserver/schema/defaulting Default). A null that may not be one counts as absent. */
export function applyDefaults(value: unknown, schema: JsonSchemaProps | undefined): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (!items) return;
    for (const [index, item] of value.entries()) {
      if (isUnwantedNull(item, items)) value[index] = copyJson(items.default ?? null);
      applyDefaults(value[index], items);
    }
  } else if (isMap(value)) defaultFields(value, schema);
}

function defaultFields(value: JsonMap, schema: JsonSchemaProps): void {
  const properties = schema.properties ?? {};
  for (const [name, property] of Object.entries(properties)) {
    if (!hasDefault(property)) continue;
    const present = Object.hasOwn(value, name) && value[name] !== undefined;
    if (!present || isUnwantedNull(value[name], property)) define(value, name, copyJson(property.default));
  }
  const values = valuesOf(schema);
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) applyDefaults(value[name], properties[name]);
    else if (values) {
      if (isUnwantedNull(value[name], values)) define(value, name, copyJson(values.default ?? null));
      applyDefaults(value[name], values);
    }
  }
}

/** Takes away, in place, nulls that may not be and have no default (PruneNonNullableNullsWithoutDefaults). */
export function dropUnwantedNulls(value: unknown, schema: JsonSchemaProps | undefined): void {
  if (Array.isArray(value)) {
    const items = schema && itemsOf(schema);
    if (items) for (const item of value) dropUnwantedNulls(item, items);
  } else if (isMap(value)) {
    for (const name of Object.keys(value)) {
      const field = fieldOf(schema, name);
      if (isUnwantedNull(value[name], field) && !hasDefault(field!)) delete value[name];
      else if (field) dropUnwantedNulls(value[name], field);
    }
  }
}

/** Whether the schema has any default: without one a pass over the object is saved. */
export function containsDefaults(schema: JsonSchemaProps | undefined): boolean {
  if (!schema) return false;
  if (hasDefault(schema)) return true;
  return (
    Object.values(schema.properties ?? {}).some(containsDefaults) ||
    containsDefaults(itemsOf(schema)) ||
    containsDefaults(valuesOf(schema))
  );
}
