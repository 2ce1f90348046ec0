import { equal, numberOf } from '../equality.ts';
import { type CallContext, type CelFunction, define, failure, type Library, noSuchOverload } from '../function.ts';
import { CelMap, type CelValue, Duration, Optional, Timestamp, Unsigned } from '../value.ts';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
const NUMBERS = ['int', 'uint', 'double'];

function int(value: bigint): bigint {
  if (value < MIN_INT || value > MAX_INT) throw failure('integer overflow');
  return value;
}

function uint(value: bigint): Unsigned {
  if (value < 0n || value > MAX_UINT) throw failure('unsigned integer overflow');
  return new Unsigned(value);
}

/** An operator on two numbers of one type. */
function arithmetic(
  a: CelValue | undefined,
  b: CelValue | undefined,
  onIntegers: (a: bigint, b: bigint) => bigint,
  onDoubles: ((a: number, b: number) => number) | null,
): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(onIntegers(a, b));
  if (a instanceof Unsigned && b instanceof Unsigned) return uint(onIntegers(a.value, b.value));
  if (onDoubles && typeof a === 'number' && typeof b === 'number') return onDoubles(a, b);
  throw noSuchOverload();
}

function divisor(value: bigint, what: string): bigint {
  if (value === 0n) throw failure(what);
  return value;
}

const add = define(
  [
    ...NUMBERS.map((type) => `(${type}, ${type}) ${type}`),
    '(string, string) string',
    '(bytes, bytes) bytes',
    '(list(A), list(A)) list(A)',
    '(Duration, Duration) Duration',
    '(Duration, Timestamp) Timestamp',
    '(Timestamp, Duration) Timestamp',
  ],
  ([a, b], context) => {
    if (typeof a === 'string' && typeof b === 'string') return concatenated(a, b, context);
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
    if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.concat([a, b]);
    if (a instanceof Duration && b instanceof Duration) return new Duration(int(a.nanos + b.nanos));
    if (a instanceof Duration && b instanceof Timestamp) return new Timestamp(a.nanos + b.nanos);
    if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanos + b.nanos);
    return arithmetic(
      a,
      b,
      (x, y) => x + y,
      (x, y) => x + y,
    );
  },
);

function concatenated(a: string, b: string, context: CallContext): string {
  context.charge(Math.ceil((a.length + b.length) * 0.1));
  return a + b;
}

const subtract = define(
  [
    ...NUMBERS.map((type) => `(${type}, ${type}) ${type}`),
    '(Duration, Duration) Duration',
    '(Timestamp, Duration) Timestamp',
    '(Timestamp, Timestamp) Duration',
  ],
  ([a, b]) => {
    if (a instanceof Duration && b instanceof Duration) return new Duration(int(a.nanos - b.nanos));
    if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanos - b.nanos);
    if (a instanceof Timestamp && b instanceof Timestamp) return new Duration(int(a.nanos - b.nanos));
    return arithmetic(
      a,
      b,
      (x, y) => x - y,
      (x, y) => x - y,
    );
  },
);

/** `<` and its like: -1, 0, 1; NaN compares to nothing. */
function compare(a: CelValue | undefined, b: CelValue | undefined): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined)
    return left < right ? -1 : left > right ? 1 : left >= right ? 0 : Number.NaN;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const sameKind =
    (a instanceof Timestamp && b instanceof Timestamp) || (a instanceof Duration && b instanceof Duration);
  if (!sameKind) throw noSuchOverload();
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

const COMPARISONS = [
  ...['bool', 'string', 'bytes', 'Timestamp', 'Duration'].map((type) => `(${type}, ${type}) bool`),
  ...NUMBERS.flatMap((left) => NUMBERS.map((right) => `(${left}, ${right}) bool`)),
];

const comparison = (holds: (order: number) => boolean): CelFunction =>
  define(COMPARISONS, ([a, b]) => holds(compare(a, b)));

/** An element of a list or a map. */
function at(container: CelValue | undefined, key: CelValue | undefined): CelValue | undefined {
  if (container instanceof CelMap) return key === undefined ? undefined : container.get(key);
  if (!Array.isArray(container)) throw noSuchOverload();
  const index = numberOf(key);
  return index === undefined ? undefined : container[Number(index)];
}

function keyText(key: CelValue | undefined): string {
  return key instanceof Unsigned ? String(key.value) : String(key);
}

const index = define(['(list(A), int) A', '(map(A, B), A) B'], ([container, key]) => {
  const found = at(container, key);
  if (found !== undefined) return found;
  throw failure(container instanceof CelMap ? `no such key: ${keyText(key)}` : `index out of bounds: ${keyText(key)}`);
});

const optionalIndex = define(
  [
    '(list(A), int) optional(A)',
    '(map(A, B), A) optional(B)',
    '(optional(list(A)), int) optional(A)',
    '(optional(map(A, B)), A) optional(B)',
  ],
  ([container, key]) => {
    const inner = container instanceof Optional ? container.value : container;
    return inner === undefined ? Optional.NONE : new Optional(at(inner, key));
  },
);

const contains = define(['(A, list(A)) bool', '(A, map(A, B)) bool'], ([item, container], context) => {
  if (item === undefined) throw noSuchOverload();
  if (container instanceof CelMap) return container.get(item) !== undefined;
  if (!Array.isArray(container)) throw noSuchOverload();
  context.charge(container.length);
  return container.some((candidate) => equal(candidate, item));
});

/** The operators that are functions; `&&`, `||` and `?:` are the planner's (cel-go common/stdlib). */
export const operators: Library = {
  '_+_': add,
  '_-_': subtract,
  '_*_': define(
    NUMBERS.map((type) => `(${type}, ${type}) ${type}`),
    ([a, b]) =>
      arithmetic(
        a,
        b,
        (x, y) => x * y,
        (x, y) => x * y,
      ),
  ),
  '_/_': define(
    NUMBERS.map((type) => `(${type}, ${type}) ${type}`),
    ([a, b]) =>
      arithmetic(
        a,
        b,
        (x, y) => x / divisor(y, 'division by zero'),
        (x, y) => x / y,
      ),
  ),
  '_%_': define(['(int, int) int', '(uint, uint) uint'], ([a, b]) =>
    arithmetic(a, b, (x, y) => x % divisor(y, 'modulus by zero'), null),
  ),
  '-_': define(['(int) int', '(double) double'], ([a]) => {
    if (typeof a === 'bigint') return int(-a);
    if (typeof a === 'number') return -a;
    throw noSuchOverload();
  }),
  '!_': define(['(bool) bool'], ([a]) => {
    if (typeof a !== 'boolean') throw noSuchOverload();
    return !a;
  }),
  '_==_': define(['(A, A) bool'], ([a, b]) => equal(a ?? null, b ?? null)),
  '_!=_': define(['(A, A) bool'], ([a, b]) => !equal(a ?? null, b ?? null)),
  '_<_': comparison((order) => order < 0),
  '_<=_': comparison((order) => order <= 0),
  '_>_': comparison((order) => order > 0),
  '_>=_': comparison((order) => order >= 0),
  '@in': contains,
  '_[_]': index,
  '_[?_]': optionalIndex,
};
