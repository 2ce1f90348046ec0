import { inverse } from './full-screen.ts';
import { cellsOf, columnOf, widthOf, windowOf } from './line-cells.ts';
import type { TextBuffer } from './text-buffer.ts';

const KEYS: readonly (readonly [string, string])[][] = [
  [
    ['^G', 'Help'],
    ['^O', 'Write Out'],
    ['^W', 'Where Is'],
    ['^K', 'Cut'],
    ['^C', 'Location'],
    ['M-U', 'Undo'],
  ],
  [
    ['^X', 'Exit'],
    ['^R', 'Read File'],
    ['M-W', 'Next'],
    ['^U', 'Paste'],
    ['^_', 'Go Line'],
    ['M-E', 'Redo'],
  ],
];

export const NANO_HELP = [
  'Keys of this editor. Ctrl-G is written as ^G, Alt-U (or Esc, then U) as M-U.',
  '',
  '^G      this help                     ^X      leave; asks when there are changes',
  '^O      write the file                ^R      insert a file',
  '^W      search                        M-W     search again',
  '^K      cut the line                  ^U      paste what was cut',
  'M-6     copy the line                 ^C      where the cursor is',
  'M-U     undo                          M-E     redo',
  '^A      beginning of the line         ^E      end of the line',
  '^Y      a page up                     ^V      a page down',
  '^P ^N   a line up, down               ^B ^F   a character left, right',
  '^D      delete the character          ^H      delete the one before',
  'M-\\     first line                    M-/     last line',
  '^_      go to a line                  ^L      paint the screen again',
];

/** How many rows of text, and whether the two rows of key help fit. */
export function nanoLayout(rows: number): { textRows: number; showsKeys: boolean } {
  const showsKeys = rows >= 7;
  return { textRows: Math.max(1, rows - (showsKeys ? 4 : 2)), showsKeys };
}

export function titleBar(columns: number, name: string, modified: boolean, view: boolean): string {
  const [left, right] = ['  nano 1.0', view ? 'View ' : modified ? 'Modified ' : ''];
  const room = columns < 30 ? columns - 1 : columns - 13;
  const shown = name === '' ? 'New Buffer' : windowOf(name, Math.max(0, widthOf(name) - room), columns);
  const start = Math.max(left.length + 2, Math.floor((columns - widthOf(shown)) / 2));
  let bar = columns < 30 ? ` ${shown}` : left.padEnd(start) + shown;
  if (widthOf(bar) + right.length < columns) bar += ' '.repeat(columns - widthOf(bar) - right.length) + right;
  const cut = windowOf(bar, 0, columns);
  return inverse(cut + ' '.repeat(Math.max(0, columns - widthOf(cut))));
}

/** Where the window on a long line begins, so that the cursor stays in it: the line scrolls by pages. */
export function pageStart(column: number, columns: number): number {
  if (column < columns - 1) return 0;
  return columns > 8 ? column - 6 - ((column - 6) % (columns - 8)) : column - columns + 2;
}

/** A line of text; `$` marks the side where it goes on. */
export function textRow(line: string, from: number, columns: number): string {
  const cells = cellsOf(line);
  const last = cells.at(-1);
  const goesOn = last !== undefined && last.column + last.width > from + columns;
  const room = goesOn ? columns - 1 : columns;
  if (from === 0) return windowOf(line, 0, room) + (goesOn ? inverse('$') : '');
  return inverse('$') + windowOf(line, from + 1, room - 1) + (goesOn ? inverse('$') : '');
}

export function textRows(buffer: TextBuffer, top: number, count: number, columns: number): string[] {
  const start = pageStart(columnOf(buffer.line, buffer.column), columns);
  return Array.from({ length: count }, (_, at) => {
    const row = top + at;
    return textRow(buffer.lines[row] ?? '', row === buffer.row ? start : 0, columns);
  });
}

export function statusRow(message: string, columns: number): string {
  if (message === '') return '';
  const text = windowOf(`[ ${message} ]`, 0, columns);
  return ' '.repeat(Math.floor((columns - widthOf(text)) / 2)) + inverse(text);
}

export function keyRows(columns: number): string[] {
  const shown = Math.max(1, Math.min(KEYS[0]!.length, Math.floor(columns / 13)));
  const width = Math.floor(columns / shown);
  return KEYS.map((row) =>
    row
      .slice(0, shown)
      .map(([key, meaning]) => inverse(key) + ` ${meaning}`.slice(0, width - key.length - 1).padEnd(width - key.length))
      .join(''),
  );
}
