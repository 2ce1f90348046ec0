import { markNamed } from './motions.ts';
import { lastColumn, type Position } from './positions.ts';
import { findMatch, sayWrapped, splitPattern } from './search.ts';
import { type Vim, VimError } from './vim.ts';

/** The lines an ex command works on (cmdline.txt, 4. Ex command-line ranges); rows from 0, -1 before the first. */
export interface ExRange {
  readonly first: number;
  readonly last: number;
  /** How many were given: 0, 1 or 2. */
  readonly given: number;
}

/** Reads the range before a command; gives what stands behind it. */
export function readRange(vim: Vim, text: string): { range: ExRange; rest: string } {
  let rest = text.trimStart();
  if (rest.startsWith('%')) {
    const whole = { first: 0, last: vim.lastRow, given: 2 };
    return { range: whole, rest: rest.slice(1).trimStart() };
  }
  if (rest.startsWith('*')) rest = `'<,'>${rest.slice(1)}`;
  const rows: number[] = [];
  let current = vim.cursor.row;
  for (;;) {
    const address = readAddress(vim, rest, current);
    rest = address.rest.trimStart();
    const separator = rest[0];
    const follows = separator === ',' || separator === ';';
    if (address.row !== undefined) rows.push(address.row);
    else if (follows || rows.length > 0) rows.push(current);
    if (!follows) break;
    if (separator === ';') current = rows.at(-1)!;
    rest = rest.slice(1).trimStart();
  }
  const [first = vim.cursor.row, last = first] = rows.slice(-2);
  return { range: { first, last, given: Math.min(2, rows.length) }, rest };
}

function readAddress(vim: Vim, text: string, current: number): { row: number | undefined; rest: string } {
  let rest = text;
  let row: number | undefined;
  const number = /^\d+/.exec(rest);
  const sign = rest[0] ?? '';
  if (number) {
    row = Number(number[0]) - 1;
    rest = rest.slice(number[0].length);
  } else if (sign === '.' || sign === '$') {
    row = sign === '.' ? current : vim.lastRow;
    rest = rest.slice(1);
  } else if (sign === "'") {
    const mark = markNamed(vim, rest[1] ?? '');
    if (!mark) throw new VimError('E20: Mark not set');
    row = mark.row;
    rest = rest.slice(2);
  } else if (sign === '/' || sign === '?') {
    const { pattern, rest: behind } = splitPattern(rest.slice(1), sign);
    rest = behind ?? '';
    row = searchRow(vim, pattern, sign === '?', current);
  }
  for (let offset = /^\s*([+-])(\d*)/.exec(rest); offset; offset = /^\s*([+-])(\d*)/.exec(rest)) {
    const amount = offset[2] === '' ? 1 : Number(offset[2]);
    row = (row ?? current) + (offset[1] === '+' ? amount : -amount);
    rest = rest.slice(offset[0].length);
  }
  return { row, rest };
}

function searchRow(vim: Vim, given: string, backwards: boolean, current: number): number {
  const pattern = given === '' ? vim.search?.pattern : given;
  if (pattern === undefined) throw new VimError('E35: No previous regular expression');
  const from: Position = { row: current, column: backwards ? 0 : lastColumn(vim.text.line(current)) + 1 };
  vim.search = { pattern, offset: '', backwards };
  const match = findMatch(vim, { pattern, backwards }, from);
  if (match.wrapped) sayWrapped(vim, backwards);
  return match.start.row;
}
