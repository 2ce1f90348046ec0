import type { Schema } from '../../../resources/schema.ts';
import { schemaOf } from '../../../resources/schema-table.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from './json-schema-props.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const STRING: Schema = Object.freeze({ type: 'string', goType: 'string' });
const structures = new WeakMap<JsonSchemaProps, Schema>();

/** A custom resource's schema as the typed merge of server-side apply reads it (apiextensions builder, schemaconv). Built once. */
export function typedStructure(schema: JsonSchemaProps | undefined, preservesAll: boolean): Schema {
  const root: JsonSchemaProps = schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const known = structures.get(root);
  if (known) return known;
  const made = Object.freeze({
    ...structureOf(root),
    type: 'object' as const,
    ...((preservesAll || !schema) && { preservesUnknownFields: true }),
    properties: Object.freeze(withObjectFields(root)),
  });
  structures.set(root, made);
  return made;
}

function withObjectFields(schema: JsonSchemaProps): Record<string, Schema> {
  return { ...propertiesOf(schema), apiVersion: STRING, kind: STRING, metadata: schemaOf(OBJECT_META) };
}

function propertiesOf(schema: JsonSchemaProps): Record<string, Schema> {
  const properties: Record<string, Schema> = Object.create(null);
  for (const [name, property] of Object.entries(schema.properties ?? {})) properties[name] = structureOf(property);
  return properties;
}

const TYPES: ReadonlySet<string> = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean']);

function structureOf(schema: JsonSchemaProps): Schema {
  const items = itemsOf(schema);
  const values = valuesOf(schema);
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const listType = schema['x-kubernetes-list-type'];
  const mapType = schema['x-kubernetes-map-type'];
  const known = schema.type !== undefined && TYPES.has(schema.type) && !schema['x-kubernetes-int-or-string'];
  return Object.freeze({
    type: known ? (schema.type as Schema['type']) : 'any',
    ...(schema['x-kubernetes-int-or-string'] && { special: 'int-or-string' as const }),
    ...((schema.properties || embedded) && {
      properties: Object.freeze(embedded ? withObjectFields(schema) : propertiesOf(schema)),
    }),
    ...(items && { items: structureOf(items) }),
    ...(values && { additionalProperties: structureOf(values) }),
    ...(schema.additionalProperties === true && { additionalProperties: Object.freeze({ type: 'any' as const }) }),
    ...(listType !== undefined && { listType: listType as 'atomic' | 'set' | 'map' }),
    ...(schema['x-kubernetes-list-map-keys'] && { listMapKeys: schema['x-kubernetes-list-map-keys'] }),
    ...(mapType !== undefined && { mapType: mapType as 'atomic' | 'granular' }),
    ...(schema['x-kubernetes-preserve-unknown-fields'] && { preservesUnknownFields: true }),
    ...(schema.default !== undefined && { default: schema.default }),
  });
}
