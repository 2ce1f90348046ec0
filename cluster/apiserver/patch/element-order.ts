import { refusals } from '../errors.ts';
import { goText } from '../go-text.ts';
import { isMap, type JsonMap } from '../json.ts';

/** What an item of a list is known by: its merge key, or itself. */
export function keyOf(item: unknown, mergeKey: string | undefined): unknown {
  return mergeKey !== undefined && isMap(item) ? item[mergeKey] : item;
}

export function mergeKeyOf(item: JsonMap, mergeKey: string): unknown {
  const key = item[mergeKey];
  if (key !== undefined) return key;
  const why = `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`;
  throw refusals.ofCode(500, '', why);
}

/**
 * The patch's items in its order; items that only the server has keep their place relative to those that both have
 * (strategicpatch/patch.go normalizeElementOrder, mergeSortedSlice).
 */
export function inElementOrder(
  merged: readonly unknown[],
  order: readonly unknown[],
  current: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const places = placesOf(order, mergeKey);
  const live = placesOf(current, mergeKey);
  for (const item of merged) if (mergeKey !== undefined && isMap(item)) mergeKeyOf(item, mergeKey);
  const place = (item: unknown, of: ReadonlyMap<unknown, number>) => of.get(keyOf(item, mergeKey));
  const named = merged.filter((item) => place(item, places) !== undefined);
  named.sort((a, b) => place(a, places)! - place(b, places)!);
  const others = merged.filter((item) => place(item, places) === undefined);
  others.sort((a, b) => (place(a, live) ?? 0) - (place(b, live) ?? 0));
  const result: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < others.length && j < named.length) {
    const [theirs, ours] = [place(others[i], live), place(named[j], live)];
    const otherFirst = ours !== undefined && theirs !== undefined && theirs < ours;
    result.push(otherFirst ? others[i++] : named[j++]);
  }
  return [...result, ...named.slice(j), ...others.slice(i)];
}

/** Where each item comes first. */
function placesOf(items: readonly unknown[], mergeKey: string | undefined): Map<unknown, number> {
  const places = new Map<unknown, number>();
  items.forEach((item, at) => {
    const key = keyOf(item, mergeKey);
    if (!places.has(key)) places.set(key, at);
  });
  return places;
}
