import type { RE2JS } from 're2js';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import type { PagerOptions } from './pager-options.ts';
import { withoutColours } from './pager-rows.ts';
import type { PagerView } from './pager-view.ts';

/** What `n` looks for. */
export interface PagerSearch {
  readonly pattern: RE2JS;
  readonly backwards: boolean;
  /** Lines that do not match are looked for. */
  readonly inverted: boolean;
}

/** Null where the pattern is not valid. */
export function compileSearch(text: string, { ignoresCase }: PagerOptions): RE2JS | null {
  const hasCapitals = text !== text.toLowerCase();
  const ignoreCase = ignoresCase === 'always' || (ignoresCase === 'unless capitals' && !hasCapitals);
  try {
    return compilePosix(text, { extended: true, ignoreCase });
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/** Goes to the line that matches for the `count`th time; false when there is none. */
export function goToMatch(view: PagerView, search: PagerSearch, count: number, from: number): boolean {
  const { lines } = view.source;
  const step = search.backwards ? -1 : 1;
  let left = count;
  for (let line = from; line >= 0 && line < lines.length; line += step) {
    if (view.filter && !view.filter(lines[line]!)) continue;
    if (search.pattern.matcher(withoutColours(lines[line]!)).find() === search.inverted) continue;
    if (--left > 0) continue;
    view.jumpToRow(view.rows.rowOfLine(line));
    return true;
  }
  return false;
}

/** Where a search begins: with the line at the jump target, backwards with the last one on the screen; `n` goes on. */
export function searchStart(view: PagerView, backwards: boolean, goesOn: boolean): number {
  const { rows } = view.rows;
  const target = rows[view.targetRow]?.line;
  if (target === undefined)
    return backwards ? view.source.lines.length - 1 : view.targetRow === 0 ? 0 : Number.MAX_SAFE_INTEGER;
  if (goesOn) return target + (backwards ? -1 : 1);
  return backwards ? (rows[Math.min(view.top + view.height, rows.length) - 1]?.line ?? 0) : target;
}
