import { isMap } from '../../json.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

/** Fields of Go's internal JSONSchemaProps in its order, with their JSON names and what they are when not set. */
const FIELDS: readonly (readonly [name: string, json: string, unset: unknown])[] = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null],
  ['AllOf', 'allOf', null],
  ['OneOf', 'oneOf', null],
  ['AnyOf', 'anyOf', null],
  ['Not', 'not', null],
  ['Properties', 'properties', null],
  ['AdditionalProperties', 'additionalProperties', null],
  ['PatternProperties', 'patternProperties', null],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null],
  ['Definitions', 'definitions', null],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null],
];

/** A schema as errors print it: the internal type as JSON. */
export function internalSchema(schema: JsonSchemaProps): object {
  const fields: Readonly<Record<string, unknown>> = { ...schema };
  return Object.fromEntries(
    FIELDS.map(([name, json, unset]) => [name, fields[json] === undefined ? unset : internalValue(json, fields[json])]),
  );
}

function internalValue(name: string, value: unknown): unknown {
  switch (name) {
    case 'not':
      return internalSchema(value as JsonSchemaProps);
    case 'allOf':
    case 'oneOf':
    case 'anyOf':
      return (value as readonly JsonSchemaProps[]).map(internalSchema);
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Record<string, JsonSchemaProps>)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, internalSchema(inner)]),
      );
    case 'items':
      return { Schema: isMap(value) ? internalSchema(value) : null, JSONSchemas: null };
    case 'additionalProperties':
      return { Allows: value !== false, Schema: isMap(value) ? internalSchema(value) : null };
    default:
      return value;
  }
}
