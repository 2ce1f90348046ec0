import { failure } from '../function.ts';
import { durationText, timestampText } from '../time-text.ts';
import { CelMap, type CelValue, Duration, Timestamp, TypeValue, typeName, typeOf, Unsigned } from '../value.ts';

/** `'%s: %d of %.2f'.format([…])` (cel-go ext/formatting.go). */
export function formatText(text: string, values: readonly CelValue[]): string {
  let next = 0;
  const result = text.replace(/%(?:%|(?:\.(\d+))?([a-zA-Z])?)/g, (clause, precision?: string, verb?: string) => {
    if (clause === '%%') return '%';
    if (!verb) throw failure('unexpected end of string');
    if (next >= values.length) throw failure(`index ${next} out of range`);
    const value = values[next++] ?? null;
    return formatOne(verb, value, precision === undefined ? undefined : Number(precision));
  });
  return result;
}

function formatOne(verb: string, value: CelValue, precision: number | undefined): string {
  switch (verb) {
    case 's':
      return anyText(value);
    case 'd':
      if (typeof value === 'bigint') return String(value);
      if (value instanceof Unsigned) return String(value.value);
      throw wrongType('decimal clause can only be used on integers', value);
    case 'f':
      return decimal(value, 'fixed-point').toFixed(precision ?? 6);
    case 'e':
      return decimal(value, 'scientific')
        .toExponential(precision ?? 6)
        .replace(/e([+-])(\d)$/, 'e$10$2');
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return integer(value, 'only integers and bools can be formatted as binary').toString(2);
    case 'o':
      return integer(value, 'octal clause can only be used on integers').toString(8);
    case 'x':
      return hexadecimal(value);
    case 'X':
      return hexadecimal(value).toUpperCase();
    default:
      throw failure(`could not parse formatting clause: unrecognized formatting clause ${JSON.stringify(verb)}`);
  }
}

function wrongType(what: string, value: CelValue) {
  return failure(`error during formatting: ${what}, was given ${typeName(typeOf(value))}`);
}

function decimal(value: CelValue, what: string): number {
  if (typeof value === 'number') return value;
  throw wrongType(`${what} clause can only be used on doubles`, value);
}

function integer(value: CelValue, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Unsigned) return value.value;
  throw wrongType(what, value);
}

function hexadecimal(value: CelValue): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return integer(value, 'only integers, byte buffers, and strings can be formatted as hex').toString(16);
}

function anyText(value: CelValue): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isFinite(value)
        ? String(value)
        : Number.isNaN(value)
          ? 'NaN'
          : value > 0
            ? 'Infinity'
            : '-Infinity';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(anyText).join(', ')}]`;
  if (value instanceof Unsigned) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof CelMap) {
    const entries = value.keys().map((key) => `${anyText(key)}: ${anyText(value.get(key) ?? null)}`);
    return `{${entries.sort().join(', ')}}`;
  }
  throw failure(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeName(typeOf(value))}`,
  );
}
