import { isRecord } from '../../json.ts';

/**
 * What a template works on: JSON as apimachinery reads it, where whole numbers are int64 and others float64. Go's int
 * (literals, len) is a bigint here, a float of the template's own a `Float`; `undefined` is a value that is not there
 * (Go's zero reflect.Value).
 */
export type Value = unknown;

/** A float literal, which is one even when it is whole. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** fmt's %v. */
export function textOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (value instanceof Float) return floatText(value.value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatText(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  if (!isRecord(value)) return String(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${key}:${textOf(value[key])}`);
  return `map[${entries.join(' ')}]`;
}

/** Where strconv's shortest %g begins to write an exponent. */
const MOST_DIGITS = 6;

/** strconv's shortest %g. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < MOST_DIGITS) return plain(digits, power);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plain(digits: string, power: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const figures = digits.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${figures}`;
  if (figures.length <= power + 1) return sign + figures.padEnd(power + 1, '0');
  return `${sign}${figures.slice(0, power + 1)}.${figures.slice(power + 1)}`;
}

/** A whole number of whatever type, or null. */
export function integerOf(value: Value): bigint | null {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : null;
}

/** The name of a value's Go type. */
export function typeOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof Float) return 'float64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** text/template's truth: not the zero value, and not empty. */
export function isTrue(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** A Go string literal (strconv.Quote). */
export function quoted(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    const known = ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' } as Record<string, string>)[
      character
    ];
    return known ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}

/** %#v. */
export function goSyntax(value: Value): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isRecord(value)) return textOf(value);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${quoted(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}
