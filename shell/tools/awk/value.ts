import { generalText } from '../c-number-text.ts';

/** Text from outside that looks like a number: it compares as one (POSIX "numeric string"). */
export class NumericText {
  readonly text: string;
  readonly number: number;
  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }
}

/** undefined is a variable nobody has assigned. */
export type Value = number | string | NumericText | undefined;

const NUMERIC =
  /^[ \t\n\r\f\v]*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-](?:inf|nan))[ \t\n\r\f\v]*$/i;
const PREFIX =
  /^[ \t\n\r\f\v]*(?:([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|([+-])(inf|nan)(?![A-Za-z0-9]))/i;

/** A value that came from input: a field, getline, ARGV, ENVIRON, -v. */
export function inputValue(text: string): Value {
  const first = text.charCodeAt(0);
  // Digits, signs, dots and white space stand below the colon.
  if (text === '' || first > 57 || !NUMERIC.test(text)) return text;
  return new NumericText(text, textToNumber(text));
}

export function textToNumber(text: string): number {
  const found = PREFIX.exec(text);
  if (!found) return 0;
  if (found[1] !== undefined) return Number(found[1]);
  const value = found[3]!.toLowerCase() === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN;
  return found[2] === '-' ? -value : value;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return typeof value === 'string' ? textToNumber(value) : value.number;
}

/** Numbers without fraction are written as such, others by `format` (CONVFMT or OFMT). */
export function numberText(value: number, format: string, convert: (format: string, value: number) => string): string {
  if (Number.isInteger(value)) {
    if (Math.abs(value) < 1e16) return String(value);
    return BigInt(value).toString();
  }
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : '+inf';
  if (format === '%.6g') return (value < 0 ? '-' : '') + generalText(Math.abs(value), 6);
  return convert(format, value);
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value !== undefined && value.number !== 0;
}

/** Whether a comparison with this value can be one of numbers. */
export const isNumeric = (value: Value): boolean => typeof value !== 'string';
