import type { FieldError } from '../resources/field-error.ts';

const TYPE_TEXTS: Readonly<Record<FieldError['type'], string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
  FieldValueTypeInvalid: 'Invalid value',
};

/** Types whose text never shows the value (Error.ErrorBody). */
const WITHOUT_VALUE: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** The whole text: `spec.replicas: Invalid value: -1: must be …`. */
export function describeFieldError(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The error without its field, as `details.causes[].message` has it. */
export function fieldErrorBody(error: FieldError): string {
  const detail = error.detail ? `: ${error.detail}` : '';
  if (WITHOUT_VALUE.has(error.type) || error.badValue === undefined) return TYPE_TEXTS[error.type] + detail;
  return `${TYPE_TEXTS[error.type]}: ${JSON.stringify(error.badValue)}${detail}`;
}

export function isFieldError(value: unknown): value is FieldError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    value.type in TYPE_TEXTS &&
    'field' in value &&
    'detail' in value
  );
}
