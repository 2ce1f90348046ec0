import { type FieldError, forbidden, invalid } from '../../../resources/field-error.ts';
import { schemaExpressionErrors } from '../cel/schema-expressions.ts';
import { compileSchema } from '../schema/compiled-schema.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { internalSchema } from './internal-schema.ts';
import { schemaRuleErrors } from './schema-rules.ts';
import { structuralErrors, unsupportedSchema } from './structural-schema.ts';
import { defaultsErrors } from './validate-defaults.ts';

/** JSON names of allowedFieldsAtRootSchema, in the order of Go's struct. */
const ROOT_FIELDS: ReadonlySet<string> = new Set([
  'description',
  'type',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);
const ROOT_FIELDS_TEXT =
  '[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]';

const known = new WeakMap<JsonSchemaProps, Map<string, readonly FieldError[]>>();

/** validation.go validateCustomResourceDefinitionValidation. Worked out once for all clusters that have the schema. */
export function schemaErrors(given: JsonSchemaProps, path: string, hasStatus: boolean): readonly FieldError[] {
  const schema = compileSchema(given).schema ?? given;
  const found = known.get(schema) ?? new Map<string, readonly FieldError[]>();
  known.set(schema, found);
  const key = `${path} ${hasStatus}`;
  let errors = found.get(key);
  if (!errors) {
    errors = workOut(schema, path, hasStatus);
    found.set(key, errors);
  }
  return errors;
}

function workOut(schema: JsonSchemaProps, path: string, hasStatus: boolean): FieldError[] {
  const root = `${path}.openAPIV3Schema`;
  const errors = hasStatus ? rootFieldErrors(schema, root) : [];
  if (schema.nullable) errors.push(forbidden(`${root}.nullable`, 'nullable cannot be true at the root'));
  const unsupported = unsupportedSchema(schema);
  let structural: FieldError[] = [];
  if (unsupported === undefined) {
    structural = structuralErrors(schema, root);
    if (structural.length === 0) structural = defaultsErrors(schema, root);
  }
  errors.push(...structural);
  const rules = schemaRuleErrors(schema, root);
  errors.push(...rules);
  if (unsupported === undefined && structural.length === 0 && rules.length === 0) {
    errors.push(...schemaExpressionErrors(schema, root));
  }
  return errors.length === 0 && unsupported !== undefined ? [invalid(root, '', unsupported)] : errors;
}

function rootFieldErrors(schema: JsonSchemaProps, root: string): FieldError[] {
  for (const [name, value] of Object.entries(schema)) {
    if (value === undefined || value === false || value === '' || name === 'type' || ROOT_FIELDS.has(name)) continue;
    const detail = `only ${ROOT_FIELDS_TEXT} fields are allowed at the root of the schema if the status subresource is enabled`;
    return [invalid(root, internalSchema(schema), detail)];
  }
  const { type = '' } = schema;
  if (type === 'object' || type === '') return [];
  const detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
  return [invalid(`${root}.type`, type, detail)];
}
