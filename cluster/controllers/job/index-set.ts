/** Completion indexes as ascending, disjoint `[first, last]` intervals (orderedIntervals in indexed_job_utils.go). */
export type IndexSet = readonly (readonly [first: number, last: number])[];

/** `1,3-5,7`; what lies beyond `completions` is cut off, what is no number is left out. */
export function parseIndexSet(text: string | undefined, completions: number): IndexSet {
  if (!text) return [];
  const intervals: (readonly [number, number])[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) continue;
    const first = Number(match[1]);
    if (first >= completions) break;
    intervals.push([first, Math.min(Number(match[2] ?? match[1]), completions - 1)]);
  }
  return merged(intervals, []);
}

/** Two neighbours are written with a comma, longer runs with a dash. */
export function indexSetText(set: IndexSet): string {
  return set
    .map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');
}

export function indexSetSize(set: IndexSet): number {
  return set.reduce((total, [first, last]) => total + last - first + 1, 0);
}

export function hasIndex(set: IndexSet, index: number): boolean {
  return set.some(([first, last]) => first <= index && index <= last);
}

export function withIndexes(set: IndexSet, indexes: Iterable<number>): IndexSet {
  const added = [...indexes].sort((a, b) => a - b).map((index) => [index, index] as const);
  return merged(set, added);
}

export function merged(a: IndexSet, b: IndexSet): IndexSet {
  const result: [number, number][] = [];
  for (const [first, last] of [...a, ...b].sort(([left], [right]) => left - right)) {
    const previous = result.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** How many indexes are in both. */
export function overlap(a: IndexSet, b: IndexSet): number {
  let count = 0;
  for (const [first, last] of a) {
    for (const [otherFirst, otherLast] of b) {
      count += Math.max(0, Math.min(last, otherLast) - Math.max(first, otherFirst) + 1);
    }
  }
  return count;
}

/** The first `count` indexes below `completions` that are not in the set. */
export function missingIndexes(set: IndexSet, count: number, completions: number): number[] {
  const result: number[] = [];
  let candidate = 0;
  for (const [first, last] of [...set, [completions, completions] as const]) {
    for (; candidate < Math.min(first, completions) && result.length < count; candidate++) result.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return result;
}
