import { closing, matchingBracket, opening, paragraph, sentence } from './block-motions.ts';
import { find, repeatFind } from './find-motions.ts';
import { KEY } from './keys.ts';
import { failed, type Motion, type MotionFunction, type MotionRequest } from './motion.ts';
import { firstNonBlank, lastColumn, nextColumn, type Position, previousColumn } from './positions.ts';
import { searchFrom, wordUnderCursor } from './search.ts';
import { type Vim, VimError } from './vim.ts';
import { nextWord, previousWord, previousWordEnd, wordEnd } from './word-motions.ts';

function required(position: Position | undefined): Position {
  return position ?? failed();
}

const exclusive = (position: Position): Motion => ({ position, kind: 'exclusive' });
const inclusive = (position: Position): Motion => ({ position, kind: 'inclusive' });

function horizontal(step: -1 | 1, acrossLines: boolean): MotionFunction {
  return (vim, { count = 1, operator }) => {
    let { row, column } = vim.cursor;
    for (let left = count; left > 0; left--) {
      const line = vim.text.line(row);
      const limit = operator !== '' || vim.visual ? line.length : lastColumn(line);
      if (step === 1 && column < limit) column = nextColumn(line, column);
      else if (step === -1 && column > 0) column = previousColumn(line, column);
      else if (acrossLines && step === 1 && row < vim.lastRow) [row, column] = [row + 1, 0];
      else if (acrossLines && step === -1 && row > 0) {
        row--;
        column = operator === '' ? lastColumn(vim.text.line(row)) : vim.text.line(row).length;
      } else if (left === count && !(operator !== '' && step === 1)) failed();
      else break;
    }
    return exclusive({ row, column });
  };
}

function vertical(step: -1 | 1): MotionFunction {
  return (vim, { count = 1 }) => {
    const row = vim.cursor.row + step * count;
    if (vim.cursor.row + step < 0 || vim.cursor.row + step > vim.lastRow) failed();
    const wanted = vim.wanted ?? vim.displayColumn();
    const bounded = Math.max(0, Math.min(row, vim.lastRow));
    if (bounded !== row && step === 1 && count > 1 && vim.cursor.row === vim.lastRow) failed();
    return { position: { row: bounded, column: vim.columnAt(bounded, wanted) }, kind: 'linewise', wanted };
  };
}

function toFirstNonBlank(rowOf: (vim: Vim, request: MotionRequest) => number, isJump = false): MotionFunction {
  return (vim, request) => {
    const row = rowOf(vim, request);
    if (row < 0) failed();
    const bounded = Math.min(row, vim.lastRow);
    return { position: { row: bounded, column: firstNonBlank(vim.text.line(bounded)) }, kind: 'linewise', isJump };
  };
}

function forwardWord(big: boolean): MotionFunction {
  return (vim, { count = 1, operator }) => {
    const { lines } = vim.text;
    const onBlank = /^(\s|$)/.test(vim.line.slice(vim.cursor.column));
    if (operator === 'c' && !onBlank) {
      const end = wordEnd(lines, vim.cursor, { count, big, stays: true });
      return inclusive(end ?? { row: vim.lastRow, column: lastColumn(lines[vim.lastRow]!) });
    }
    const place = nextWord(lines, vim.cursor, { count, big, stopsAtLineEnd: operator !== '' });
    if (place) {
      const limit = operator === '' && !vim.visual ? lastColumn(lines[place.row]!) : lines[place.row]!.length;
      if (place.row === vim.cursor.row && Math.min(place.column, limit) === vim.cursor.column && operator === '')
        failed();
      return exclusive({ row: place.row, column: Math.min(place.column, limit) });
    }
    if (operator === '') failed();
    return exclusive({ row: vim.lastRow, column: lines[vim.lastRow]!.length });
  };
}

function wordMotion(find: typeof previousWord, big: boolean, kind: Motion['kind']): MotionFunction {
  return (vim, { count = 1 }) => ({ position: required(find(vim.text.lines, vim.cursor, { count, big })), kind });
}

function againSearch(opposite: boolean): MotionFunction {
  return (vim, { count = 1 }) => {
    if (!vim.search) throw new VimError('E35: No previous regular expression');
    const state = opposite ? { ...vim.search, backwards: !vim.search.backwards } : vim.search;
    vim.highlightsSearch = true;
    vim.say(`${state.backwards ? '?' : '/'}${state.pattern}`);
    vim.typedMessage = vim.message;
    return { ...searchFrom(vim, state, count), isJump: true };
  };
}

function searchWord(backwards: boolean, whole: boolean): MotionFunction {
  return (vim, { count = 1 }) => {
    const start = vim.cursor;
    const pattern = wordUnderCursor(vim, whole);
    vim.search = { pattern, offset: '', backwards };
    vim.highlightsSearch = true;
    vim.histories['/']!.push(pattern);
    vim.say(`${backwards ? '?' : '/'}${pattern}`);
    try {
      return { ...searchFrom(vim, vim.search, count), isJump: true };
    } finally {
      vim.cursor = start;
    }
  };
}

function toMark(exact: boolean): MotionFunction {
  return async (vim) => {
    const asked = await vim.queue.next();
    const name = asked === '`' ? "'" : asked;
    const mark = markNamed(vim, name);
    if (!mark) throw new VimError(/^[\w'<>[\].^]$/.test(name) ? 'E20: Mark not set' : 'E78: Unknown mark');
    const row = Math.min(mark.row, vim.lastRow);
    const isJump = /[a-zA-Z']/.test(name);
    if (exact) return { position: { row, column: mark.column }, kind: 'exclusive', isJump };
    return { position: { row, column: firstNonBlank(vim.text.line(row)) }, kind: 'linewise', isJump };
  };
}

export function markNamed(vim: Vim, name: string): Position | undefined {
  if (name === '<' || name === '>') {
    if (!vim.lastVisual) return undefined;
    const { start, end, kind } = vim.lastVisual;
    const isStartFirst = start.row < end.row || (start.row === end.row && start.column <= end.column);
    const [first, last] = isStartFirst ? [start, end] : [end, start];
    if (name === '<') return kind === 'V' ? { row: first.row, column: 0 } : first;
    return kind === 'V' ? { row: last.row, column: lastColumn(vim.text.line(last.row)) } : last;
  }
  if (name === "'" && !vim.text.marks.has("'")) return { row: 0, column: 0 };
  return vim.text.marks.get(name);
}

function inWindow(rowOf: (top: number, bottom: number, count: number) => number): MotionFunction {
  return (vim, { count = 1 }) => {
    const { top, bottom } = vim.screen.visibleRows(vim);
    const { low, high } = vim.screen.rowsWithMargin(vim);
    const row = Math.max(low, Math.min(rowOf(top, bottom, count), high));
    return { position: { row, column: firstNonBlank(vim.text.line(row)) }, kind: 'linewise', isJump: true };
  };
}

function unmatched(open: string, forwards: boolean): MotionFunction {
  return (vim) => {
    const { lines } = vim.text;
    return exclusive(required(forwards ? closing(lines, vim.cursor, open) : opening(lines, vim.cursor, open)));
  };
}

function lineEnd(vim: Vim, { count = 1 }: MotionRequest): Motion {
  const row = vim.cursor.row + count - 1;
  if (row > vim.lastRow) failed();
  const line = vim.text.line(row);
  const column = vim.visual ? line.length : lastColumn(line);
  return { position: { row, column }, kind: 'inclusive', wanted: Number.POSITIVE_INFINITY };
}

function percent(vim: Vim, { count }: MotionRequest): Motion {
  if (count !== undefined) {
    if (count > 100) failed();
    const row = Math.max(0, Math.floor((count * vim.text.lines.length + 99) / 100) - 1);
    return { position: { row, column: firstNonBlank(vim.text.line(row)) }, kind: 'linewise', isJump: true };
  }
  return { ...inclusive(required(matchingBracket(vim.text.lines, vim.cursor))), isJump: true };
}

/** At the text's end a selection stays on the last character. */
function insideWhenVisual(vim: Vim, { row, column }: Position): Position {
  return { row, column: vim.visual ? Math.min(column, lastColumn(vim.text.line(row))) : column };
}

const lastNonBlank: MotionFunction = (vim, { count = 1 }) => {
  const row = Math.min(vim.lastRow, vim.cursor.row + count - 1);
  return inclusive({ row, column: Math.max(0, vim.text.line(row).trimEnd().length - 1) });
};

const MOTIONS: Readonly<Record<string, MotionFunction>> = {
  h: horizontal(-1, false),
  [KEY.left]: horizontal(-1, false),
  '\x08': horizontal(-1, true),
  '\x7f': horizontal(-1, true),
  l: horizontal(1, false),
  [KEY.right]: horizontal(1, false),
  ' ': horizontal(1, true),
  j: vertical(1),
  '\x0a': vertical(1),
  '\x0e': vertical(1),
  [KEY.down]: vertical(1),
  k: vertical(-1),
  '\x10': vertical(-1),
  [KEY.up]: vertical(-1),
  gj: vertical(1),
  gk: vertical(-1),
  '\r': toFirstNonBlank(({ cursor, lastRow }, { count = 1 }) => (cursor.row === lastRow ? -1 : cursor.row + count)),
  '+': toFirstNonBlank(({ cursor, lastRow }, { count = 1 }) => (cursor.row === lastRow ? -1 : cursor.row + count)),
  '-': toFirstNonBlank(({ cursor }, { count = 1 }) => cursor.row - count),
  _: toFirstNonBlank(({ cursor }, { count = 1 }) => cursor.row + count - 1),
  gg: toFirstNonBlank((_, { count = 1 }) => count - 1, true),
  G: toFirstNonBlank(({ lastRow }, { count }) => (count === undefined ? lastRow : count - 1), true),
  '0': ({ cursor }) => exclusive({ row: cursor.row, column: 0 }),
  [KEY.home]: ({ cursor }) => exclusive({ row: cursor.row, column: 0 }),
  '^': ({ cursor, line }) => exclusive({ row: cursor.row, column: firstNonBlank(line) }),
  '|': (vim, { count = 1 }) => exclusive({ row: vim.cursor.row, column: vim.columnAt(vim.cursor.row, count - 1) }),
  $: lineEnd,
  [KEY.end]: lineEnd,
  g_: lastNonBlank,
  w: forwardWord(false),
  W: forwardWord(true),
  [KEY.wordRight]: forwardWord(true),
  b: wordMotion(previousWord, false, 'exclusive'),
  B: wordMotion(previousWord, true, 'exclusive'),
  [KEY.wordLeft]: wordMotion(previousWord, true, 'exclusive'),
  e: wordMotion(wordEnd, false, 'inclusive'),
  E: wordMotion(wordEnd, true, 'inclusive'),
  ge: wordMotion(previousWordEnd, false, 'inclusive'),
  gE: wordMotion(previousWordEnd, true, 'inclusive'),
  '}': (vim, { count = 1 }) => ({
    ...exclusive(insideWhenVisual(vim, required(paragraph(vim.text.lines, vim.cursor.row, count, 1)))),
    isJump: true,
  }),
  '{': (vim, { count = 1 }) => ({
    ...exclusive(required(paragraph(vim.text.lines, vim.cursor.row, count, -1))),
    isJump: true,
  }),
  ')': (vim, { count = 1 }) => ({
    ...exclusive(required(sentence(vim.text.lines, vim.cursor, count, 1))),
    isJump: true,
  }),
  '(': (vim, { count = 1 }) => ({
    ...exclusive(required(sentence(vim.text.lines, vim.cursor, count, -1))),
    isJump: true,
  }),
  '%': percent,
  f: find('f'),
  F: find('F'),
  t: find('t'),
  T: find('T'),
  ';': repeatFind(false),
  ',': repeatFind(true),
  n: againSearch(false),
  N: againSearch(true),
  '*': searchWord(false, true),
  '#': searchWord(true, true),
  'g*': searchWord(false, false),
  'g#': searchWord(true, false),
  H: inWindow((top, _, count) => top + count - 1),
  M: inWindow((top, bottom) => top + ((bottom - top) >> 1)),
  L: inWindow((_, bottom, count) => bottom - count + 1),
  "'": toMark(false),
  '`': toMark(true),
  '[(': unmatched('(', false),
  '[{': unmatched('{', false),
  '])': unmatched('(', true),
  ']}': unmatched('{', true),
};

/** The motion that keys stand for; undefined when they stand for none. */
export function motionOf(keys: string): MotionFunction | undefined {
  return MOTIONS[keys];
}
