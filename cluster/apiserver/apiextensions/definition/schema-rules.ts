import { type FieldError, forbidden, invalid, notSupported } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';
import { listAndMapErrors } from './list-map-rules.ts';
import { ruleFormErrors } from './rule-form.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const META_FIELDS: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** What holds at a place in the schema (specStandardValidatorV3). */
interface Place {
  /** Why no default may stand here; absent: it may. */
  readonly noDefaults?: string;
  readonly insideMetadata: boolean;
}

const ROOT: Place = { insideMetadata: false };

/** validation.go ValidateCustomResourceDefinitionOpenAPISchema but for its CEL rules, which are compiled elsewhere. */
export function schemaRuleErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  return walk(schema, path, ROOT, true);
}

function walk(schema: JsonSchemaProps, path: string, place: Place, isRoot: boolean): FieldError[] {
  const errors = standardErrors(schema, path, place);
  if (schema.uniqueItems) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbidden(`${path}.uniqueItems`, detail));
  }
  errors.push(...valuesErrors(schema, path, place), ...propertiesErrors(schema, path, place, isRoot));
  if (schema.not) errors.push(...walk(schema.not, `${path}.not`, place, false));
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [index, inner] of (schema[name] ?? []).entries()) {
      errors.push(...walk(inner, `${path}.${name}[${index}]`, place, false));
    }
  }
  const items = itemsOf(schema);
  if (items) errors.push(...walk(items, `${path}.items`, place, false));
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  return [...errors, ...listAndMapErrors(schema, path), ...ruleFormErrors(schema, path)];
}

function valuesErrors(schema: JsonSchemaProps, path: string, place: Place): FieldError[] {
  const values = valuesOf(schema);
  const errors: FieldError[] = [];
  const hasProperties = Object.keys(schema.properties ?? {}).length > 0;
  if (hasProperties && (values || schema.additionalProperties === false)) {
    const detail = 'additionalProperties and properties are mutual exclusive';
    errors.push(forbidden(`${path}.additionalProperties`, detail));
  }
  if (!values) return errors;
  const inside = place.insideMetadata
    ? { ...place, noDefaults: 'inside additionalProperties applying to object metadata' }
    : place;
  return [...errors, ...walk(values, `${path}.additionalProperties`, inside, false)];
}

function propertiesErrors(schema: JsonSchemaProps, path: string, place: Place, isRoot: boolean): FieldError[] {
  const isResource = isRoot || schema['x-kubernetes-embedded-resource'] === true;
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const isMeta = isResource && META_FIELDS.has(name);
    const inside: Place = {
      ...place,
      ...(isMeta && { insideMetadata: true }),
      ...(isMeta && isRoot && { noDefaults: `in top-level ${name}` }),
    };
    return walk(property, `${path}.properties[${name}]`, inside, false);
  });
}

/** Fields that a CRD's schema does not have, with when they count as set. */
const UNSUPPORTED: readonly (readonly [name: keyof JsonSchemaProps, isSet: (value: unknown) => boolean])[] = [
  ['id', (value) => value !== ''],
  ['additionalItems', () => true],
  ['patternProperties', (value) => Object.keys(value as object).length > 0],
  ['definitions', (value) => Object.keys(value as object).length > 0],
  ['dependencies', () => true],
  ['$ref', () => true],
];

/** validation.go specStandardValidatorV3.validate. */
function standardErrors(schema: JsonSchemaProps, path: string, place: Place): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '' } = schema;
  if (type !== '' && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (schema.default !== undefined && place.noDefaults !== undefined) {
    errors.push(forbidden(`${path}.default`, `must not be set ${place.noDefaults}`));
  }
  for (const [name, isSet] of UNSUPPORTED) {
    const value = schema[name];
    if (value !== undefined && isSet(value)) errors.push(forbidden(`${path}.${name}`, `${name} is not supported`));
  }
  if (type === 'null') {
    errors.push(forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  }
  if (Array.isArray(schema.items) && schema.items.length > 0) {
    errors.push(forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  if (place.insideMetadata && schema['x-kubernetes-embedded-resource']) {
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  }
  return errors;
}
