import { isRecord } from '../../json.ts';
import { TemplateError } from './nodes.ts';
import { sprintf } from './printf.ts';
import { Float, integerOf, isTrue, textOf, typeOf, type Value } from './values.ts';

/** A function of a template; throws `TemplateError` with what is wrong, without where. */
export interface GoFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (values: readonly Value[]) => Value;
}

const fail = (why: string): never => {
  throw new TemplateError(why);
};

const of = (least: number, most: number, call: GoFunction['call']): GoFunction => ({ least, most, call });
const ANY = Number.POSITIVE_INFINITY;

/** `and` and `or` are not here: they look at their operands one by one. */
export const FUNCTIONS: Readonly<Record<string, GoFunction>> = {
  not: of(1, 1, ([value]) => !isTrue(value)),
  len: of(1, 1, ([value]) => length(value)),
  index: of(1, ANY, ([value, ...places]) => places.reduce(index, value)),
  slice: of(1, 4, ([value, ...places]) => slice(value, places)),
  print: of(0, ANY, (values) => print(values)),
  println: of(0, ANY, (values) => `${values.map(textOf).join(' ')}\n`),
  printf: of(1, ANY, ([format, ...values]) => sprintf(asString(format), values)),
  html: of(0, ANY, (values) => html(print(values))),
  js: of(0, ANY, (values) => javascript(print(values))),
  urlquery: of(0, ANY, (values) =>
    new URLSearchParams([['', print(values)]]).toString().slice(1).replaceAll('*', '%2A').replaceAll('%7E', '~'),
  ),
  call: of(1, ANY, ([value]) =>
    value === null
      ? fail('call of nil')
      : fail(`non-function ${typeOf(value) === '<nil>' ? '' : '.'} of type ${typeOf(value)}`),
  ),
  eq: of(1, ANY, ([first, ...others]) =>
    others.length === 0 ? fail('missing argument for comparison') : others.some((other) => equal(first, other)),
  ),
  ne: of(2, 2, ([a, b]) => !equal(a, b)),
  lt: of(2, 2, ([a, b]) => less(a, b)),
  le: of(2, 2, ([a, b]) => less(a, b) || equal(a, b)),
  gt: of(2, 2, ([a, b]) => !less(a, b) && !equal(a, b)),
  ge: of(2, 2, ([a, b]) => !less(a, b)),
  exists: of(1, ANY, ([value, ...places]) => exists(value, places)),
  base64decode: of(1, 1, ([value]) => decode(asString(value))),
};

function asString(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return fail('wrong type for value; expected string; got interface {}');
  return fail(`wrong type for value; expected string; got ${typeOf(value)}`);
}

function length(value: Value): bigint {
  if (typeof value === 'string') return BigInt(Buffer.byteLength(value));
  if (Array.isArray(value)) return BigInt(value.length);
  if (isRecord(value)) return BigInt(Object.keys(value).length);
  if (value === undefined) return fail('reflect: call of reflect.Value.Type on zero Value');
  return fail(value === null ? 'len of nil pointer' : `len of type ${typeOf(value)}`);
}

function place(value: Value, length: number): number {
  if (value === null || value === undefined) return fail('cannot index slice/array with nil');
  const at = integerOf(value);
  if (at === null) return fail(`cannot index slice/array with type ${typeOf(value)}`);
  if (at < 0n || at >= BigInt(length)) return fail(`index out of range: ${at}`);
  return Number(at);
}

function index(value: Value, key: Value): Value {
  if (value === undefined || value === null) return fail('index of untyped nil');
  if (Array.isArray(value)) return value[place(key, value.length)];
  if (typeof value === 'string') return BigInt(Buffer.from(value)[place(key, Buffer.byteLength(value))]!);
  if (!isRecord(value)) return fail(`can't index item of type ${typeOf(value)}`);
  if (typeof key !== 'string')
    return fail(
      key === null ? 'value is nil; should be of type string' : `value has type ${typeOf(key)}; should be string`,
    );
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function slice(value: Value, places: readonly Value[]): Value {
  if (value === undefined || value === null) return fail('slice of untyped nil');
  if (typeof value !== 'string' && !Array.isArray(value)) return fail(`can't slice item of type ${typeOf(value)}`);
  const whole = typeof value === 'string' ? Buffer.from(value) : value;
  const [from = 0, to = whole.length] = places.map((at) => place(at, whole.length + 1));
  if (from > to) return fail(`invalid slice index: ${from} > ${to}`);
  return typeof value === 'string' ? Buffer.from(value).subarray(from, to).toString('utf8') : value.slice(from, to);
}

/** fmt.Sprint: a blank between operands neither of which is a string. */
function print(values: readonly Value[]): string {
  return values
    .map((value, at) => {
      const gap = at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string' ? ' ' : '';
      return gap + (value === undefined ? '<no value>' : textOf(value));
    })
    .join('');
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
};
const html = (text: string): string => text.replace(/[&<>"'\0]/g, (character) => HTML[character]!);

const SCRIPT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function javascript(text: string): string {
  return text.replace(
    /[\\'"<>&=\u0000-\u001f]/g,
    (character) => SCRIPT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Go's kinds that can be compared with each other. */
function kindOf(value: Value): string {
  if (integerOf(value) !== null) return 'int';
  if (typeof value === 'number' || value instanceof Float) return 'float';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (value === undefined || value === null) return 'nil';
  return 'other';
}

/** Numbers of any type as one that JavaScript compares. */
function comparable(value: Value): string | number | bigint | boolean {
  if (value instanceof Float) return value.value;
  return integerOf(value) ?? (value as string | number | boolean);
}

function equal(a: Value, b: Value): boolean {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'nil' || right === 'nil') return left === right;
  if (left === 'other' && right === 'other') return fail(`non-comparable type ${sprintf('%s', [b])}: ${typeOf(b)}`);
  if (left !== right) return fail(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
  return comparable(a) === comparable(b);
}

function less(a: Value, b: Value): boolean {
  for (const value of [a, b])
    if (value === null || value === undefined || (typeof value === 'object' && !(value instanceof Float)))
      fail('invalid type for comparison');
  if (kindOf(a) !== kindOf(b)) return fail('incompatible types for comparison');
  if (typeof a === 'boolean') return fail('invalid type for comparison');
  return comparable(a) < comparable(b);
}

function exists(value: Value, places: readonly Value[]): boolean {
  let current = value;
  for (const key of places) {
    if (Array.isArray(current)) {
      const at = integerOf(key);
      if (at === null || at < 0n || at >= BigInt(current.length)) return false;
      current = current[Number(at)];
    } else if (isRecord(current) && typeof key === 'string' && Object.hasOwn(current, key)) current = current[key];
    else return false;
    if (current === null) return false;
  }
  return true;
}

function decode(text: string): string {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = clean.search(/[^A-Za-z0-9+/=]|=(?!=?$)/);
  if (bad >= 0 || clean.length % 4 !== 0)
    return fail(
      `base64 decode failed: illegal base64 data at input byte ${bad >= 0 ? bad : clean.length - (clean.length % 4)}`,
    );
  return Buffer.from(clean, 'base64').toString('utf8');
}
