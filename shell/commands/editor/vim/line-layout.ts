import { cellsOf } from '../line-cells.ts';
import type { VimOptions } from './vim-options.ts';

/** One character as it stands on the screen. */
export interface PlacedCell {
  readonly index: number;
  readonly shown: string;
  readonly width: number;
  /** In the row, behind the line number. */
  readonly column: number;
}

export interface LineLayout {
  readonly rows: readonly (readonly PlacedCell[])[];
  /** Where the place behind the last character is. */
  readonly end: { readonly row: number; readonly column: number };
}

/** Longer, a line's rest is not looked at. */
const MAX_CELLS = 20_000;

/** How a line is cut into rows of a width (or, without 'wrap', what is seen of it from a display column on). */
export function layoutLine(line: string, options: VimOptions, width: number, fromColumn: number): LineLayout {
  const cells = cellsOf(line.slice(0, MAX_CELLS), options.tabstop, options.list);
  return options.wrap ? wrapCells(cells, width) : cutCells(cells, width, fromColumn);
}

function wrapCells(cells: ReturnType<typeof cellsOf>, width: number): LineLayout {
  const rows: PlacedCell[][] = [[]];
  let used = 0;
  for (const { index, shown, width: needed } of cells) {
    const isText = shown.length === needed;
    let rest = shown;
    if (!isText && used + needed > width && used > 0) {
      // A wide character that does not fit leaves a sign.
      if (used < width) rows.at(-1)!.push({ index: -1, shown: '>', width: 1, column: used });
      rows.push([]);
      used = 0;
    }
    if (!isText) {
      rows.at(-1)!.push({ index, shown, width: needed, column: used });
      used += needed;
      continue;
    }
    while (rest !== '') {
      if (used >= width) {
        rows.push([]);
        used = 0;
      }
      const part = rest.slice(0, width - used);
      rows.at(-1)!.push({ index, shown: part, width: part.length, column: used });
      used += part.length;
      rest = rest.slice(part.length);
    }
  }
  const end = used >= width ? { row: rows.length, column: 0 } : { row: rows.length - 1, column: used };
  return { rows, end };
}

function cutCells(cells: ReturnType<typeof cellsOf>, width: number, from: number): LineLayout {
  const row: PlacedCell[] = [];
  let end = 0;
  for (const cell of cells) {
    end = cell.column + cell.width;
    const column = cell.column - from;
    if (end <= from || column >= width) continue;
    if (column < 0) row.push({ index: cell.index, shown: ' '.repeat(end - from), width: end - from, column: 0 });
    else if (column + cell.width > width)
      row.push({
        index: cell.index,
        shown: cell.shown.length === cell.width ? cell.shown.slice(0, width - column) : '>',
        width: width - column,
        column,
      });
    else row.push({ index: cell.index, shown: cell.shown, width: cell.width, column });
  }
  return { rows: [row], end: { row: 0, column: Math.max(0, end - from) } };
}
