import { type Insertion, indentOf } from './insertion.ts';
import { characterClass, previousColumn } from './positions.ts';
import type { Vim } from './vim.ts';

export function eraseBack(vim: Vim, insertion: Insertion): void {
  const { row, column } = vim.cursor;
  const { line } = vim;
  if (insertion.replaces) {
    const given = insertion.replaced.pop();
    const start = previousColumn(line, column);
    if (given !== undefined) vim.text.setLine(row, line.slice(0, start) + given + line.slice(column));
    vim.moveTo(row, start);
    return;
  }
  insertion.typed = insertion.typed.slice(0, -1);
  if (column === 0) {
    if (row === 0) return;
    const above = vim.text.line(row - 1);
    vim.text.replace(row - 1, 2, [above + line]);
    vim.moveTo(row - 1, above.length);
    return;
  }
  const step = vim.options.softtabstop;
  const before = line.slice(0, column);
  let start = previousColumn(line, column);
  if (step > 0 && before.endsWith(' ')) {
    const wanted = Math.floor((column - 1) / step) * step;
    while (start > wanted && line[start - 1] === ' ') start--;
  }
  vim.text.setLine(row, line.slice(0, start) + line.slice(column));
  vim.moveTo(row, start);
}

export function eraseTo(vim: Vim, insertion: Insertion, start: number): void {
  const { row, column } = vim.cursor;
  if (column === 0) return eraseBack(vim, insertion);
  const begun = insertion.start;
  if (begun.row === row && begun.column < column) start = Math.max(start, begun.column);
  insertion.typed = insertion.typed.slice(0, Math.max(0, insertion.typed.length - (column - start)));
  vim.text.setLine(row, vim.line.slice(0, start) + vim.line.slice(column));
  vim.moveTo(row, start);
}

export function wordStart(line: string, column: number): number {
  let at = column;
  while (at > 0 && /\s/.test(line[at - 1]!)) at--;
  if (at === 0) return 0;
  const kind = characterClass(line[at - 1]!);
  while (at > 0 && characterClass(line[at - 1]!) === kind) at--;
  return at;
}

/** Ctrl-U leaves the indent, unless only that is there. */
export function lineStart(line: string, column: number): number {
  const indent = indentOf(line).length;
  return column > indent ? indent : 0;
}
