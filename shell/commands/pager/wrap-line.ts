import { wrapped } from '../editor/line-cells.ts';

/** A line cut into rows; with `colours`, SGR sequences take no room and last into the next row. */
export function wrapPager(line: string, width: number, colours: boolean): string[] {
  if (!colours || !line.includes('\x1b')) return wrapped(line, width);
  const rows: string[] = [];
  let [row, used, colour] = ['', 0, ''];
  for (const [piece] of line.matchAll(/\x1b\[[0-9;]*m|[\s\S]/gu)) {
    if (piece.length > 2 && piece.startsWith('\x1b[')) {
      colour = /^\x1b\[0?m$/.test(piece) ? '' : colour + piece;
      row += piece;
      continue;
    }
    if (used >= width) {
      rows.push(row);
      [row, used] = [colour, 0];
    }
    const shown = wrapped(piece, width)[0]!;
    row += shown;
    used += shown.length;
  }
  return [...rows, row];
}
