import { define, type Library, noSuchOverload } from '../function.ts';
import type { CelValue } from '../value.ts';
import { compareAsQuantities } from './quantity.ts';
import { compareAsVersions } from './semver.ts';

const TYPES = ['kubernetes.Quantity', 'kubernetes.Semver'];

function compare(a: CelValue | undefined, b: CelValue | undefined): number {
  const order = compareAsQuantities(a, b) ?? compareAsVersions(a, b);
  if (order === undefined) throw noSuchOverload();
  return order;
}

/** What quantities and versions have in common. */
export const comparable: Library = {
  compareTo: define(
    TYPES.map((type) => `${type}.(${type}) int`),
    ([a, b]) => BigInt(compare(a, b)),
  ),
  isGreaterThan: define(
    TYPES.map((type) => `${type}.(${type}) bool`),
    ([a, b]) => compare(a, b) > 0,
  ),
  isLessThan: define(
    TYPES.map((type) => `${type}.(${type}) bool`),
    ([a, b]) => compare(a, b) < 0,
  ),
};
