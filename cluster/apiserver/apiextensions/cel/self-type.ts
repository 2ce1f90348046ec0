import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  type FieldType,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
} from '../../../cel/cel-type.ts';
import { escapeFieldName } from '../../../cel/field-name.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';

const STRINGS: Readonly<Record<string, CelType>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
};

/** What `self` is in the rules of a schema (apiserver/pkg/cel/common SchemaDeclType); undefined: nothing rules can speak of. */
export function selfType(schema: JsonSchemaProps, isResource: boolean, name = 'self'): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      const element = items && selfType(items, isEmbedded(items), `${name}.@idx`);
      return element && listOf(element);
    }
    case 'object':
      return objectType(schema, isResource, name);
    case 'string':
      return STRINGS[schema.format ?? ''] ?? STRING;
    case 'boolean':
      return BOOL;
    case 'number':
      return DOUBLE;
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}

const isEmbedded = (schema: JsonSchemaProps) => schema['x-kubernetes-embedded-resource'] === true;

const RESOURCE_PROPERTIES: Readonly<Record<string, JsonSchemaProps>> = {
  kind: { type: 'string' },
  apiVersion: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

function objectType(schema: JsonSchemaProps, isResource: boolean, name: string): CelType | undefined {
  const values = valuesOf(schema);
  if (values && !isResource) {
    const value = selfType(values, isEmbedded(values), `${name}.@elem`);
    return value && mapOf(STRING, value);
  }
  const fields: Record<string, FieldType> = Object.create(null);
  const properties = isResource ? { ...schema.properties, ...RESOURCE_PROPERTIES } : (schema.properties ?? {});
  for (const [property, inner] of Object.entries(properties)) {
    const escaped = escapeFieldName(property);
    const type = selfType(inner, isEmbedded(inner), `${name}.${property}`);
    if (escaped === null || !type) continue;
    fields[escaped] = escaped === property ? { type } : { type, json: property };
  }
  return { kind: 'object', name, fields };
}
