import stringWidth from 'string-width';

const TAB = 8;

/** How one character of a line is shown. */
export interface Cell {
  /** Where the character begins in the line (UTF-16). */
  readonly index: number;
  /** The display column it begins at, from 0. */
  readonly column: number;
  readonly shown: string;
  readonly width: number;
}

/** The cells of a line: tabs expanded, control characters as ^X, wide characters two columns wide. */
export function cellsOf(line: string, tabstop = TAB, showsTabs = false): Cell[] {
  const cells: Cell[] = [];
  let [index, column] = [0, 0];
  for (const character of line) {
    const shown = showsTabs && character === '\t' ? '^I' : shownAs(character, column, tabstop);
    const width = character < '\x7f' ? shown.length : stringWidth(shown);
    cells.push({ index, column, shown, width });
    index += character.length;
    column += width;
  }
  return cells;
}

function shownAs(character: string, column: number, tabstop: number): string {
  if (character === '\t') return ' '.repeat(tabstop - (column % tabstop));
  const code = character.charCodeAt(0);
  if (code === 127) return '^?';
  return code < 32 ? `^${String.fromCharCode(code + 64)}` : character;
}

export function columnOf(line: string, index: number, tabstop = TAB): number {
  let column = 0;
  for (const cell of cellsOf(line, tabstop)) {
    if (cell.index >= index) return cell.column;
    column = cell.column + cell.width;
  }
  return column;
}

/** The character at a display column, or the line's end. */
export function indexAtColumn(line: string, column: number, tabstop = TAB): number {
  for (const cell of cellsOf(line, tabstop)) if (cell.column + cell.width > column) return cell.index;
  return line.length;
}

export function widthOf(line: string): number {
  return columnOf(line, line.length);
}

/** What is seen of a line through a window that begins at display column `from`. */
export function windowOf(line: string, from: number, width: number): string {
  let text = '';
  for (const cell of cellsOf(line)) {
    if (cell.column < from) {
      if (cell.column + cell.width > from) text += ' '.repeat(cell.column + cell.width - from);
    } else if (cell.column + cell.width > from + width) break;
    else text += cell.shown;
  }
  return text;
}

/** A line cut into pieces that fit a width each; at least one. */
export function wrapped(line: string, width: number, tabstop = TAB): string[] {
  const pieces: string[] = [''];
  let used = 0;
  for (const { shown, width: cellWidth } of cellsOf(line, tabstop)) {
    if (used + cellWidth > width && used > 0) {
      pieces.push('');
      used = 0;
    }
    pieces[pieces.length - 1] += shown;
    used += cellWidth;
  }
  return pieces;
}
