import { shown } from '../access.ts';
import { complaintOf } from '../json-complaint.ts';
import { JsonSyntaxError, parseJson } from '../json-parser.ts';
import { compactText } from '../json-text.ts';
import { JqError, type Json } from '../json-value.ts';
import { splitText } from '../operate.ts';
import type { NativeValue } from './values.ts';

const SURROGATE = /[\ud800-\udfff]/;

export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

function text(value: Json | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw new JqError(`${shown(value ?? null)} ${what}`);
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new JqError(`${shown(value)} cannot be parsed as a number`);
  try {
    const parsed = parseJson(value);
    if (typeof parsed === 'number') return parsed;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw new JqError(
    `Invalid numeric literal at EOF at line 1, column ${Buffer.byteLength(value)} (while parsing '${value}')`,
  );
}

function fromJson(value: Json): Json {
  const source = text(value, 'cannot be parsed as JSON');
  try {
    return parseJson(source);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new JqError(`${complaintOf(source, true, { line: 1, column: 0 })} (while parsing '${source}')`);
  }
}

function implode(value: Json): string {
  if (!Array.isArray(value)) throw new JqError(`implode input must be an array`);
  return value
    .map((code) => {
      if (typeof code !== 'number') throw new JqError('Unicode codepoint must be numeric');
      return String.fromCodePoint(code >= 0 && code <= 0x10ffff ? Math.trunc(code) : 0xfffd);
    })
    .join('');
}

function join(items: Json, separator: Json): Json {
  if (!Array.isArray(items)) throw new JqError(`Cannot iterate over ${shown(items)}`);
  if (items.length === 0) return '';
  const between =
    typeof separator === 'string' || items.length < 2 ? String(separator ?? '') : text(separator, 'cannot be joined');
  return items
    .map((item, index) => {
      if (item === null) return '';
      if (typeof item === 'object') {
        const before = items
          .slice(0, index)
          .map((one) => (one === null ? '' : typeof one === 'string' ? one : compactText(one)));
        const left = index === 0 ? '' : [...before, ''].join(between);
        throw new JqError(`${shown(left)} and ${shown(item)} cannot be added`);
      }
      return typeof item === 'string' ? item : compactText(item);
    })
    .join(between);
}

const changeCase =
  (change: (unit: string) => string, pattern: RegExp): NativeValue =>
  (_c, input) =>
    text(input, `${pattern.source === '[A-Z]' ? 'ascii_downcase' : 'ascii_upcase'} input must be a string`).replace(
      pattern,
      change,
    );

export const TEXTS: Readonly<Record<string, NativeValue>> = {
  'tostring/0': (_c, input) => (typeof input === 'string' ? input : compactText(input)),
  'tojson/0': (_c, input) => compactText(input),
  'fromjson/0': (_c, input) => fromJson(input),
  'tonumber/0': (_c, input) => toNumber(input),
  'utf8bytelength/0': (_c, input) => Buffer.byteLength(text(input, 'only strings have UTF-8 byte length')),
  'explode/0': (_c, input) => [...text(input, 'cannot be exploded')].map((character) => character.codePointAt(0) ?? 0),
  'implode/0': (_c, input) => implode(input),
  'ascii_downcase/0': changeCase((unit) => unit.toLowerCase(), /[A-Z]/g),
  'ascii_upcase/0': changeCase((unit) => unit.toUpperCase(), /[a-z]/g),
  'startswith/1': (_c, input, part) => {
    if (typeof input !== 'string' || typeof part !== 'string') throw new JqError('startswith() requires string inputs');
    return input.startsWith(part);
  },
  'endswith/1': (_c, input, part) => {
    if (typeof input !== 'string' || typeof part !== 'string') throw new JqError('endswith() requires string inputs');
    return input.endsWith(part);
  },
  'ltrimstr/1': (_c, input, part) =>
    typeof input === 'string' && typeof part === 'string' && input.startsWith(part) ? input.slice(part.length) : input,
  'rtrimstr/1': (_c, input, part) =>
    typeof input === 'string' && typeof part === 'string' && part !== '' && input.endsWith(part)
      ? input.slice(0, -part.length)
      : input,
  'trim/0': (_c, input) => text(input, 'cannot be trimmed').trim(),
  'ltrim/0': (_c, input) => text(input, 'cannot be trimmed').trimStart(),
  'rtrim/0': (_c, input) => text(input, 'cannot be trimmed').trimEnd(),
  'split/1': (_c, input, separator) => {
    if (typeof input !== 'string' || typeof separator !== 'string') {
      throw new JqError('split input and separator must be strings');
    }
    return splitText(input, separator);
  },
  'join/1': (_c, input, separator) => join(input, separator ?? null),
  'ascii/0': (_c, input) => String.fromCharCode(Number(input)),
};
