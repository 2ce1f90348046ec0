import { isBefore, lastColumn, nextColumn, type Position, previousColumn } from './positions.ts';
import { type Vim, VimError } from './vim.ts';
import { compilePattern, type VimPattern } from './vim-pattern.ts';

/** What `n` looks for. */
export interface SearchState {
  readonly pattern: string;
  /** `e`, `+1`, `s-2` …: pattern-offset. */
  readonly offset: string;
  readonly backwards: boolean;
}

export interface Match {
  readonly start: Position;
  /** Behind its last character. */
  readonly end: Position;
}

/** Rows of text that a pattern with line ends may reach over. */
const JOINED_ROWS = 12;
const MATCHES_PER_LINE = 10_000;

/** The matches that begin in a row. */
export function matchesInRow(
  lines: readonly string[],
  row: number,
  pattern: VimPattern,
  isMultiline: boolean,
): Match[] {
  const line = lines[row]!;
  const text = isMultiline ? lines.slice(row, row + JOINED_ROWS).join('\n') : line;
  const matcher = pattern.expression.matcher(text);
  const found: Match[] = [];
  while (found.length < MATCHES_PER_LINE && matcher.find()) {
    const start = matcher.start(pattern.matchGroup);
    if (start > line.length) break;
    found.push({ start: { row, column: start }, end: placeOf(lines, row, matcher.end(pattern.matchGroup)) });
  }
  return found;
}

export const isMultiline = (pattern: string): boolean => /\\n|\\_/.test(pattern);

function placeOf(lines: readonly string[], row: number, offset: number): Position {
  while (offset > lines[row]!.length && row < lines.length - 1) offset -= lines[row++]!.length + 1;
  return { row, column: offset };
}

/** The next match behind a place, or the one before it. Throws E486, E384, E385. */
export function findMatch(
  vim: Vim,
  { pattern, backwards }: Pick<SearchState, 'pattern' | 'backwards'>,
  from: Position,
  count = 1,
): Match & { readonly wrapped: boolean } {
  const compiled = compilePattern(pattern, vim.options);
  const multiline = isMultiline(pattern);
  let place = from;
  let wrapped = false;
  let match: Match | undefined;
  for (let left = count; left > 0; left--) {
    const next = nextMatch(vim, compiled, multiline, place, backwards);
    if (!next && vim.options.wrapscan) throw new VimError(`E486: Pattern not found: ${pattern}`);
    if (!next || (next.wrapped && !vim.options.wrapscan)) {
      const [number, edge] = backwards ? ['E384', 'TOP'] : ['E385', 'BOTTOM'];
      throw new VimError(`${number}: Search hit ${edge} without match for: ${pattern}`);
    }
    wrapped ||= next.wrapped;
    match = next.match;
    place = match.start;
  }
  return { ...match!, wrapped };
}

function nextMatch(
  vim: Vim,
  compiled: VimPattern,
  multiline: boolean,
  from: Position,
  backwards: boolean,
): { match: Match; wrapped: boolean } | undefined {
  const { lines } = vim.text;
  const step = backwards ? -1 : 1;
  for (let moved = 0; moved <= lines.length; moved++) {
    const row = (from.row + step * moved + lines.length * 2) % lines.length;
    const all = matchesInRow(lines, row, compiled, multiline);
    const last = lastColumn(lines[row]!);
    const isBehind = (match: Match) => {
      const start = { row, column: Math.min(match.start.column, last) };
      return backwards ? isBefore(start, from) : isBefore(from, start);
    };
    const wanted = moved === 0 ? all.filter(isBehind) : all;
    const match = backwards ? wanted.at(-1) : wanted[0];
    if (match) {
      const wrapped = moved === lines.length || (backwards ? row > from.row : row < from.row);
      return { match, wrapped: wrapped || (moved > 0 && row === from.row) };
    }
  }
  return undefined;
}

/** Looks for the state's pattern from the cursor on. Says when it went around; gives the place with its offset. */
export function searchFrom(
  vim: Vim,
  state: SearchState,
  count: number,
): { position: Position; kind: 'exclusive' | 'inclusive' | 'linewise' } {
  const [, letter = '', amount = ''] = /^([esb]?)([+-]?\d*)/.exec(state.offset) ?? [];
  const number = amount === '' ? 0 : /^[+-]$/.test(amount) ? Number(`${amount}1`) : Number(amount);
  let from = vim.cursor;
  // `n` goes on behind the match that an offset led away from.
  if (letter === 'e' && !state.backwards) from = { row: from.row, column: nextColumn(vim.line, from.column) - 1 };
  if (letter === '' && amount !== '' && !state.backwards)
    from = { row: from.row, column: Math.max(from.column, lastColumn(vim.line)) };
  const match = findMatch(vim, state, from, count);
  if (match.wrapped) sayWrapped(vim, state.backwards);
  if (letter === '' && amount !== '') {
    const row = Math.max(0, Math.min(match.start.row + number, vim.lastRow));
    return { position: { row, column: vim.cursor.column }, kind: 'linewise' };
  }
  if (letter === 'e') {
    const line = vim.text.line(match.end.row);
    const column = previousColumn(line, match.end.column) + number;
    return {
      position: { row: match.end.row, column: Math.max(0, Math.min(column, lastColumn(line))) },
      kind: 'inclusive',
    };
  }
  const column = Math.max(0, Math.min(match.start.column + number, vim.text.line(match.start.row).length));
  return { position: { row: match.start.row, column }, kind: 'exclusive' };
}

export function sayWrapped(vim: Vim, backwards: boolean): void {
  const [edge, other] = backwards ? ['TOP', 'BOTTOM'] : ['BOTTOM', 'TOP'];
  vim.say(`search hit ${edge}, continuing at ${other}`, 'warning');
}

/** Where a pattern ends in what was typed after `/` or `?`, and what stands behind it. */
export function splitPattern(text: string, sign: string): { pattern: string; rest: string | undefined } {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') {
      const close = /^\[\^?\]?[^\]]*\]/.exec(text.slice(at));
      if (close) at += close[0].length - 1;
    } else if (text[at] === sign)
      return { pattern: text.slice(0, at).replaceAll(`\\${sign}`, sign), rest: text.slice(at + 1) };
  }
  return { pattern: text.replaceAll(`\\${sign}`, sign), rest: undefined };
}

/** `*` and `#`: the word under the cursor or behind it in the line. */
export function wordUnderCursor(vim: Vim, whole: boolean): string {
  const { line, cursor } = vim;
  const words = [...line.matchAll(/[\p{L}\p{N}_]+/gu)];
  const word = words.find((found) => found.index + found[0].length > cursor.column);
  if (word) {
    vim.cursor = { row: cursor.row, column: Math.max(word.index, Math.min(cursor.column, word.index)) };
    return whole ? `\\<${word[0]}\\>` : word[0];
  }
  const other = /\S+/.exec(line.slice(cursor.column));
  if (!other) throw new VimError('E348: No string under cursor');
  return other[0].replace(/[.*$^~[\]\\/]/g, '\\$&');
}
