import { diffArrays } from 'diff';

/** A change: lines [from, to) of the left side became lines [start, end) of the right; from 0. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Beyond this many edits the comparison is given up. */
const MAX_EDITS = 20_000;

/** The changes between two lists of comparable lines; null when there are too many. */
export function changesOf(left: readonly string[], right: readonly string[]): Change[] | null {
  const parts = diffArrays([...left], [...right], { maxEditLength: MAX_EDITS });
  if (!parts) return null;
  const changes: Change[] = [];
  let [at, other] = [0, 0];
  for (const { added, removed, value } of parts) {
    const { length } = value;
    const last = changes.at(-1);
    const joins = last !== undefined && last.to === at && last.end === other && (added || removed);
    const to = at + (added ? 0 : length);
    const end = other + (removed ? 0 : length);
    if (added || removed) {
      if (joins) changes[changes.length - 1] = { ...last, to, end };
      else changes.push({ from: at, to, start: other, end });
    }
    [at, other] = [to, end];
  }
  return slid(changes, left, right);
}

/** Insertions and deletions among equal lines stand as far down as they can, as GNU diff places them. */
function slid(changes: readonly Change[], left: readonly string[], right: readonly string[]): Change[] {
  const result: Change[] = [];
  for (const [index, change] of changes.entries()) {
    let { from, to, start, end } = change;
    const limit = changes[index + 1]?.from ?? left.length;
    if (from === to)
      while (from < limit && right[start] === right[end] && end < right.length)
        [from, to, start, end] = [from + 1, to + 1, start + 1, end + 1];
    else if (start === end)
      while (to < limit && left[from] === left[to]) [from, to, start, end] = [from + 1, to + 1, start + 1, end + 1];
    const last = result.at(-1);
    if (last && last.to === from && last.end === start)
      result[result.length - 1] = { from: last.from, to, start: last.start, end };
    else result.push({ from, to, start, end });
  }
  return result;
}
