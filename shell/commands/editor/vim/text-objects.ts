import { closing, opening } from './block-motions.ts';
import { characterAt, characterClass, nextColumn, type Position, previousColumn } from './positions.ts';
import type { Vim } from './vim.ts';

/** What `iw`, `a"`, `ip` … select; `end` is behind the last character (or the last row of whole lines). */
export interface TextObject {
  readonly start: Position;
  readonly end: Position;
  readonly linewise: boolean;
}

/** The object that a letter names around the cursor; undefined where there is none. */
export function textObject(vim: Vim, letter: string, around: boolean, count: number): TextObject | undefined {
  if (letter === 'w' || letter === 'W') return wordObject(vim, letter === 'W', around, count);
  if (letter === 'p') return paragraphObject(vim, around, count);
  if (letter === 's') return sentenceObject(vim, around);
  if (letter === 't') return tagObject(vim, around);
  if (/["'`]/.test(letter)) return quoteObject(vim, letter, around);
  const open = { b: '(', ')': '(', '(': '(', B: '{', '}': '{', '{': '{', ']': '[', '[': '[', '<': '<', '>': '<' }[
    letter
  ];
  return open === undefined || open === '<' ? undefined : blockObject(vim, open, around, count);
}

function wordObject(vim: Vim, big: boolean, around: boolean, count: number): TextObject | undefined {
  const { line } = vim;
  const { row, column } = vim.cursor;
  const kindAt = (at: number) => characterClass(characterAt(line, at), big);
  const runEnd = (at: number) => {
    let end = at;
    while (end < line.length && kindAt(end) === kindAt(at)) end = nextColumn(line, end);
    return end;
  };
  let start = column;
  while (start > 0 && kindAt(previousColumn(line, start)) === kindAt(column)) start = previousColumn(line, start);
  const startsBlank = kindAt(column) === 0;
  let end = column;
  for (let left = count; left > 0 && (end < line.length || left === count); left--) {
    end = runEnd(end);
    if (around && end < line.length && (startsBlank || kindAt(end) === 0)) end = runEnd(end);
  }
  // Without blanks behind, those before belong to it.
  if (around && !startsBlank && kindAt(previousColumn(line, end)) !== 0 && /\S/.test(line.slice(0, start)))
    while (start > 0 && /\s/.test(line[start - 1]!)) start--;
  return { start: { row, column: start }, end: { row, column: end }, linewise: false };
}

function paragraphObject(vim: Vim, around: boolean, count: number): TextObject {
  const { lines } = vim.text;
  const isBlank = (row: number) => /^\s*$/.test(lines[row]!);
  let start = vim.cursor.row;
  while (start > 0 && isBlank(start - 1) === isBlank(vim.cursor.row)) start--;
  const runEnd = (row: number) => {
    let end = row;
    while (end + 1 < lines.length && isBlank(end + 1) === isBlank(row)) end++;
    return end;
  };
  const startsBlank = isBlank(vim.cursor.row);
  let end = vim.cursor.row - 1;
  for (let left = count; left > 0 && end + 1 < lines.length; left--) {
    end = runEnd(end + 1);
    if (around && end + 1 < lines.length) end = runEnd(end + 1);
    else if (around && !startsBlank) while (start > 0 && isBlank(start - 1)) start--;
  }
  return { start: { row: start, column: 0 }, end: { row: end, column: 0 }, linewise: true };
}

function sentenceObject(vim: Vim, around: boolean): TextObject {
  const { line } = vim;
  const { row, column } = vim.cursor;
  const bounds = [...line.matchAll(/[^.!?]*[.!?]*[)\]"']*\s*/g)].filter(([text]) => text !== '');
  const found = bounds.find((part) => part.index + part[0].length > column) ?? bounds.at(-1);
  const start = found?.index ?? 0;
  const text = found?.[0] ?? '';
  const length = around ? text.length : text.trimEnd().length;
  return { start: { row, column: start }, end: { row, column: start + length }, linewise: false };
}

function quoteObject(vim: Vim, quote: string, around: boolean): TextObject | undefined {
  const { line } = vim;
  const { row, column } = vim.cursor;
  const quotes: number[] = [];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === quote) quotes.push(at);
  }
  for (let index = 0; index + 1 < quotes.length; index += 2) {
    const [start, end] = [quotes[index]!, quotes[index + 1]!];
    if (end < column) continue;
    if (!around) return { start: { row, column: start + 1 }, end: { row, column: end }, linewise: false };
    const behind = /^\s*/.exec(line.slice(end + 1))![0].length;
    const before = behind > 0 ? 0 : /\s*$/.exec(line.slice(0, start))![0].length;
    return { start: { row, column: start - before }, end: { row, column: end + 1 + behind }, linewise: false };
  }
  return undefined;
}

function blockObject(vim: Vim, open: string, around: boolean, count: number): TextObject | undefined {
  const { lines } = vim.text;
  let start: Position | undefined = vim.line[vim.cursor.column] === open ? vim.cursor : undefined;
  let from = vim.cursor;
  for (let left = start ? count - 1 : count; left > 0; left--) {
    start = opening(lines, from, open) ?? (left === count ? nextOpening(lines, from, open) : undefined);
    if (!start) return undefined;
    from = start;
  }
  const end = closing(lines, start!, open);
  if (!end) return undefined;
  if (around) return { start: start!, end: { row: end.row, column: end.column + 1 }, linewise: false };
  const inner = { row: start!.row, column: start!.column + 1 };
  // A block over several lines keeps the lines of its brackets.
  if (inner.column === lines[inner.row]!.length && end.row > inner.row) {
    const isAlone = /^\s*$/.test(lines[end.row]!.slice(0, end.column));
    if (isAlone && end.row - 1 >= inner.row + 1)
      return { start: { row: inner.row + 1, column: 0 }, end: { row: end.row - 1, column: 0 }, linewise: true };
  }
  return { start: inner, end, linewise: false };
}

/** Outside of any block the next one is meant. */
function nextOpening(lines: readonly string[], from: Position, open: string): Position | undefined {
  for (let row = from.row; row < lines.length; row++) {
    const column = lines[row]!.indexOf(open, row === from.row ? from.column : 0);
    if (column >= 0) return { row, column };
  }
  return undefined;
}

function tagObject(vim: Vim, around: boolean): TextObject | undefined {
  const text = vim.text.lines.join('\n');
  const offsets: number[] = [0];
  for (const line of vim.text.lines) offsets.push(offsets.at(-1)! + line.length + 1);
  const at = offsets[vim.cursor.row]! + vim.cursor.column;
  const placeOf = (offset: number): Position => {
    let row = 0;
    while (row < vim.lastRow && offsets[row + 1]! <= offset) row++;
    return { row, column: offset - offsets[row]! };
  };
  const open: { name: string; start: number; inner: number }[] = [];
  for (const tag of text.matchAll(/<(\/?)([A-Za-z][^\s>/]*)[^>]*?(\/?)>/g)) {
    const [whole, closes, name = '', alone] = tag;
    if (alone === '/') continue;
    if (closes !== '/') {
      open.push({ name, start: tag.index, inner: tag.index + whole.length });
      continue;
    }
    const from = open.findLastIndex((candidate) => candidate.name === name);
    if (from < 0) continue;
    const [opened] = open.splice(from);
    const end = tag.index + whole.length;
    if (opened!.start > at || end <= at) continue;
    return around
      ? { start: placeOf(opened!.start), end: placeOf(end), linewise: false }
      : { start: placeOf(opened!.inner), end: placeOf(tag.index), linewise: false };
  }
  return undefined;
}
