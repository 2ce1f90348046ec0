import { countLines } from './line-report.ts';
import { firstNonBlank, nextColumn } from './positions.ts';
import { displayRange } from './regions.ts';
import { type Register, readRegister } from './registers.ts';
import { type Vim, VimError } from './vim.ts';

export interface PutOptions {
  readonly count: number;
  readonly behind: boolean;
  /** gp and gP: the cursor goes behind what was put. */
  readonly endsBehind?: boolean;
}

/** p and P. */
export function put(vim: Vim, name: string, options: PutOptions): void {
  const register = readRegister(vim, name === '' ? '"' : name);
  if (!register) throw new VimError(`E353: Nothing in register ${name === '' ? '"' : name}`);
  putText(vim, register, options);
}

export function putText(vim: Vim, register: Register, options: PutOptions): void {
  if (register.kind === 'lines') putLines(vim, register.lines, options);
  else if (register.kind === 'block') putBlock(vim, register.lines, options);
  else putCharacters(vim, register.lines, options);
}

function putLines(vim: Vim, lines: readonly string[], { count, behind, endsBehind }: PutOptions): void {
  const row = vim.cursor.row + (behind ? 1 : 0);
  const all = Array.from({ length: count }, () => lines).flat();
  vim.text.replace(row, 0, all);
  vim.text.marks.set('[', { row, column: 0 });
  vim.text.marks.set(']', { row: row + all.length - 1, column: 0 });
  if (endsBehind) vim.moveTo(Math.min(row + all.length, vim.lastRow), 0);
  else vim.moveTo(row, firstNonBlank(vim.text.line(row)));
  countLines(vim, -all.length);
}

function putCharacters(vim: Vim, lines: readonly string[], { count, behind, endsBehind }: PutOptions): void {
  const { row } = vim.cursor;
  const { line } = vim;
  const at = behind && line !== '' ? nextColumn(line, vim.cursor.column) : vim.cursor.column;
  const repeated = Array.from({ length: count }, () => lines.join('\n'))
    .join('')
    .split('\n');
  const [before, after] = [line.slice(0, at), line.slice(at)];
  const last = repeated.at(-1)!;
  const isOneLine = repeated.length === 1;
  const end = isOneLine ? at + last.length : last.length;
  repeated[0] = before + repeated[0]!;
  repeated[repeated.length - 1] += after;
  if (isOneLine) vim.text.setLine(row, repeated[0]!);
  else vim.text.replace(row, 1, repeated);
  const endRow = row + repeated.length - 1;
  vim.text.marks.set('[', { row, column: at });
  vim.text.marks.set(']', { row: endRow, column: Math.max(0, end - 1) });
  if (endsBehind) vim.moveTo(endRow, end);
  else if (isOneLine) vim.moveTo(row, Math.max(0, end - 1));
  else vim.moveTo(row, at);
  countLines(vim, -(repeated.length - 1));
}

function putBlock(vim: Vim, lines: readonly string[], { count, behind }: PutOptions): void {
  const { row, column } = vim.cursor;
  const range = displayRange(vim, vim.cursor);
  const display = behind && vim.line !== '' ? range.to : range.from;
  const width = Math.max(...lines.map((line) => line.length));
  while (vim.lastRow < row + lines.length - 1) vim.text.replace(vim.lastRow + 1, 0, ['']);
  lines.forEach((piece, index) => {
    const line = vim.text.line(row + index);
    let at = 0;
    while (at < line.length && displayRange(vim, { row: row + index, column: at }).from < display)
      at = nextColumn(line, at);
    const after = line.slice(at);
    const padded = (after === '' ? piece.padEnd(count > 1 ? width : 0) : piece.padEnd(width)).repeat(count);
    const gap = Math.max(0, display - displayRange(vim, { row: row + index, column: line.length }).from);
    vim.text.setLine(row + index, line.slice(0, at) + (at >= line.length ? ' '.repeat(gap) : '') + padded + after);
  });
  vim.moveTo(row, behind && vim.line !== '' ? nextColumn(vim.line, column) : column);
}
