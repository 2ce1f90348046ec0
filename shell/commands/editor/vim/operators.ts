import { indentation, indentWidth } from './indentation.ts';
import { insertText } from './insert-mode.ts';
import { countLines, REPORT } from './line-report.ts';
import { firstNonBlank } from './positions.ts';
import { blockPart, mapRegion, type Region, removeRegion, rowsOf, textOf } from './regions.ts';
import { deleteInto, yankInto } from './registers.ts';
import { type Vim, VimError } from './vim.ts';
import { shiftWidth } from './vim-options.ts';

export const OPERATORS: ReadonlySet<string> = new Set('d c y > < = ! g~ gu gU g? gq gw'.split(' '));

export interface OperatorCall {
  readonly operator: string;
  readonly region: Region;
  readonly register: string;
  /** How often `>` shifts. */
  readonly times?: number;
  /** A motion that always fills register 1 (`d%`, `dn` …). */
  readonly isBig?: boolean;
}

export async function applyOperator(vim: Vim, call: OperatorCall): Promise<void> {
  const { operator, region } = call;
  // Undo brings the cursor back to where the change began.
  if (operator !== 'y' && region.kind === 'characters') vim.cursor = region.start;
  else if (operator !== 'y' && region.kind === 'lines' && vim.cursor.row !== region.first)
    vim.cursor = { row: region.first, column: 0 };
  if (operator === 'y') return yank(vim, call);
  if (operator === 'd') return remove(vim, call);
  if (operator === 'c') return change(vim, call);
  if (operator === '>' || operator === '<') {
    const { first, last } = rowsOf(region);
    return shiftRows(vim, first, last, operator, call.times ?? 1);
  }
  if (operator === '=') return indentRows(vim, region);
  if (operator === '!') return askFilter(vim, region);
  if (operator === 'gq' || operator === 'gw') return formatRows(vim, region);
  changeCase(vim, operator, region);
}

function yank(vim: Vim, { region, register }: OperatorCall): void {
  const text = textOf(vim, region);
  yankInto(vim, register, text);
  const count = text.lines.length;
  if (count > REPORT) {
    const into = register === '' ? '' : ` into "${register}`;
    vim.say(`${text.kind === 'block' ? 'block of ' : ''}${count} lines yanked${into}`);
  }
  const { first, last } = rowsOf(region);
  const isLines = region.kind === 'lines';
  vim.text.marks.set('[', region.kind === 'characters' ? region.start : { row: first, column: 0 });
  vim.text.marks.set(']', isLines ? { row: last, column: vim.text.line(last).length } : { row: last, column: 0 });
}

function remove(vim: Vim, { region, register, isBig = false }: OperatorCall): void {
  if (vim.text.isEmpty) return;
  const rows = vim.text.lines.length;
  const wide = isWholeLines(vim, region) ? asLines(region) : region;
  deleteInto(vim, register, textOf(vim, wide), isBig);
  removeRegion(vim, wide);
  const removed = wide.kind === 'lines' ? wide.last - wide.first + 1 : rows - vim.text.lines.length;
  countLines(vim, removed);
}

/** A deletion over lines that leaves only blanks takes the lines (`:help d-special`). */
function isWholeLines(vim: Vim, region: Region): boolean {
  if (region.kind !== 'characters' || region.end.row === region.start.row || vim.visual) return false;
  const { start, end } = region;
  return (
    /^\s*$/.test(vim.text.line(end.row).slice(end.column)) &&
    /^\s*$/.test(vim.text.line(start.row).slice(0, start.column))
  );
}

const asLines = (region: Region): Region => ({ kind: 'lines', ...rowsOf(region) });

async function change(vim: Vim, call: OperatorCall): Promise<void> {
  const { region, register } = call;
  const { text } = vim;
  deleteInto(vim, register, textOf(vim, region), call.isBig ?? false);
  if (region.kind === 'lines') {
    const indent = vim.options.autoindent ? /^\s*/.exec(text.line(region.first))![0] : '';
    text.replace(region.first, region.last - region.first + 1, [indent]);
    if (region.last > region.first) countLines(vim, region.last - region.first);
    vim.moveTo(region.first, indent.length);
    return insertText(vim, { count: 1, indented: indent !== '' });
  }
  removeRegion(vim, region);
  if (region.kind !== 'block') return insertText(vim, { count: 1 });
  const parts = Array.from({ length: region.last - region.first }, (_, at) => region.first + 1 + at);
  const short = parts.filter((row) => text.line(row).length < vim.cursor.column);
  await insertInRows(
    vim,
    parts.filter((row) => !short.includes(row)),
  );
}

/** Inserts at the cursor, and the same in other rows at the same place. */
export async function insertInRows(
  vim: Vim,
  rows: readonly number[],
  columnOf = () => vim.cursor.column,
): Promise<void> {
  const { row } = vim.cursor;
  const column = vim.cursor.column;
  const columns = new Map(rows.map((other) => [other, rows.length > 0 ? columnOf() : 0]));
  const before = vim.text.line(row).length;
  await insertText(vim, { count: 1 });
  const grown = vim.text.line(row).length - before;
  if (grown <= 0 || vim.cursor.row !== row) return;
  const typed = vim.text.line(row).slice(column, column + grown);
  const changed = new Map<number, string>();
  for (const [other, at] of columns) {
    const line = vim.text.line(other);
    changed.set(other, line.slice(0, at).padEnd(at) + typed + line.slice(at));
  }
  const last = Math.max(row, ...changed.keys());
  const lines = Array.from({ length: last - row }, (_, at) => changed.get(row + 1 + at) ?? vim.text.line(row + 1 + at));
  if (lines.length > 0) vim.text.replace(row + 1, lines.length, lines);
  vim.moveTo(row, column);
}

/** Shifts lines by steps of 'shiftwidth'; empty lines stay empty. */
export function shiftRows(vim: Vim, first: number, last: number, sign: '<' | '>' | string, times: number): void {
  const width = shiftWidth(vim.options);
  for (let row = first; row <= last; row++) {
    const line = vim.text.line(row);
    if (line === '') continue;
    const indent = indentWidth(vim, line);
    const rounded = vim.options.shiftround ? Math[sign === '>' ? 'floor' : 'ceil'](indent / width) * width : indent;
    const wanted = Math.max(0, rounded + (sign === '>' ? width : -width) * times);
    vim.text.setLine(row, indentation(vim, wanted) + line.trimStart());
  }
  vim.moveTo(first, firstNonBlank(vim.text.line(first)));
  const count = last - first + 1;
  if (count > REPORT && !vim.inGlobal) vim.say(`${count} lines ${sign}ed ${times} time${times === 1 ? '' : 's'}`);
}

/** `=` without an indenting program: every line is indented as the one above it. */
function indentRows(vim: Vim, region: Region): void {
  const { first, last } = rowsOf(region);
  for (let row = first; row <= last; row++) {
    const line = vim.text.line(row);
    let above = row - 1;
    while (above >= 0 && vim.text.line(above).trim() === '') above--;
    const width =
      above < 0 || !(vim.options.autoindent || vim.options.smartindent) ? 0 : indentWidth(vim, vim.text.line(above));
    if (line !== '') vim.text.setLine(row, line.trim() === '' ? '' : indentation(vim, width) + line.trimStart());
  }
  vim.moveTo(first, firstNonBlank(vim.text.line(first)));
  const count = last - first + 1;
  if (count > REPORT) vim.say(`${count} lines indented `);
}

async function askFilter(vim: Vim, region: Region): Promise<void> {
  const { first, last } = rowsOf(region);
  const count = last - first + 1;
  const range =
    count === 1 ? '.' : last === vim.lastRow && first === vim.cursor.row && first > 0 ? '.,$' : `.,.+${count - 1}`;
  vim.moveTo(first, 0);
  vim.queue.feed(`:${range}!`);
}

function changeCase(vim: Vim, operator: string, region: Region): void {
  const change = {
    'g~': swapCase,
    gu: (text: string) => text.toLowerCase(),
    gU: (text: string) => text.toUpperCase(),
    'g?': rotated,
  }[operator];
  if (!change) throw new VimError();
  const cursor = vim.cursor;
  mapRegion(vim, region, change);
  const { first, last } = rowsOf(region);
  if (region.kind === 'characters') vim.moveTo(region.start.row, region.start.column);
  else if (region.kind === 'block') vim.moveTo(first, blockPart(vim, first, region).start);
  else vim.moveTo(first, first === cursor.row ? cursor.column : vim.visual ? 0 : cursor.column);
  const count = last - first + 1;
  if (count > REPORT) vim.say(`${count} lines changed`);
}

export function swapCase(text: string): string {
  return [...text].map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join('');
}

function rotated(text: string): string {
  return text.replace(/[a-z]/gi, (one) => {
    const base = one <= 'Z' ? 65 : 97;
    return String.fromCharCode(((one.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** Fills paragraphs up to 'textwidth' (79 where it is 0). */
function formatRows(vim: Vim, region: Region): void {
  const { first, last } = rowsOf(region);
  const width = vim.options.textwidth || 79;
  const filled: string[] = [];
  let words: string[] = [];
  let indent = '';
  const flush = () => {
    let line = indent;
    for (const word of words) {
      if (line.trim() !== '' && line.length + 1 + word.length > width) {
        filled.push(line);
        line = indent;
      }
      line += (line.trim() === '' ? '' : ' ') + word;
    }
    if (words.length > 0) filled.push(line);
    words = [];
  };
  for (let row = first; row <= last; row++) {
    const line = vim.text.line(row);
    if (line.trim() === '') {
      flush();
      filled.push(line);
      continue;
    }
    if (words.length === 0) indent = /^\s*/.exec(line)![0];
    words.push(...line.trim().split(/\s+/));
  }
  flush();
  vim.text.replace(first, last - first + 1, filled);
  const end = first + filled.length - 1;
  vim.moveTo(end, firstNonBlank(vim.text.line(end)));
}
