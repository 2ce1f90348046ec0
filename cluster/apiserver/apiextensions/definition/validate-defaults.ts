import { type FieldError, invalid } from '../../../resources/field-error.ts';
import { DecodingError } from '../../../resources/strict-decoding.ts';
import { copyJson, isMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps } from '../schema/json-schema-props.ts';
import { canonical } from '../schema/list-types.ts';
import { coerceEmbedded, validateEmbedded } from '../schema/object-meta.ts';
import { pruneBelow } from '../schema/pruning.ts';
import { fieldErrorsOf } from '../validation/validation-result.ts';
import { validateValue } from '../validation/value-validator.ts';

/** Every default is of its schema (apiserver/schema/defaulting/validation.go ValidateDefaults). */
export function defaultsErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const errors =
    schema.default === undefined || schema.default === null ? [] : defaultErrors(schema, `${path}.default`);
  const items = itemsOf(schema);
  if (items) errors.push(...defaultsErrors(items, `${path}.items`));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...defaultsErrors(property, `${path}.properties[${name}]`));
  }
  return errors;
}

function defaultErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const value = copyJson(schema.default);
  if (isMap(value) || Array.isArray(value)) {
    pruneBelow(value, schema);
    if (canonical(value) !== canonical(schema.default)) {
      errors.push(invalid(path, schema.default, 'must not have unknown fields'));
    }
  }
  const coerced = copyJson(schema.default);
  try {
    coerceEmbedded(coerced, schema, path);
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    return [...errors, invalid(path, schema.default, error.message)];
  }
  const embedded = validateEmbedded(coerced, schema, path);
  if (embedded.length > 0) return [...errors, ...embedded];
  return [...errors, ...fieldErrorsOf(validateValue(schema.default, schema), path)];
}
