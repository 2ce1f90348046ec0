import { type TypeName, type Value, widthOf } from './datatypes.ts';
import type { Interval } from './nft-set.ts';

/**
 * The order in which nft lists elements (list_expr_sort): by value, but a concatenation is compared as one number whose bytes
 * stand in the machine's order, so that its last part weighs most and addresses and ports are read backwards.
 */
export function compareElements(
  one: readonly Interval[],
  other: readonly Interval[],
  types: readonly TypeName[],
  isInterval: boolean,
): number {
  if (one.length === 1) return compare(ordered(one[0]!.from, types), ordered(other[0]!.from, types));
  // Concatenations of intervals stay in the order in which they came.
  for (let at = isInterval ? -1 : one.length - 1; at >= 0; at--) {
    const type = types[at] ?? 'integer';
    const order = compare(backwards(one[at]!.from, type), backwards(other[at]!.from, type));
    if (order !== 0) return order;
  }
  return 0;
}

function compare(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Names of devices are kept with their first letter lowest, too. */
function ordered(value: Value, [type]: readonly TypeName[]): Value {
  if (type !== 'ifname' || typeof value === 'number') return value;
  return `${String.fromCharCode(value.length)}${Array.from(value).toReversed().join('')}`;
}

/** What travels in network order is read from its last byte. */
function backwards(value: Value, type: TypeName): Value {
  if (typeof value === 'string' || (type !== 'ipv4_addr' && type !== 'inet_service')) return value;
  let reversed = 0;
  for (let byte = 0; byte < widthOf(type); byte++) reversed = reversed * 256 + ((value >>> (8 * byte)) & 255);
  return reversed;
}

export function overlaps(one: Interval, other: Interval): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Neighbours become one, too. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: { from: Value; to: Value }[] = [];
  for (const interval of intervals.toSorted((one, other) => compare(one.from, other.from))) {
    const last = merged.at(-1);
    const reach = last && typeof last.to === 'number' ? last.to + 1 : last?.to;
    if (last && reach !== undefined && interval.from <= reach) {
      if (interval.to > last.to) last.to = interval.to;
    } else merged.push({ ...interval });
  }
  return merged;
}
