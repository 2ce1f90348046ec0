import { isRecord } from '../../json.ts';
import { Float, goSyntax, integerOf, quoted, textOf, typeOf, type Value } from './values.ts';

/** The widest field of one verb. */
const MAX_WIDTH = 10_000;

/** fmt.Sprintf for the values of templates. */
export function sprintf(format: string, values: readonly Value[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d*))?([a-zA-Z%]|$|.)/gsu,
    (_whole, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const digits = precision === undefined ? undefined : Number(precision || 0);
      const shown = one(verb, values[next++], flags, digits);
      return padded(shown, flags, Math.min(Number(width ?? 0), MAX_WIDTH), verb);
    },
  );
  if (next >= values.length) return text;
  const extra = values.slice(next).map((value) => (value === null ? '<nil>' : `${typeOf(value)}=${textOf(value)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function padded(text: string, flags: string, width: number, verb: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || verb === 's') return ' '.repeat(missing) + text;
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function one(verb: string, value: Value, flags: string, digits: number | undefined): string {
  if (verb === 'v') return flags.includes('#') ? goSyntax(value) : signed(value, textOf(value), flags);
  if (verb === 'T') return typeOf(value);
  if (value === null || value === undefined) return `%!${verb}(<nil>)`;
  if (Array.isArray(value)) return `[${value.map((item) => one(verb, item, flags, digits)).join(' ')}]`;
  if (isRecord(value) && !(value instanceof Float)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${one(verb, key, flags, digits)}:${one(verb, value[key], flags, digits)}`).join(' ')}]`;
  }
  const text = scalar(verb, value, digits);
  return text === null ? `%!${verb}(${typeOf(value)}=${textOf(value)})` : signed(value, text, flags);
}

function signed(value: Value, text: string, flags: string): string {
  if ((typeof value !== 'number' && typeof value !== 'bigint' && !(value instanceof Float)) || text.startsWith('-'))
    return text;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

function scalar(verb: string, value: Value, digits: number | undefined): string | null {
  if (typeof value === 'string') {
    const cut = digits === undefined ? value : [...value].slice(0, digits).join('');
    if (verb === 's') return cut;
    if (verb === 'q') return quoted(cut);
    if (verb === 'x' || verb === 'X') {
      const hex = Buffer.from(cut).toString('hex');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    return null;
  }
  if (typeof value === 'boolean') return verb === 't' ? String(value) : null;
  const whole = integerOf(value);
  if (whole !== null) return integer(verb, whole);
  const number = value instanceof Float ? value.value : value;
  return typeof number === 'number' ? float(verb, number, digits) : null;
}

function integer(verb: string, value: bigint): string | null {
  const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16 };
  if (verb === 'c') return String.fromCodePoint(Number(value));
  if (verb === 'q') return `'${String.fromCodePoint(Number(value))}'`;
  if (verb === 'X') return value.toString(16).toUpperCase();
  const base = bases[verb];
  return base === undefined ? null : value.toString(base);
}

function float(verb: string, value: number, digits: number | undefined): string | null {
  const precision = Math.min(digits ?? 6, 100);
  const twoDigits = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2');
  if (verb === 'f' || verb === 'F') return value.toFixed(precision);
  if (verb === 'e') return twoDigits(value.toExponential(precision));
  if (verb !== 'g') return null;
  return digits === undefined ? textOf(value) : twoDigits(String(Number(value.toPrecision(Math.max(1, precision)))));
}
