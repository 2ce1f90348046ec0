/** Elements sorted at once, between two chances for others to run. */
const RUN = 4096;

/** Sorts stably without holding up the thread: runs of some thousands, merged in steps. */
export async function mergeSort<T>(
  items: T[],
  compare: (left: T, right: T) => number,
  breathe: () => Promise<void>,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    await breathe();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(runs[at + 1] ? await merge(runs[at]!, runs[at + 1]!, compare, breathe) : runs[at]!);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (left: T, right: T) => number,
  breathe: () => Promise<void>,
): Promise<T[]> {
  const result: T[] = [];
  let [a, b] = [0, 0];
  while (a < left.length && b < right.length) {
    result.push(compare(left[a]!, right[b]!) <= 0 ? left[a++]! : right[b++]!);
    if (result.length % RUN === 0) await breathe();
  }
  for (; a < left.length; a++) result.push(left[a]!);
  for (; b < right.length; b++) result.push(right[b]!);
  return result;
}
