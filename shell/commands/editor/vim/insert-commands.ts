import { insertText, openLine } from './insert-mode.ts';
import { firstNonBlank, nextColumn } from './positions.ts';
import type { Vim } from './vim.ts';

/** Commands that begin to insert; false when the keys are none of them. */
export async function startInsert(vim: Vim, keys: string, count: number): Promise<boolean> {
  const { row, column } = vim.cursor;
  const starts: Record<string, () => Promise<void>> = {
    i: () => insertAt(vim, column, count),
    '\uf727': () => insertAt(vim, column, count),
    I: () => insertAt(vim, /\S/.test(vim.line) ? firstNonBlank(vim.line) : vim.line.length, count),
    gI: () => insertAt(vim, 0, count),
    a: () => insertAt(vim, nextColumn(vim.line, column), count),
    A: () => insertAt(vim, vim.line.length, count),
    o: () => insertText(vim, { count, opens: true, indented: openLine(vim, row + 1) }),
    O: () => insertText(vim, { count, opens: true, indented: openLine(vim, row) }),
    R: () => insertText(vim, { count, replaces: true }),
    gi: async () => {
      const mark = vim.text.marks.get('^');
      if (mark) vim.moveTo(mark.row, mark.column);
      await insertText(vim, { count });
    },
  };
  const start = starts[keys];
  await start?.();
  return start !== undefined;
}

function insertAt(vim: Vim, column: number, count: number): Promise<void> {
  vim.cursor = { row: vim.cursor.row, column };
  vim.wanted = null;
  return insertText(vim, { count });
}
