import { AwkArray } from './array.ts';
import { AwkFatal } from './failure.ts';
import type { Run } from './run.ts';
import { textToNumber, toNumber, type Value } from './value.ts';

type Entry = readonly [key: string, value: Value | AwkArray];
export type Order = (left: Entry, right: Entry) => number;

const byText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** Numbers first, then strings, then arrays, as sorting by type has it. */
function byType(run: Run, left: Value | AwkArray, right: Value | AwkArray): number {
  const rank = (value: Value | AwkArray) => (value instanceof AwkArray ? 2 : typeof value === 'string' ? 1 : 0);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (left instanceof AwkArray || right instanceof AwkArray) return 0;
  return typeof left === 'string' ? byText(left, run.toText(right)) : toNumber(left) - toNumber(right);
}

const scalar = (value: Value | AwkArray): Value => (value instanceof AwkArray ? '' : value);

/** The orders that PROCINFO["sorted_in"] and asort() name. */
export function orderNamed(run: Run, name: string): Order | null {
  const found = /^@(ind|val)_(str|num|type)_(asc|desc)$/.exec(name);
  if (!found) return null;
  const sign = found[3] === 'asc' ? 1 : -1;
  const text = (value: Value | AwkArray) => run.toText(scalar(value));
  const orders: Readonly<Record<string, Order>> = {
    ind_str: ([a], [b]) => byText(a, b),
    ind_num: ([a], [b]) => textToNumber(a) - textToNumber(b) || byText(a, b),
    val_str: ([k, a], [l, b]) => byText(text(a), text(b)) || byText(k, l),
    val_num: ([k, a], [l, b]) => toNumber(scalar(a)) - toNumber(scalar(b)) || byText(text(a), text(b)) || byText(k, l),
    val_type: ([k, a], [l, b]) => byType(run, a, b) || byText(k, l),
  };
  const order = orders[`${found[1]}_${found[2]}`];
  return order ? (left, right) => sign * order(left, right) : null;
}

/** The keys as `for (key in array)` takes them: in the order of PROCINFO["sorted_in"], else as they came. */
export function sortedKeys(run: Run, array: AwkArray): string[] {
  const named = run.arrays.get('PROCINFO')?.elements.get('sorted_in');
  const name = named instanceof AwkArray ? '' : run.toText(named);
  if (name === '' || name === '@unsorted') return [...array.elements.keys()];
  const order = orderNamed(run, name);
  if (!order) throw new AwkFatal(`sort comparison function \`${name}' is not defined`);
  return [...array.elements].sort(order).map(([key]) => key);
}
