import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DYN,
  type FieldType,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
} from '../../../cel/cel-type.ts';
import { escapeFieldName } from '../../../cel/field-name.ts';
import type { Schema } from '../../../resources/schema.ts';

const types = new WeakMap<Schema, CelType>();

/** What an expression may do with values of a schema (apiserver/pkg/cel/common/schemas.go SchemaDeclType). */
export function typeOfSchema(schema: Schema): CelType {
  const known = types.get(schema);
  if (known) return known;
  const made = makeType(schema);
  types.set(schema, made);
  return made;
}

function makeType(schema: Schema): CelType {
  switch (schema.special) {
    case 'quantity':
      return STRING;
    case 'time':
    case 'micro-time':
      return TIMESTAMP;
    case undefined:
      break;
    default:
      return DYN;
  }
  switch (schema.type) {
    case 'object':
      return objectType(schema);
    case 'array':
      return schema.items ? listOf(typeOfSchema(schema.items)) : DYN;
    case 'string':
      return schema.format === 'byte' ? BYTES : STRING;
    case 'integer':
      return INT;
    case 'number':
      return DOUBLE;
    case 'boolean':
      return BOOL;
    default:
      return DYN;
  }
}

function objectType(schema: Schema): CelType {
  const { properties, additionalProperties, definition } = schema;
  if (additionalProperties) return mapOf(STRING, typeOfSchema(additionalProperties));
  if (!properties || schema.preservesUnknownFields) return DYN;
  let fields: Record<string, FieldType> | undefined;
  return {
    kind: 'object',
    name: definition ?? 'object',
    // Some types contain themselves: a type's fields are made when they are first asked for.
    get fields() {
      fields ??= fieldsOf(properties);
      return fields;
    },
  };
}

function fieldsOf(properties: Readonly<Record<string, Schema>>): Record<string, FieldType> {
  const fields: Record<string, FieldType> = {};
  for (const [json, property] of Object.entries(properties)) {
    const name = escapeFieldName(json);
    if (name === null) continue;
    // Read when somebody looks at the field.
    Object.defineProperty(fields, name, { enumerable: true, get: () => ({ json, type: typeOfSchema(property) }) });
  }
  return fields;
}
