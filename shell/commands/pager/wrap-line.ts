import { wrapped } from '../editor/line-cells.ts';

/** A line cut into rows; with `colours`, SGR sequences take no room and last into the next row. */
export function wrapPager(given: string, width: number, colours: boolean, tabstop = 8): string[] {
  const line = shown(given.endsWith('\r') ? given.slice(0, -1) : given, colours);
  if (!line.includes('\x1b')) return wrapped(line, width, tabstop);
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
    const text = piece === '\t' ? ' '.repeat(tabstop - (used % tabstop)) : wrapped(piece, width)[0]!;
    row += text;
    used += text.length;
  }
  return [...rows, row];
}

/** An escape character that is not a colour's is shown by its name. */
function shown(line: string, colours: boolean): string {
  if (!line.includes('\x1b')) return line;
  return line.replace(/\x1b(?!\[[0-9;]*m)|\x1b/g, (found, at: number) =>
    colours && /^\x1b\[[0-9;]*m/.test(line.slice(at, at + 40)) ? found : 'ESC',
  );
}
