/** A run of lines that two texts have in common. */
interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

export interface Operation {
  readonly kind: 'equal' | 'replace' | 'delete' | 'insert';
  /** Lines of the first text: from, to. */
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/** Lines that occur so often say little: in texts from this length on they begin no match. */
const AUTOMATIC_JUNK = 200;

/** What makes the second text of the first (Python's difflib.SequenceMatcher, which go-difflib follows). */
export function operations(a: readonly string[], b: readonly string[]): Operation[] {
  const found: Operation[] = [];
  let [i, j] = [0, 0];
  for (const match of [...matches(a, b), { a: a.length, b: b.length, size: 0 }]) {
    const kind = i < match.a && j < match.b ? 'replace' : i < match.a ? 'delete' : j < match.b ? 'insert' : null;
    if (kind) found.push({ kind, a: [i, match.a], b: [j, match.b] });
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) found.push({ kind: 'equal', a: [match.a, i], b: [match.b, j] });
  }
  return found;
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const search = (aFrom: number, aTo: number, bFrom: number, bTo: number): void => {
    const match = longestMatch(a, b, places, [aFrom, aTo], [bFrom, bTo]);
    if (match.size === 0) return;
    if (aFrom < match.a && bFrom < match.b) search(aFrom, match.a, bFrom, match.b);
    found.push(match);
    const [aNext, bNext] = [match.a + match.size, match.b + match.size];
    if (aNext < aTo && bNext < bTo) search(aNext, aTo, bNext, bTo);
  };
  search(0, a.length, 0, b.length);
  return joined(found);
}

/** Neighbours become one. */
function joined(found: readonly Match[]): Match[] {
  const runs: Match[] = [];
  for (const match of found) {
    const last = runs.at(-1);
    if (last && last.a + last.size === match.a && last.b + last.size === match.b) {
      runs[runs.length - 1] = { ...last, size: last.size + match.size };
    } else runs.push(match);
  }
  return runs;
}

function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const known = places.get(line);
    if (known) known.push(index);
    else places.set(line, [index]);
  }
  if (b.length < AUTOMATIC_JUNK) return places;
  const most = Math.floor(b.length / 100) + 1;
  for (const [line, indices] of places) if (indices.length > most) places.delete(line);
  return places;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [aFrom, aTo]: readonly [number, number],
  [bFrom, bTo]: readonly [number, number],
): Match {
  let best: Match = { a: aFrom, b: bFrom, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i]!) ?? []) {
      if (j < bFrom) continue;
      if (j >= bTo) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  return grown(a, b, best, [aFrom, aTo], [bFrom, bTo]);
}

/** With the frequent lines before and after it. */
function grown(
  a: readonly string[],
  b: readonly string[],
  match: Match,
  [aFrom, aTo]: readonly [number, number],
  [bFrom, bTo]: readonly [number, number],
): Match {
  let { a: i, b: j, size } = match;
  while (i > aFrom && j > bFrom && a[i - 1] === b[j - 1]) {
    i--;
    j--;
    size++;
  }
  while (i + size < aTo && j + size < bTo && a[i + size] === b[j + size]) size++;
  return { a: i, b: j, size };
}
