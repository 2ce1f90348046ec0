import { type FieldError, forbidden, invalid, required } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';
import { patternProblem } from '../validation/patterns.ts';

type Level = 'root' | 'item' | 'field';

/** The invariants of a structural schema (apiserver/schema/validation.go validateStructuralInvariants). */
export function structuralInvariants(schema: JsonSchemaProps, path: string, level: Level = 'root'): FieldError[] {
  const errors: FieldError[] = [];
  const items = itemsOf(schema);
  const values = valuesOf(schema);
  if (schema.type === 'array' && !items) errors.push(required(`${path}.items`, 'must be specified'));
  if (items) errors.push(...structuralInvariants(items, `${path}.items`, 'item'));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...structuralInvariants(property, `${path}.properties[${name}]`, 'field'));
  }
  if (schema.additionalProperties !== undefined && level === 'root') {
    errors.push(forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
  }
  if (values) errors.push(...structuralInvariants(values, `${path}.additionalProperties`, 'field'));
  errors.push(...extensionErrors(schema, path), ...valueValidationErrors(schema, path, isIntOrString(schema)));
  errors.push(...typeErrors(schema, path, level), ...metadataErrors(schema, path, level));
  return errors;
}

function extensionErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  if (!schema['x-kubernetes-int-or-string']) return [];
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    .filter((name) => schema[name])
    .map((name) => invalid(`${path}.${name}`, true, detail));
}

/** `anyOf: [integer, string]` may say its types, alone or as the first of an allOf. */
function isIntOrString(schema: JsonSchemaProps): { anyOf: boolean; allOf: boolean } {
  const matches = (anyOf: readonly JsonSchemaProps[] | undefined) =>
    anyOf?.length === 2 && JSON.stringify(anyOf) === '[{"type":"integer"},{"type":"string"}]';
  return { anyOf: matches(schema.anyOf), allOf: matches(schema.allOf?.[0]?.anyOf) };
}

interface Skipped {
  readonly anyOf: boolean;
  readonly allOf: boolean;
}

const NOTHING_SKIPPED: Skipped = { anyOf: false, allOf: false };

function valueValidationErrors(schema: JsonSchemaProps, path: string, skipped: Skipped): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const errors: FieldError[] = [];
  const nested = (schemas: readonly JsonSchemaProps[], name: string) =>
    schemas.flatMap((inner, index) => nestedErrors(inner, `${path}.${name}[${index}]`));
  if (!skipped.anyOf) errors.push(...nested(anyOf, 'anyOf'));
  for (const [index, inner] of allOf.entries()) {
    errors.push(...nestedErrors(inner, `${path}.allOf[${index}]`, skipped.allOf && index === 0));
  }
  errors.push(...nested(oneOf, 'oneOf'));
  if (not) errors.push(...nestedErrors(not, `${path}.not`));
  const problem = pattern ? patternProblem(pattern) : undefined;
  if (problem !== undefined) {
    errors.push(invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`));
  }
  return errors;
}

/** In the order of the source: what a schema below a junctor may not say, with what it has to be. */
const NESTED_RULES: readonly (readonly [name: keyof JsonSchemaProps, wanted: string])[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
];

function nestedErrors(schema: JsonSchemaProps, path: string, skipAnyOf = false): FieldError[] {
  const errors = valueValidationErrors(schema, path, { ...NOTHING_SKIPPED, anyOf: skipAnyOf });
  const items = itemsOf(schema);
  if (items) errors.push(...nestedErrors(items, `${path}.items`));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...nestedErrors(property, `${path}.properties[${name}]`));
  }
  for (const [name, wanted] of NESTED_RULES) {
    if (isSet(schema[name])) errors.push(forbidden(`${path}.${name}`, `must be ${wanted} to be structural`));
  }
  if (schema.properties && Object.hasOwn(schema.properties, 'metadata')) {
    errors.push(forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
  return errors;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function typeErrors(schema: JsonSchemaProps, path: string, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '' } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'];
  const untypedIsFine = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (embedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail));
  } else if (type === '' && !untypedIsFine) errors.push(required(`${path}.type`, EMPTY_TYPE[level]));
  if (embedded && schema.additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set';
    errors.push(forbidden(`${path}.additionalProperties`, detail));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
  }
  return errors;
}

function metadataErrors(schema: JsonSchemaProps, path: string, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  const { properties = {} } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const isResource = level === 'root' || embedded;
  for (const name of ['kind', 'apiVersion']) {
    const property = isResource ? properties[name] : undefined;
    if (property && property.type !== 'string') {
      errors.push(invalid(`${path}.properties[${name}].type`, property.type ?? '', 'must be string'));
    }
  }
  const { metadata } = properties;
  if (metadata && isResource && metadata.type !== 'object') {
    errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? '', 'must be object'));
  }
  if (metadata && level === 'root' && !isImplicitMetadata(metadata)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbidden(`${path}.properties[metadata]`, detail));
  }
  if (embedded && !schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(properties).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(`${path}.properties`, detail));
  }
  return errors;
}

function isImplicitMetadata({ type: _, default: __, properties = {}, ...rest }: JsonSchemaProps): boolean {
  const named = Object.keys(properties).every((name) => name === 'name' || name === 'generateName');
  return named && !Object.values(rest).some(isSet);
}
