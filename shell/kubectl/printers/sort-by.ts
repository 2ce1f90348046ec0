import { compareQuantities, isQuantity } from '../../../cluster/machinery/quantity.ts';
import { KubectlError } from '../errors.ts';
import { evaluateJsonPath, parseJsonPath, relaxed } from './jsonpath.ts';

/** --sort-by: stable; objects without the field come first (kubectl's sorter.go). */
export function sortByPath<T>(expression: string, items: readonly T[], objectOf: (item: T) => unknown): T[] {
  const path = parseJsonPath(relaxed(expression));
  const keyed = items.map((item) => ({ item, key: evaluateJsonPath(path, objectOf(item), true)[0] }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(`error: couldn't find any field with path "${relaxed(expression)}" in the list of objects`);
  }
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ item }) => item);
}

function compareKeys(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a);
  const right = String(b);
  if (isQuantity(left) && isQuantity(right)) return compareQuantities(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}
