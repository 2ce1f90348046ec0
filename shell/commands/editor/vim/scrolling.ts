import { KEY } from './keys.ts';
import { firstNonBlank } from './positions.ts';
import { type Vim, VimError } from './vim.ts';

/** Commands that move the window over the text; false when the keys are none of them. */
export function scrollCommand(vim: Vim, keys: string, count: number | undefined): boolean {
  const { screen } = vim;
  const times = count ?? 1;
  const commands: Record<string, () => void> = {
    '\x06': () => pageDown(vim, times),
    [KEY.pageDown]: () => pageDown(vim, times),
    '\x02': () => pageUp(vim, times),
    [KEY.pageUp]: () => pageUp(vim, times),
    '\x04': () => halfPage(vim, count, 1),
    '\x15': () => halfPage(vim, count, -1),
    '\x05': () => scrollLines(vim, times),
    '\x19': () => scrollLines(vim, -times),
    zt: () => screen.showAt(vim, rowFor(vim, count), 'top'),
    zz: () => screen.showAt(vim, rowFor(vim, count), 'middle'),
    zb: () => screen.showAt(vim, rowFor(vim, count), 'bottom'),
    'z\r': () => {
      screen.showAt(vim, rowFor(vim, count), 'top');
      toIndent(vim);
    },
    'z.': () => {
      screen.showAt(vim, rowFor(vim, count), 'middle');
      toIndent(vim);
    },
    'z-': () => {
      screen.showAt(vim, rowFor(vim, count), 'bottom');
      toIndent(vim);
    },
    zl: () => screen.shiftColumns(vim, times),
    zh: () => screen.shiftColumns(vim, -times),
    '\x0c': () => screen.repaint(),
  };
  const command = commands[keys];
  command?.();
  return command !== undefined;
}

function rowFor(vim: Vim, count: number | undefined): number {
  if (count !== undefined) vim.moveTo(Math.min(count - 1, vim.lastRow), vim.cursor.column);
  return vim.cursor.row;
}

function toIndent(vim: Vim): void {
  vim.moveTo(vim.cursor.row, firstNonBlank(vim.line));
}

function pageDown(vim: Vim, times: number): void {
  for (let left = times; left > 0; left--) {
    const { top, bottom } = vim.screen.visibleRows(vim);
    if (top >= vim.lastRow) throw new VimError();
    const next = bottom >= vim.lastRow ? vim.lastRow : Math.max(bottom - 1, top + 1);
    vim.screen.topRow = Math.min(next, vim.lastRow);
    vim.moveTo(Math.max(vim.cursor.row, vim.screen.topRow), 0);
    vim.screen.keepCursorInside(vim);
  }
  toIndent(vim);
}

function pageUp(vim: Vim, times: number): void {
  for (let left = times; left > 0; left--) {
    const { top } = vim.screen.visibleRows(vim);
    if (top === 0) throw new VimError();
    // The window's first two lines become its last two.
    vim.screen.putAtBottom(vim, Math.max(0, Math.min(top + 1, vim.lastRow - 1)));
    const { bottom } = vim.screen.visibleRows(vim);
    vim.moveTo(bottom, 0);
    vim.screen.keepCursorInside(vim);
  }
  toIndent(vim);
}

function halfPage(vim: Vim, count: number | undefined, step: 1 | -1): void {
  const { screen } = vim;
  if (count !== undefined) screen.scrollRows = Math.min(count, screen.height);
  const rows = screen.scrollRows || Math.max(1, screen.height >> 1);
  if (step === 1 ? vim.cursor.row === vim.lastRow : vim.cursor.row === 0) throw new VimError();
  const { bottom } = screen.visibleRows(vim);
  const moved = step === 1 ? Math.max(0, Math.min(rows, vim.lastRow - bottom)) : Math.min(rows, screen.topRow);
  screen.topRow += step * moved;
  vim.moveTo(vim.cursor.row + step * rows, 0);
  screen.keepCursorInside(vim);
  toIndent(vim);
}

/** Ctrl-E and Ctrl-Y: the cursor stays in its line as long as that is seen. */
function scrollLines(vim: Vim, rows: number): void {
  const top = Math.max(0, Math.min(vim.screen.topRow + rows, vim.lastRow));
  vim.screen.topRow = top;
  const { bottom } = vim.screen.visibleRows(vim);
  const margin = vim.options.scrolloff;
  const low = top === 0 ? 0 : Math.min(top + margin, vim.lastRow);
  const high = bottom === vim.lastRow ? bottom : Math.max(top, bottom - margin);
  const row = Math.max(low, Math.min(vim.cursor.row, high));
  if (row !== vim.cursor.row) vim.moveToRow(row);
}
