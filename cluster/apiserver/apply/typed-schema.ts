import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import type { Schema } from '../../resources/schema.ts';
import { schemaOf } from '../../resources/schema-table.ts';

/** The structure of a kind's objects; undefined for a custom resource that has none: it is taken apart as it comes. */
export function structureOf(definition: ResourceDefinition): Schema | undefined {
  return definition.structure ?? (definition.schema === '' ? undefined : schemaOf(definition.schema));
}

/** How structured-merge-diff sees a value of this schema (kube-openapi schemaconv/smd.go). */
export type Kind = 'scalar' | 'atomic' | 'list' | 'map';

/** A list of maps is told apart by its keys, a set by its values; any other list is one thing. */
export function listTypeOf(schema: Schema): 'atomic' | 'set' | 'map' {
  if (schema.listType) return schema.listType;
  if (!schema.patchStrategy?.includes('merge')) return 'atomic';
  return schema.patchMergeKey === undefined ? 'set' : 'map';
}

/** What is said of a value: owned as a whole, or by its items or fields. Null and what is missing count as the other side's. */
export function kindOf(value: unknown, schema: Schema | undefined): Kind {
  if (Array.isArray(value)) return !schema || listTypeOf(schema) === 'atomic' ? 'atomic' : 'list';
  if (typeof value !== 'object' || value === null) return 'scalar';
  if (schema?.special || schema?.mapType === 'atomic') return 'atomic';
  // A struct field of no known structure is one thing; an object without any is taken apart as it comes (deduced).
  return schema?.type === 'any' ? 'atomic' : 'map';
}

/** The schema of a field; undefined for what the schema does not declare. */
export function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  return schema?.properties?.[name] ?? schema?.additionalProperties;
}

export function isDeclared(schema: Schema | undefined, name: string): boolean {
  return schema?.properties?.[name] !== undefined;
}

/** Whether an object may have fields that it does not declare. */
export function takesUndeclared(schema: Schema | undefined): boolean {
  if (!schema || schema.special || schema.additionalProperties || schema.preservesUnknownFields) return true;
  return schema.properties === undefined;
}

/** What Go's encoder writes for a value that nothing was set in: the left side of a creation. */
export function zeroOf(schema: Schema | undefined): Record<string, unknown> {
  if (!schema?.properties) return {};
  let zero = zeros.get(schema);
  if (!zero) {
    zero = {};
    for (const [name, field] of Object.entries(schema.properties)) {
      if (field.zero === 'object') zero[name] = zeroOf(field);
      else if (field.zero === 'null') zero[name] = null;
      else if (field.zero === 'scalar') zero[name] = ZERO_SCALARS[field.type] ?? '';
    }
    zeros.set(schema, Object.freeze(zero));
  }
  return zero;
}

const zeros = new WeakMap<Schema, Record<string, unknown>>();
const ZERO_SCALARS: Readonly<Record<string, unknown>> = { integer: 0, number: 0, boolean: false };
