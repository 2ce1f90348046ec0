import stringWidth from 'string-width';

/** A label and the columns it takes on the screen, colour codes not counted. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

export interface ColumnsOptions {
  readonly total: number;
  /** Filled across, not downwards. */
  readonly across: boolean;
  readonly tabSize: number;
}

const GAP = 2;
/** The narrowest column: one letter and a gap. */
const NARROWEST = 3;

/** As many columns as fit, as GNU ls lays them out. */
export function inColumns(cells: readonly Cell[], { total, across, tabSize }: ColumnsOptions): string {
  const most = Math.min(cells.length, Math.max(1, Math.floor(total / NARROWEST) + (total % NARROWEST ? 1 : 0)));
  for (let count = most; ; count--) {
    const rows = Math.ceil(cells.length / count);
    const columnOf = (index: number) => (across ? index % count : Math.floor(index / rows));
    const widths: number[] = Array.from({ length: count }, () => NARROWEST);
    cells.forEach(({ width }, index) => {
      const column = columnOf(index);
      widths[column] = Math.max(widths[column]!, width + (column === count - 1 ? 0 : GAP));
    });
    if (count > 1 && widths.reduce((sum, width) => sum + width, 0) >= total) continue;
    const index = (row: number, column: number) => (across ? row * count + column : column * rows + row);
    return Array.from({ length: rows }, (_, row) => line(cells, widths, (column) => index(row, column), tabSize)).join(
      '',
    );
  }
}

function line(
  cells: readonly Cell[],
  widths: readonly number[],
  index: (column: number) => number,
  tabSize: number,
): string {
  let [text, at, start] = ['', 0, 0];
  for (const [column, width] of widths.entries()) {
    const cell = cells[index(column)];
    if (!cell) break;
    text += indent(at, start, tabSize) + cell.text;
    at = start + cell.width;
    start += width;
  }
  return `${text}\n`;
}

/** Tabs as far as they go, then blanks. */
function indent(from: number, to: number, tabSize: number): string {
  let [text, at] = ['', from];
  while (at < to) {
    if (tabSize > 0 && Math.floor(to / tabSize) > Math.floor((at + 1) / tabSize)) {
      text += '\t';
      at += tabSize - (at % tabSize);
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}

/** `a, b, c` over as many lines as needed (`ls -m`). */
export function withCommas(cells: readonly Cell[], total: number): string {
  let [text, at] = ['', 0];
  cells.forEach((cell, index) => {
    if (index > 0) {
      if (total === 0 || at + cell.width + 2 < total) {
        text += ', ';
        at += 2;
      } else {
        text += ',\n';
        at = 0;
      }
    }
    text += cell.text;
    at += cell.width;
  });
  return cells.length > 0 ? `${text}\n` : '';
}

export const widthOf = (text: string): number => stringWidth(text);
