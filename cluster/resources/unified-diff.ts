import { type Operation, operations } from './sequence-matcher.ts';

const CONTEXT = 3;
/** Of both texts: longer ones are not compared, since comparing takes time by the square of what they repeat. */
const MAX_LINES = 50_000;

/**
 * The difference of two values as JSON, with three lines around each change (apimachinery/pkg/util/diff.Diff); '' for
 * what is too long.
 */
export function unifiedDiff(before: unknown, after: unknown): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  if (a.length + b.length > MAX_LINES) return '';
  return hunks(operations(a, b))
    .map((hunk) => hunkText(hunk, a, b))
    .join('');
}

function linesOf(value: unknown): string[] {
  const text = JSON.stringify(value, null, 1);
  return text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`).split('\n');
}

/** Changes that are near each other stand in one hunk (difflib GetGroupedOpCodes). */
function hunks(all: readonly Operation[]): Operation[][] {
  const found: Operation[][] = [];
  let hunk: Operation[] = [];
  for (const [index, operation] of all.entries()) {
    if (operation.kind !== 'equal') {
      hunk.push(operation);
      continue;
    }
    const [isFirst, isLast] = [index === 0, index === all.length - 1];
    if (!isFirst && !isLast && operation.a[1] - operation.a[0] <= 2 * CONTEXT) {
      hunk.push(operation);
      continue;
    }
    if (!isFirst) found.push([...hunk, head(operation)]);
    hunk = isLast ? [] : [tail(operation)];
  }
  return hunk.length > 0 ? [...found, hunk] : found;
}

function head({ kind, a, b }: Operation): Operation {
  const size = Math.min(CONTEXT, a[1] - a[0]);
  return { kind, a: [a[0], a[0] + size], b: [b[0], b[0] + size] };
}

function tail({ kind, a, b }: Operation): Operation {
  const size = Math.min(CONTEXT, a[1] - a[0]);
  return { kind, a: [a[1] - size, a[1]], b: [b[1] - size, b[1]] };
}

function hunkText(hunk: readonly Operation[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0]!, hunk.at(-1)!];
  const lines = hunk.flatMap(({ kind, a: from, b: to }) =>
    kind === 'equal'
      ? a.slice(...from).map((line) => ` ${line}`)
      : [...a.slice(...from).map((line) => `-${line}`), ...b.slice(...to).map((line) => `+${line}`)],
  );
  const head = `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@`;
  return `${[head, ...lines].join('\n')}\n`;
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}
