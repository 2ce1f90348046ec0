import { KubectlError } from '../errors.ts';
import { evaluateJsonPath, parseJsonPath, relaxed } from './jsonpath.ts';

/** --sort-by: stable; objects without the field come first; natural order of texts (kubectl's sorter.go). */
export function sortByPath<T>(expression: string, items: readonly T[], objectOf: (item: T) => unknown): T[] {
  const path = parseJsonPath(relaxed(expression));
  const keyed = items.map((item) => ({ item, key: evaluateJsonPath(path, objectOf(item), true)[0] }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(`error: couldn't find any field with path "${relaxed(expression)}" in the list of objects`);
  }
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ item }) => item);
}

const QUANTITY = /^([-+]?\d+(?:\.\d+)?)(m|[kMGTPE]i?)?$/;
const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function compareKeys(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a);
  const right = String(b);
  const leftQuantity = quantity(left);
  const rightQuantity = quantity(right);
  if (leftQuantity !== null && rightQuantity !== null) return leftQuantity - rightQuantity;
  return left.localeCompare(right, 'en', { numeric: true });
}

function quantity(text: string): number | null {
  const match = QUANTITY.exec(text);
  return match ? Number(match[1]) * (match[2] ? FACTORS[match[2]]! : 1) : null;
}
