import { canonicalQuantity, isQuantity, QUANTITY_ERROR } from '../machinery/quantity.ts';
import { illegalBase64At } from './base64.ts';
import type { Schema } from './schema.ts';

/** What a typed server makes of a JSON value. */
export interface Decoding {
  /**
   * As the real server would hold it: without fields the type does not have, without nulls and what `omitempty` leaves out,
   * with the empty structs and zero scalars Go's encoder always writes. The same object as was given when nothing had to change.
   */
  readonly value: unknown;
  /** In the order found: `unknown field "spec.foo"`. */
  readonly strictErrors: readonly string[];
}

/** The value does not fit the type: `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`. */
export class DecodingError extends Error {}

/** `Deployment in version "v1" cannot be handled as a Deployment: …`, the message of the 400 Status. */
export function cannotBeHandled(kind: string, version: string, problem: string): string {
  return `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`;
}

/** The message of the 400 Status under fieldValidation=Strict. */
export function strictDecodingError(strictErrors: readonly string[]): string {
  return `strict decoding error: ${strictErrors.join(', ')}`;
}

/** Follows sigs.k8s.io/json: case-sensitive names, unknown fields collected, the first wrong type ends it. Source: decode.go. */
export function decode(value: unknown, schema: Schema): Decoding {
  const state: State = { strictErrors: [], names: [], struct: undefined };
  const decoded = decodeValue(value, schema, '', state);
  return { value: decoded, strictErrors: state.strictErrors };
}

interface State {
  readonly strictErrors: string[];
  /** Go's field stack: names without indices. */
  readonly names: string[];
  struct: string | undefined;
}

const MAX_DEPTH = 200;
const MAX_STRICT_ERRORS = 100;

function decodeValue(value: unknown, schema: Schema, path: string, state: State): unknown {
  if (state.names.length > MAX_DEPTH) throw new DecodingError('exceeded max depth');
  if (schema.special) return decodeSpecial(value, schema);
  switch (schema.type) {
    case 'object':
      if (schema.properties) return decodeStruct(value, schema, path, state);
      return schema.additionalProperties ? decodeMap(value, schema.additionalProperties, schema, path, state) : value;
    case 'array':
      return decodeList(value, schema, path, state);
    case 'any':
      return value;
    default:
      return decodeScalar(value, schema, state);
  }
}

function decodeStruct(value: unknown, schema: Schema, path: string, state: State): unknown {
  if (!isObject(value)) throw wrongType(value, schema, state);
  const properties = schema.properties!;
  const outerStruct = state.struct;
  state.struct = schema.goType?.split('.').at(-1);
  let changed: Record<string, unknown> | undefined;
  for (const [key, inner] of Object.entries(value)) {
    const property = properties[key];
    let next = property && inner !== null ? decodeField(key, inner, property, path, state) : undefined;
    if (!property) unknownField(path, key, state);
    else if (property.omitsZero && isZero(next)) next = undefined;
    if (next === inner) continue;
    changed ??= { ...value };
    if (next === undefined) delete changed[key];
    else changed[key] = next;
  }
  state.struct = outerStruct;
  return withZeroValues(changed ?? value, properties);
}

/** What `omitempty` leaves out. */
function isZero(value: unknown): boolean {
  if (typeof value !== 'object') return value === '' || value === 0 || value === false;
  if (value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isEmptyMap(value);
}

function isEmptyMap(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

function decodeField(key: string, value: unknown, property: Schema, path: string, state: State): unknown {
  state.names.push(key);
  const decoded = decodeValue(value, property, path === '' ? key : `${path}.${key}`, state);
  state.names.pop();
  return decoded;
}

function unknownField(path: string, key: string, state: State): void {
  if (state.strictErrors.length >= MAX_STRICT_ERRORS) return;
  state.strictErrors.push(`unknown field "${path === '' ? key : `${path}.${key}`}"`);
}

/** Fields whose zero value Go's encoder writes; what a user left out shows as `resources: {}`. */
function withZeroValues(
  value: Record<string, unknown>,
  properties: Readonly<Record<string, Schema>>,
): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  for (const [name, property] of zeroFields(properties)) {
    if (value[name] !== undefined) continue;
    changed ??= { ...value };
    changed[name] = zeroValue(property);
  }
  return changed ?? value;
}

const zeroFieldsOf = new WeakMap<object, readonly (readonly [string, Schema])[]>();

function zeroFields(properties: Readonly<Record<string, Schema>>): readonly (readonly [string, Schema])[] {
  let fields = zeroFieldsOf.get(properties);
  if (!fields) {
    fields = Object.entries(properties).filter(([, property]) => property.zero && property.zero !== 'null');
    zeroFieldsOf.set(properties, fields);
  }
  return fields;
}

function zeroValue(schema: Schema): unknown {
  if (schema.zero === 'object') return withZeroValues({}, schema.properties ?? {});
  return { integer: 0, number: 0, boolean: false }[schema.type as string] ?? '';
}

function decodeMap(value: unknown, values: Schema, schema: Schema, path: string, state: State): unknown {
  if (!isObject(value)) throw wrongType(value, schema, state);
  let changed: Record<string, unknown> | undefined;
  for (const [key, inner] of Object.entries(value)) {
    const next = inner === null ? nullElement(values) : decodeValue(inner, values, `${path}.${key}`, state);
    if (next === inner) continue;
    changed ??= { ...value };
    changed[key] = next;
  }
  return changed ?? value;
}

function decodeList(value: unknown, schema: Schema, path: string, state: State): unknown {
  if (!Array.isArray(value)) throw wrongType(value, schema, state);
  const items = schema.items!;
  let changed: unknown[] | undefined;
  for (const [index, inner] of value.entries()) {
    const next = inner === null ? nullElement(items) : decodeValue(inner, items, `${path}[${index}]`, state);
    if (next === inner) continue;
    changed ??= [...value];
    changed[index] = next;
  }
  return changed ?? value;
}

/** Go decodes null into an element's zero value. */
function nullElement(schema: Schema): unknown {
  if (schema.properties) return withZeroValues({}, schema.properties);
  if (schema.special === 'quantity') return '0';
  return { integer: 0, number: 0, boolean: false, string: '' }[schema.type as string] ?? null;
}

function decodeScalar(value: unknown, schema: Schema, state: State): unknown {
  const fits =
    schema.type === 'string'
      ? typeof value === 'string'
      : schema.type === 'boolean'
        ? typeof value === 'boolean'
        : typeof value === 'number' && (schema.type === 'number' || fitsInteger(value, schema.format));
  if (!fits) throw wrongType(value, schema, state);
  if (schema.format === 'byte') {
    const at = illegalBase64At(value as string);
    if (at !== undefined) throw new DecodingError(`illegal base64 data at input byte ${at}`);
  }
  return value;
}

function fitsInteger(value: number, format: string | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  return format !== 'int32' || (value >= -0x8000_0000 && value <= 0x7fff_ffff);
}

function decodeSpecial(value: unknown, schema: Schema): unknown {
  switch (schema.special) {
    case 'quantity':
      if (typeof value !== 'string' && typeof value !== 'number') throw new DecodingError(QUANTITY_ERROR);
      if (!isQuantity(String(value))) throw new DecodingError(QUANTITY_ERROR);
      return canonicalQuantity(String(value));
    case 'int-or-string':
      if (typeof value === 'string' || (typeof value === 'number' && fitsInteger(value, 'int32'))) return value;
      throw new DecodingError(`json: cannot unmarshal ${jsonName(value)} into Go value of type int32`);
    case 'time':
    case 'micro-time':
      return decodeTime(value, schema.special);
    default:
      return value;
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Which part of a time Go's parser would complain of (time/format.go). */
function partOutOfRange(time: string): string {
  const [month, , hour, minute, second] = [5, 8, 11, 14, 17].map((at) => Number(time.slice(at, at + 2)));
  if (month! < 1 || month! > 12) return 'month';
  if (hour! > 23) return 'hour';
  if (minute! > 59) return 'minute';
  return second! > 59 ? 'second' : 'day';
}

/** metav1.Time keeps whole seconds in UTC, MicroTime six digits. */
function decodeTime(value: unknown, special: 'time' | 'micro-time'): unknown {
  if (typeof value !== 'string') {
    throw new DecodingError(`json: cannot unmarshal ${jsonName(value)} into Go value of type string`);
  }
  if (!RFC3339.test(value)) {
    const quoted = JSON.stringify(value);
    const layout = special === 'time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
    throw new DecodingError(`parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "2006"`);
  }
  if (Number.isNaN(Date.parse(value))) {
    throw new DecodingError(`parsing time ${JSON.stringify(value)}: ${partOutOfRange(value)} out of range`);
  }
  const seconds = new Date(value).toISOString().slice(0, 19);
  if (special === 'time') return `${seconds}Z`;
  const fraction = /\.(\d+)/.exec(value)?.[1] ?? '';
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

function wrongType(value: unknown, schema: Schema, state: State): DecodingError {
  const field = state.names.join('.');
  const where = state.struct && field !== '' ? `Go struct field ${state.struct}.${field}` : 'Go value';
  return new DecodingError(`json: cannot unmarshal ${jsonName(value)} into ${where} of type ${schema.goType}`);
}

/** encoding/json's word for what was found; numbers that do not fit are named with their text. */
function jsonName(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff ? 'number' : `number ${value}`;
  return typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
