import { readRange } from './ex-ranges.ts';
import type { ExCommand } from './ex-table.ts';
import { countLines } from './line-report.ts';
import { shiftRows } from './operators.ts';
import { firstNonBlank } from './positions.ts';
import { put } from './put.ts';
import { deleteInto, yankInto } from './registers.ts';
import { joinLines } from './simple-edits.ts';
import { type Vim, VimError } from './vim.ts';

/** `[x] [count]` behind a command that works on lines: a register and how many. */
function registerAndCount(vim: Vim, { range, argument }: ExCommand): { register: string; first: number; last: number } {
  const [, register = '', count, rest = ''] = /^([a-zA-Z"\-_+*]?)\s*(\d*)\s*(.*)$/.exec(argument) ?? [];
  if (rest !== '') throw new VimError(`E488: Trailing characters: ${rest}`);
  if (!count) return { register, first: range.first, last: range.last };
  return { register, first: range.last, last: Math.min(vim.lastRow, range.last + Number(count) - 1) };
}

export function deleteLines(vim: Vim, command: ExCommand): void {
  const { register, first, last } = registerAndCount(vim, command);
  deleteInto(vim, register, { kind: 'lines', lines: vim.text.lines.slice(first, last + 1) }, false);
  vim.moveTo(first, firstNonBlank(vim.text.line(first)));
  vim.text.replace(first, last - first + 1, []);
  const row = Math.min(first, vim.lastRow);
  vim.moveTo(row, firstNonBlank(vim.text.line(row)));
  countLines(vim, last - first + 1);
}

export function yankLines(vim: Vim, command: ExCommand): void {
  const { register, first, last } = registerAndCount(vim, command);
  yankInto(vim, register, { kind: 'lines', lines: vim.text.lines.slice(first, last + 1) });
  if (last - first + 1 > 2) vim.say(`${last - first + 1} lines yanked${register === '' ? '' : ` into "${register}`}`);
}

export function putLines(vim: Vim, { range, argument, bang }: ExCommand): void {
  if (range.given > 0) vim.moveTo(Math.max(0, range.last), 0);
  const behind = !bang && range.last >= 0;
  const name = argument.slice(0, 1);
  const register = vim.registers.get(name === '' ? '"' : name);
  if (!register) throw new VimError(`E353: Nothing in register ${name === '' ? '"' : name}`);
  const rows = register.lines;
  if (register.kind === 'lines') put(vim, name, { count: 1, behind });
  else vim.text.replace(vim.cursor.row + (behind ? 1 : 0), 0, rows);
  const last = vim.cursor.row + (register.kind === 'lines' ? rows.length - 1 : behind ? rows.length : rows.length - 1);
  vim.moveTo(last, firstNonBlank(vim.text.line(Math.min(last, vim.lastRow))));
}

function target(vim: Vim, argument: string): number {
  const { range, rest } = readRange(vim, argument);
  if (range.given === 0) throw new VimError('E16: Invalid range');
  if (rest !== '') throw new VimError(`E488: Trailing characters: ${rest}`);
  if (range.last > vim.lastRow || range.last < -1) throw new VimError('E16: Invalid range');
  return range.last;
}

export function copyLines(vim: Vim, { range, argument }: ExCommand): void {
  const to = target(vim, argument);
  const lines = vim.text.lines.slice(range.first, range.last + 1);
  vim.text.replace(to + 1, 0, lines);
  vim.moveTo(to + lines.length, firstNonBlank(lines.at(-1)!));
  countLines(vim, -lines.length);
}

export function moveLines(vim: Vim, { range, argument }: ExCommand): void {
  const to = target(vim, argument);
  const { first, last } = range;
  if (to >= first && to < last) throw new VimError('E134: Cannot move a range of lines into itself');
  const lines = vim.text.lines.slice(first, last + 1);
  const count = lines.length;
  if (to === last || to === first - 1) {
    vim.moveTo(last, firstNonBlank(vim.text.line(last)));
    return;
  }
  vim.text.replace(to + 1, 0, lines);
  vim.text.replace(to < first ? first + count : first, count, []);
  const end = to < first ? to + count : to;
  vim.moveTo(end, firstNonBlank(vim.text.line(end)));
  if (count > 2 && !vim.inGlobal) vim.say(`${count} lines moved`);
}

export function shift(vim: Vim, { name, range, argument }: ExCommand): void {
  const times = name.length + (/^[<>]*/.exec(argument)?.[0].length ?? 0);
  shiftRows(vim, range.first, range.last, name[0]!, times);
  vim.moveTo(range.last, firstNonBlank(vim.text.line(range.last)));
}

export function join(vim: Vim, { range, bang }: ExCommand): void {
  const count = range.given === 2 ? range.last - range.first + 1 : 2;
  joinLines(vim, range.first, count, !bang);
  vim.moveTo(range.first, firstNonBlank(vim.text.line(range.first)));
}

/** `:sort` with i, n, r, u. */
export function sortLines(vim: Vim, { range, argument, bang }: ExCommand): void {
  const [first, last] = range.given === 0 ? [0, vim.lastRow] : [range.first, range.last];
  const lines = vim.text.lines.slice(first, last + 1);
  const ignores = argument.includes('i');
  const key = (line: string) => (ignores ? line.toLowerCase() : line);
  const numberOf = (line: string) => Number(/-?\d+/.exec(line)?.[0] ?? Number.NEGATIVE_INFINITY);
  const compare = (one: string, other: string) =>
    argument.includes('n')
      ? numberOf(one) === numberOf(other)
        ? 0
        : numberOf(one) - numberOf(other)
      : Buffer.compare(Buffer.from(key(one)), Buffer.from(key(other)));
  const sorted = [...lines].sort(compare);
  if (bang) sorted.reverse();
  const unique = argument.includes('u')
    ? sorted.filter((line, at) => at === 0 || compare(sorted[at - 1]!, line) !== 0)
    : sorted;
  vim.text.replace(first, lines.length, unique);
  vim.moveTo(first, firstNonBlank(vim.text.line(first)));
  countLines(vim, lines.length - unique.length);
}

/** `:retab`. */
export function retab(vim: Vim, { range, argument }: ExCommand): void {
  const given = Number(argument);
  const display = vim.displayColumn();
  const old = vim.options.tabstop;
  const tabstop = given > 0 ? given : old;
  const [first, last] = range.given === 0 ? [0, vim.lastRow] : [range.first, range.last];
  for (let row = first; row <= last; row++) {
    const line = vim.text.line(row);
    let [result, column] = ['', 0];
    for (const character of line) {
      const width = character === '\t' ? old - (column % old) : 1;
      result += character === '\t' && vim.options.expandtab ? ' '.repeat(width) : character;
      column += width;
    }
    vim.text.setLine(row, result);
  }
  vim.options.tabstop = tabstop;
  vim.moveTo(vim.cursor.row, vim.columnAt(vim.cursor.row, display));
}
