import type { Status } from '../machinery/kubernetes-object.ts';

/** One entry of an aggregated validation error (k8s.io/apimachinery/pkg/util/validation/field/errors.go). */
export interface FieldError {
  readonly type:
    | 'FieldValueNotFound'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'InternalError'
    | 'FieldValueTypeInvalid';
  /** `spec.ports[0].nodePort` */
  readonly field: string;
  readonly badValue?: unknown;
  readonly detail: string;
}

type Fail = (field: string, badValue: unknown, detail: string) => FieldError;

export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail });
export const forbidden = (field: string, detail: string): FieldError => ({
  type: 'FieldValueForbidden',
  field,
  detail,
});
export const duplicate = (field: string, badValue: unknown): FieldError => ({
  type: 'FieldValueDuplicate',
  field,
  badValue,
  detail: '',
});
export const invalid: Fail = (field, badValue, detail) => ({ type: 'FieldValueInvalid', field, badValue, detail });
export const notFound = (field: string, badValue: unknown): FieldError => ({
  type: 'FieldValueNotFound',
  field,
  badValue,
  detail: '',
});

/** `Unsupported value: "x": supported values: "A", "B"`; the values in the order given. */
export const notSupported = (field: string, badValue: unknown, supported: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported',
  field,
  badValue,
  detail: supported.length > 0 ? `supported values: ${supported.map((value) => JSON.stringify(value)).join(', ')}` : '',
});

export const tooLong = (field: string, maximum: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  detail: `may not be more than ${maximum} bytes`,
});

export const tooMany = (field: string, actual: number, maximum: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  badValue: actual,
  detail: `must have at most ${maximum} ${maximum === 1 ? 'item' : 'items'}`,
});

/** Stands for a value that is not printed (Go's field.OmitValueType). */
export const OMITTED = Symbol('omitted');

const TYPE_TEXT: Readonly<Record<FieldError['type'], string>> = {
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

const WITHOUT_VALUE = new Set<FieldError['type']>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** `Invalid value: "x": detail`, without the field. Source: field.Error.ErrorBody. */
export function fieldErrorBody(error: FieldError): string {
  let text = TYPE_TEXT[error.type];
  const hasValue = !WITHOUT_VALUE.has(error.type) && error.badValue !== OMITTED;
  if (hasValue) text += `: ${goValue(error.badValue)}`;
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range.` */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** Strings are quoted; structures are printed as JSON. */
function goValue(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return goQuoted(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Control characters that Go writes with two digits where JSON has four, and those that have a letter in Go alone. */
const GO_ESCAPES: Readonly<Record<string, string>> = { '\\u0007': '\\a', '\\u000b': '\\v', '\x7f': '\\x7f' };

/** As `%q` prints a string (strconv.Quote). */
function goQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /\\\\|\\u00[01][0-9a-f]|\x7f/g,
    (escaped) => GO_ESCAPES[escaped] ?? escaped.replace('\\u00', '\\x'),
  );
}

/** One message for a list, equal ones once: none, `a`, `[a, b]`. Source: errors.Aggregate.Error. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length > 1 ? `[${texts.join(', ')}]` : (texts[0] ?? '');
}

/** The 422 of a refused object: `Deployment.apps "red" is invalid: spec.selector: Required value`. Source: errors.NewInvalid. */
export function invalidStatus(group: string, kind: string, name: string, errors: readonly FieldError[]): Status {
  const qualifiedKind = group === '' ? kind : `${kind}.${group}`;
  const texts = aggregateText(errors);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${qualifiedKind} ${JSON.stringify(name)} is invalid${texts === '' ? '' : `: ${texts}`}`,
    reason: 'Invalid',
    details: {
      ...(name === '' ? {} : { name }),
      ...(group === '' ? {} : { group }),
      ...(kind === '' ? {} : { kind }),
      causes: errors.map((error) => ({
        reason: error.type,
        message: fieldErrorBody(error),
        field: error.field,
      })),
    },
    code: 422,
  };
}
