import { equal } from '../equality.ts';
import { type CallContext, define, type Library, listOfValues } from '../function.ts';
import type { CelValue } from '../value.ts';

function isSubset(part: readonly CelValue[], whole: readonly CelValue[], context: CallContext): boolean {
  context.charge(part.length * whole.length);
  return part.every((item) => whole.some((other) => equal(item, other)));
}

/** cel-go ext/sets.go. */
export const sets: Library = {
  'sets.contains': define(['(list(A), list(A)) bool'], ([a, b], context) =>
    isSubset(listOfValues(b), listOfValues(a), context),
  ),
  'sets.equivalent': define(
    ['(list(A), list(A)) bool'],
    ([a, b], context) =>
      isSubset(listOfValues(a), listOfValues(b), context) && isSubset(listOfValues(b), listOfValues(a), context),
  ),
  'sets.intersects': define(['(list(A), list(A)) bool'], ([a, b], context) => {
    const [left, right] = [listOfValues(a), listOfValues(b)];
    context.charge(left.length * right.length);
    return left.some((item) => right.some((other) => equal(item, other)));
  }),
};
