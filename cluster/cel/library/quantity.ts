import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  isQuantity,
  QUANTITY_ERROR,
  quantityNanos,
  subtractQuantities,
} from '../../machinery/quantity.ts';
import { define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, OpaqueValue } from '../value.ts';

const TYPE = 'kubernetes.Quantity';
const UNIT = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;

class Quantity extends OpaqueValue {
  readonly typeName = TYPE;
  readonly amount: string;
  constructor(amount: string) {
    super();
    this.amount = amount;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Quantity && compareQuantities(this.amount, other.amount) === 0;
  }
}

function amountOf(value: CelValue | undefined): string {
  if (!(value instanceof Quantity)) throw noSuchOverload();
  return value.amount;
}

function parse(value: CelValue | undefined): Quantity {
  const text = textOf(value);
  if (!isQuantity(text)) throw failure(QUANTITY_ERROR);
  return new Quantity(canonicalQuantity(text));
}

/** Null when there is a fraction, or more than an int holds. */
function wholeOf(amount: string): bigint | null {
  const nanos = quantityNanos(amount);
  const whole = nanos / UNIT;
  return nanos % UNIT === 0n && whole <= MAX_INT && whole >= -MAX_INT - 1n ? whole : null;
}

const operand = (value: CelValue | undefined) => (typeof value === 'bigint' ? String(value) : amountOf(value));
const combined = (combine: (a: string, b: string) => string) =>
  define(
    [`${TYPE}.(${TYPE}) ${TYPE}`, `${TYPE}.(int) ${TYPE}`],
    ([a, b]) => new Quantity(combine(amountOf(a), operand(b))),
  );

/** apiserver/pkg/cel/library/quantity.go; `compareTo`, `isGreaterThan` and `isLessThan` are in comparable.ts. */
export const quantity: Library = {
  quantity: define([`(string) ${TYPE}`], ([a]) => parse(a)),
  isQuantity: define(['(string) bool'], ([a]) => isQuantity(textOf(a))),
  sign: define([`${TYPE}.() int`], ([a]) => BigInt(compareQuantities(amountOf(a), '0'))),
  isInteger: define([`${TYPE}.() bool`], ([a]) => wholeOf(amountOf(a)) !== null),
  asInteger: define([`${TYPE}.() int`], ([a]) => {
    const whole = wholeOf(amountOf(a));
    if (whole === null) throw failure('cannot convert value to integer');
    return whole;
  }),
  asApproximateFloat: define([`${TYPE}.() double`], ([a]) => Number(quantityNanos(amountOf(a))) / 1e9),
  add: combined(addQuantities),
  sub: combined(subtractQuantities),
};

/** -1, 0 or 1; undefined when these are no quantities. */
export function compareAsQuantities(a: CelValue | undefined, b: CelValue | undefined): number | undefined {
  return a instanceof Quantity && b instanceof Quantity ? compareQuantities(a.amount, b.amount) : undefined;
}
