import { exponentText, fixedText, generalText } from '../c-number-text.ts';
import { AwkFatal } from './failure.ts';
import { NumericText, toNumber, type Value } from './value.ts';

interface Directive {
  readonly flags: string;
  readonly width: number | '*' | null;
  readonly precision: number | '*' | null;
  readonly letter: string;
}

type Piece = string | Directive;

const LONGEST = 1024 * 1024;
const MOST_PARSED = 500;
const parsed = new Map<string, readonly Piece[]>();

/** printf(3) over awk's values; `toText` writes numbers for `%s`. */
export function formatValues(format: string, values: readonly Value[], toText: (value: Value) => string): string {
  let result = '';
  let at = 0;
  const next = (): Value => {
    if (at >= values.length) throw new AwkFatal(ranOut(format, at));
    return values[at++];
  };
  for (const piece of piecesOf(format)) {
    if (typeof piece === 'string') {
      result += piece;
      continue;
    }
    let { flags } = piece;
    let width = piece.width === '*' ? Math.trunc(toNumber(next())) : (piece.width ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const given = piece.precision === '*' ? Math.trunc(toNumber(next())) : piece.precision;
    const precision = given !== null && given >= 0 ? given : null;
    if (width > LONGEST || (precision ?? 0) > LONGEST) throw new AwkFatal('printf: width or precision too large');
    result += convert({ ...piece, flags, width, precision }, next(), toText);
  }
  return result;
}

function ranOut(format: string, count: number): string {
  let seen = 0;
  const directive = /%[^%a-zA-Z]*[a-zA-Z%]/g;
  for (const found of format.matchAll(directive)) {
    if (found[0].endsWith('%')) continue;
    if (seen++ < count) continue;
    const padding = ' '.repeat(found.index + found[0].length - 2);
    return `not enough arguments to satisfy format string\n\t\`${format}'\n\t ${padding}^ ran out for this one`;
  }
  return 'not enough arguments to satisfy format string';
}

function piecesOf(format: string): readonly Piece[] {
  const known = parsed.get(format);
  if (known) return known;
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of format.matchAll(/%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?([a-zA-Z%])/g)) {
    const [all, flags = '', width, precision, letter = 's'] = found;
    if (found.index > at) pieces.push(format.slice(at, found.index));
    at = found.index + all.length;
    if (letter === '%') pieces.push('%');
    else if (!'diouxXeEfFgGaAcs'.includes(letter)) pieces.push(all);
    else pieces.push({ flags, width: sizeOf(width), precision: sizeOf(precision), letter });
  }
  if (at < format.length) pieces.push(format.slice(at));
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(format, pieces);
  return pieces;
}

const sizeOf = (text: string | undefined) => (text === undefined ? null : text === '*' ? '*' : Number(text || 0));

interface Sized extends Directive {
  readonly width: number;
  readonly precision: number | null;
}

function convert(directive: Sized, value: Value, toText: (value: Value) => string): string {
  const { letter, precision } = directive;
  if (letter === 's') {
    const text = toText(value);
    return padded(precision === null ? text : [...text].slice(0, precision).join(''), directive, false);
  }
  if (letter === 'c') return padded(characterOf(value, toText), directive, false);
  const number = toNumber(value);
  if (!Number.isFinite(number)) {
    const sign = number > 0 ? '+' : '-';
    return padded(`${sign}${Number.isNaN(number) ? 'nan' : 'inf'}`, directive, false);
  }
  if (!'diouxX'.includes(letter)) return padded(floatText(number, directive), directive, true);
  const whole = Math.trunc(number);
  if (whole < 0 && !'di'.includes(letter)) return padded(signed(whole, generalText(-whole, 17), ''), directive, true);
  return padded(integerText(whole, directive), directive, precision === null);
}

function characterOf(value: Value, toText: (value: Value) => string): string {
  if (typeof value === 'number' || value instanceof NumericText || value === undefined) {
    const code = Math.trunc(toNumber(value));
    return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  }
  return [...toText(value)][0] ?? '\0';
}

function signed(number: number, magnitude: string, flags: string): string {
  const sign = number < 0 || Object.is(number, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + magnitude;
}

function integerText(whole: number, { letter, flags, precision }: Sized): string {
  const magnitude = BigInt(Math.abs(whole));
  const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
  let digits = magnitude === 0n && precision === 0 ? '' : magnitude.toString(base).padStart(precision ?? 1, '0');
  if (letter === 'X') digits = digits.toUpperCase();
  if (flags.includes('#') && magnitude !== 0n && base !== 10) digits = (base === 8 ? '0' : `0${letter}`) + digits;
  return base === 10 && letter !== 'u' ? signed(whole === 0 ? 0 : whole, digits, flags) : digits;
}

function floatText(number: number, { letter, flags, precision }: Sized): string {
  const lower = letter.toLowerCase();
  const magnitude = Math.abs(number);
  const digits = precision ?? 6;
  let text: string;
  if (lower === 'e') text = exponentText(magnitude, digits);
  else if (lower === 'g') text = generalText(magnitude, digits, flags.includes('#'));
  else if (lower === 'a') text = hexadecimalText(magnitude);
  else text = fixedText(magnitude, digits);
  if (flags.includes('#') && digits === 0 && !text.includes('.')) text += '.';
  return signed(number, letter === lower ? text : text.toUpperCase(), flags);
}

/** `%a` without a precision. */
function hexadecimalText(magnitude: number): string {
  if (magnitude === 0) return '0x0p+0';
  const power = Math.floor(Math.log2(magnitude));
  const fraction = (magnitude / 2 ** power - 1).toString(16).slice(2);
  return `0x1${fraction ? `.${fraction}` : ''}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

function padded(text: string, { flags, width }: Sized, zeros: boolean): string {
  const missing = width - (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !zeros) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]?(?:0[xX])?/.exec(text)![0];
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
