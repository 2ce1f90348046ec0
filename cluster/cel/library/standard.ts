import { define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { durationText, parseDuration, parseTimestamp, timestampText } from '../time-text.ts';
import {
  CelMap,
  type CelValue,
  Duration,
  OpaqueValue,
  Timestamp,
  TypeValue,
  typeName,
  typeOf,
  Unsigned,
} from '../value.ts';
import { matches } from './regex.ts';
import { timeFunctions } from './time.ts';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const SECOND = 1_000_000_000n;

function size(value: CelValue | undefined): bigint {
  if (typeof value === 'string') return BigInt([...value].length);
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  if (value instanceof CelMap) return BigInt(value.size);
  throw noSuchOverload();
}

function toInt(value: CelValue | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Unsigned) return inRange(value.value);
  if (typeof value === 'number') return inRange(Number.isFinite(value) ? BigInt(Math.trunc(value)) : MAX_INT + 1n);
  if (value instanceof Timestamp) return value.nanos / SECOND;
  if (value instanceof Duration) return value.nanos;
  const text = textOf(value);
  if (!/^[+-]?\d+$/.test(text)) throw failure(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return inRange(BigInt(text.replace(/^\+/, '')));
}

function inRange(value: bigint): bigint {
  if (value < MIN_INT || value > MAX_INT) throw failure('integer overflow');
  return value;
}

function toUint(value: CelValue | undefined): Unsigned {
  if (value instanceof Unsigned) return value;
  const whole = typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : value;
  if (typeof whole === 'bigint') {
    if (whole < 0n || whole >= 2n ** 64n) throw failure('unsigned integer overflow');
    return new Unsigned(whole);
  }
  const text = textOf(whole);
  if (!/^\d+$/.test(text)) throw failure(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return new Unsigned(BigInt(text));
}

function toDouble(value: CelValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Unsigned) return Number(value.value);
  const text = textOf(value);
  const number = Number(text);
  if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) {
    throw failure(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return number;
}

/** As Go prints a float64 with %g and as many digits as it takes. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(value);
}

function toText(value: CelValue | undefined): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return doubleText(value);
  }
  if (value instanceof Unsigned) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof OpaqueValue && value.text) return value.text();
  throw noSuchOverload();
}

function toTimestamp(value: CelValue | undefined): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return new Timestamp(value * SECOND);
  const text = textOf(value);
  const found = parseTimestamp(text);
  if (found) return found;
  throw failure(
    `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
  );
}

function toDuration(value: CelValue | undefined): Duration {
  if (value instanceof Duration) return value;
  if (typeof value === 'bigint') return new Duration(value);
  const text = textOf(value);
  const found = parseDuration(text);
  if (found) return found;
  throw failure(`time: invalid duration ${JSON.stringify(text)}`);
}

const toBool = (value: CelValue | undefined): boolean => {
  if (typeof value === 'boolean') return value;
  const text = textOf(value);
  if (['true', 'True', 'TRUE', 't', '1'].includes(text)) return true;
  if (['false', 'False', 'FALSE', 'f', '0'].includes(text)) return false;
  throw failure(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
};

const SIZED = ['string', 'bytes', 'list(A)', 'map(A, B)'];
const conversions = (sources: readonly string[], result: string) => sources.map((source) => `(${source}) ${result}`);

/** cel-go common/stdlib/standard.go. */
export const standard: Library = {
  size: define([...SIZED.map((type) => `(${type}) int`), ...SIZED.map((type) => `${type}.() int`)], ([a]) => size(a)),
  contains: define(['string.(string) bool'], ([a, b], context) => {
    context.charge(Math.ceil(textOf(a).length * 0.1) * Math.max(1, Math.ceil(textOf(b).length * 0.1)));
    return textOf(a).includes(textOf(b));
  }),
  startsWith: define(['string.(string) bool'], ([a, b]) => textOf(a).startsWith(textOf(b))),
  endsWith: define(['string.(string) bool'], ([a, b]) => textOf(a).endsWith(textOf(b))),
  matches: define(['(string, string) bool', 'string.(string) bool'], ([a, b], context) =>
    matches(textOf(a), textOf(b), context),
  ),
  int: define(conversions(['int', 'uint', 'double', 'string', 'Timestamp', 'Duration'], 'int'), ([a]) => toInt(a)),
  uint: define(conversions(['uint', 'int', 'double', 'string'], 'uint'), ([a]) => toUint(a)),
  double: define(conversions(['double', 'int', 'uint', 'string'], 'double'), ([a]) => toDouble(a)),
  string: define(
    conversions(
      ['string', 'bool', 'int', 'uint', 'double', 'bytes', 'Timestamp', 'Duration', 'net.IP', 'net.CIDR'],
      'string',
    ),
    ([a]) => toText(a),
  ),
  bytes: define(conversions(['bytes', 'string'], 'bytes'), ([a]) =>
    a instanceof Uint8Array ? a : Buffer.from(textOf(a)),
  ),
  bool: define(conversions(['bool', 'string'], 'bool'), ([a]) => toBool(a)),
  timestamp: define(conversions(['Timestamp', 'int', 'string'], 'Timestamp'), ([a]) => toTimestamp(a)),
  duration: define(conversions(['Duration', 'int', 'string'], 'Duration'), ([a]) => toDuration(a)),
  dyn: define(['(A) dyn'], ([a]) => a ?? null),
  type: define(['(A) type(A)'], ([a]) => new TypeValue(typeName(typeOf(a ?? null)))),
  ...timeFunctions,
};
