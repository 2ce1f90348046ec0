import { type LineLayout, layoutLine } from './line-layout.ts';
import { lastColumn } from './positions.ts';
import type { Vim } from './vim.ts';

/** Which part of the text is seen. */
export abstract class VimWindow {
  topRow = 0;
  leftColumn = 0;
  /** 'scroll': 0 is half the window. */
  scrollRows = 0;
  /** Rows of text. */
  abstract readonly height: number;
  abstract readonly columns: number;

  gutterWidth({ options, text }: Vim): number {
    return options.number || options.relativenumber ? Math.max(3, String(text.lines.length).length) + 1 : 0;
  }

  /** How many rows of the screen a line takes. */
  rowsOfLine(vim: Vim, row: number): number {
    return this.layout(vim, row).rows.length;
  }

  layout(vim: Vim, row: number): LineLayout {
    const width = Math.max(1, this.columns - this.gutterWidth(vim));
    return layoutLine(vim.text.line(row), vim.options, width, this.leftColumn);
  }

  /** Where the cursor stands in its line's rows. */
  placeOf(vim: Vim, layout: LineLayout): { row: number; column: number } {
    const { column } = vim.cursor;
    const isTab = vim.line[column] === '\t' && vim.mode === 'normal' && !vim.options.list;
    for (let row = 0; row < layout.rows.length; row++)
      for (const cell of layout.rows[row]!)
        if (cell.index >= column) {
          const last = isTab ? layout.rows[row]!.findLast(({ index }) => index === cell.index)! : cell;
          return { row, column: isTab ? last.column + last.width - 1 : cell.column };
        }
    return layout.end;
  }

  /** The first and the last line that are seen whole. */
  visibleRows(vim: Vim): { top: number; bottom: number } {
    this.topRow = Math.max(0, Math.min(this.topRow, vim.lastRow));
    let [used, bottom] = [0, this.topRow - 1];
    while (bottom < vim.lastRow) {
      used += this.rowsOfLine(vim, bottom + 1);
      if (used > this.height) break;
      bottom++;
    }
    return { top: this.topRow, bottom: Math.max(bottom, this.topRow) };
  }

  /** Moves the window so that the cursor is seen: a little when it is near, to the middle when it is far. */
  showCursor(vim: Vim): void {
    vim.keepOnCharacter();
    this.#showColumn(vim);
    const { row } = vim.cursor;
    const margin = Math.min(vim.options.scrolloff, (this.height - 1) >> 1);
    const { top, bottom } = this.visibleRows(vim);
    if (row < top + margin && top > 0) {
      const far = top + margin - row;
      if (far >= Math.max(2, (this.height >> 1) - 1)) this.showAt(vim, row, 'middle');
      else this.topRow = Math.max(0, row - margin);
      return;
    }
    const wanted = Math.min(row + margin, vim.lastRow);
    if (wanted <= bottom) return;
    if (wanted - bottom > this.height) {
      this.showAt(vim, row, 'middle');
      return;
    }
    let added = 0;
    for (let at = bottom + 1; at <= wanted; at++) added += this.rowsOfLine(vim, at);
    if (added >= this.height && row !== bottom + 1) this.showAt(vim, row, 'middle');
    else this.putAtBottom(vim, wanted);
    this.topRow = Math.min(this.topRow, row);
  }

  #showColumn(vim: Vim): void {
    if (vim.options.wrap) {
      this.leftColumn = 0;
      return;
    }
    const width = Math.max(1, this.columns - this.gutterWidth(vim));
    const column = vim.displayColumn();
    if (column < this.leftColumn || column >= this.leftColumn + width) {
      const far = column < this.leftColumn ? this.leftColumn - column : column - this.leftColumn - width + 1;
      this.leftColumn = far > 0 ? Math.max(0, column - (width >> 1)) : this.leftColumn;
    }
  }

  shiftColumns(vim: Vim, by: number): void {
    if (!vim.options.wrap) this.leftColumn = Math.max(0, this.leftColumn + by);
  }

  /** The window's last line is this one. */
  putAtBottom(vim: Vim, row: number): void {
    let [used, top] = [this.rowsOfLine(vim, row), row];
    while (top > 0 && used + this.rowsOfLine(vim, top - 1) <= this.height) used += this.rowsOfLine(vim, --top);
    this.topRow = top;
  }

  showAt(vim: Vim, row: number, where: 'top' | 'middle' | 'bottom'): void {
    const margin = Math.min(vim.options.scrolloff, (this.height - 1) >> 1);
    if (where === 'top') this.topRow = Math.max(0, row - margin);
    else if (where === 'bottom') this.putAtBottom(vim, Math.min(row + margin, vim.lastRow));
    else this.#center(vim, row);
  }

  #center(vim: Vim, row: number): void {
    let [top, bottom, above, below] = [row, row, 0, 0];
    let used = this.rowsOfLine(vim, row);
    while (top > 0) {
      if (above < below) {
        const rows = this.rowsOfLine(vim, top - 1);
        used += rows;
        if (used > this.height) break;
        above += rows;
        top--;
      } else if (bottom < vim.lastRow) {
        const rows = this.rowsOfLine(vim, ++bottom);
        used += rows;
        if (used > this.height) break;
        below += rows;
      } else below++;
    }
    this.topRow = top;
  }

  /** The rows that the cursor may be in without moving the window ('scrolloff'). */
  rowsWithMargin(vim: Vim): { low: number; high: number } {
    const { top, bottom } = this.visibleRows(vim);
    const margin = Math.min(vim.options.scrolloff, (this.height - 1) >> 1);
    const low = top === 0 ? 0 : Math.min(top + margin, vim.lastRow);
    return { low, high: bottom >= vim.lastRow ? bottom : Math.max(low, bottom - margin) };
  }

  /** After the window moved: the cursor comes along. */
  keepCursorInside(vim: Vim): void {
    const { low, high } = this.rowsWithMargin(vim);
    const row = Math.max(low, Math.min(vim.cursor.row, high));
    if (row !== vim.cursor.row) vim.moveTo(row, lastColumn(vim.text.line(row)));
  }
}
