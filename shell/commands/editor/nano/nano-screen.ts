import { inverse } from '../full-screen.ts';
import { cellsOf, columnOf, widthOf, windowOf } from '../line-cells.ts';
import type { NanoText } from './nano-text.ts';

export type MenuItem = readonly [key: string, meaning: string];

export const MAIN_MENU: readonly MenuItem[] = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
  ['M-U', 'Undo'],
  ['M-E', 'Redo'],
  ['M-A', 'Set Mark'],
  ['M-6', 'Copy'],
  ['M-]', 'To Bracket'],
  ['^Q', 'Where Was'],
  ['M-Q', 'Previous'],
  ['M-W', 'Next'],
];

/** The two rows of keys: as many as fit, each as wide as the others. */
export function menuRows(items: readonly MenuItem[], columns: number): string[] {
  const most = Math.floor((columns + 40) / 20) * 2;
  const shown = items.slice(0, most);
  const width = Math.floor(columns / Math.ceil(shown.length / 2));
  const row = (parity: number) =>
    shown
      .filter((_, at) => at % 2 === parity)
      .map(([key, meaning]) =>
        key === ''
          ? ' '.repeat(width)
          : inverse(key) + ` ${meaning}`.slice(0, width - key.length).padEnd(width - key.length),
      )
      .join('');
  return [row(0), row(1)];
}

export interface Title {
  readonly name: string;
  readonly state: '' | 'Modified' | 'View';
  /** Of several buffers: `[1/2]`. */
  readonly place: string;
}

export function titleBar(columns: number, { name, state, place }: Title): string {
  const left = place === '' ? 'GNU nano 7.2' : place;
  const [used, right] = [left.length + 3, (state === 'View' ? 4 : 8) + 3];
  const full = name === '' ? 'New Buffer' : name;
  const room = Math.max(1, columns - used - right);
  const path = widthOf(full) > room ? `...${full.slice(Math.max(0, full.length - room + 3))}` : full;
  const start = used + Math.max(0, Math.floor((columns - used - widthOf(path) - right) / 2));
  let bar = `  ${left}`.padEnd(start) + path;
  if (state !== '') bar = bar.padEnd(columns - state.length - 2 - (widthOf(bar) - bar.length)) + state;
  const cut = windowOf(bar, 0, columns);
  return inverse(cut + ' '.repeat(Math.max(0, columns - widthOf(cut))));
}

/** Where the window on a long line begins, so that the cursor stays in it: the line scrolls by pages. */
export function pageStart(column: number, columns: number): number {
  if (column + 2 < columns) return 0;
  return columns > 8 ? column - 6 - ((column - 6) % (columns - 8)) : column - columns + 2;
}

export interface TextView {
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
  readonly tabstop: number;
  readonly numbers: boolean;
  readonly whitespace: boolean;
}

export const gutterWidth = (text: NanoText, numbers: boolean): number =>
  numbers ? Math.max(2, String(text.lastRow + 1).length) + 1 : 0;

/** The rows of text, with what is marked. */
export function textRows(text: NanoText, view: TextView): string[] {
  const gutter = gutterWidth(text, view.numbers);
  const width = Math.max(1, view.columns - gutter);
  const cursor = columnOf(text.line, text.column, view.tabstop);
  return Array.from({ length: view.rows }, (_, at) => {
    const row = view.top + at;
    if (row > text.lastRow) return '';
    const number = gutter > 0 ? `${inverse(String(row + 1).padStart(gutter - 1))} ` : '';
    return number + textRow(text, row, row === text.row ? pageStart(cursor, width) : 0, width, view);
  });
}

/** A line of text; `<` and `>` mark the sides where it goes on. */
function textRow(text: NanoText, row: number, from: number, width: number, view: TextView): string {
  const cells = cellsOf(text.lines[row]!, view.tabstop);
  const last = cells.at(-1);
  const goesOn = last !== undefined && last.column + last.width > from + width;
  const end = from + width - (goesOn ? 1 : 0);
  const start = from > 0 ? from + 1 : 0;
  const marked = text.marked;
  let [out, isMarked, used] = ['', false, start];
  for (const cell of cells) {
    if (cell.column + cell.width <= start) continue;
    if (cell.column + cell.width > end) break;
    const inside =
      marked !== null &&
      (row > marked[0].row || (row === marked[0].row && cell.index >= marked[0].column)) &&
      (row < marked[1].row || (row === marked[1].row && cell.index < marked[1].column));
    if (inside !== isMarked) out += inside ? '\x1b[7m' : '\x1b[27m';
    isMarked = inside;
    const shown = view.whitespace ? visible(text.lines[row]![cell.index]!, cell.shown) : cell.shown;
    out += cell.column < start ? ' '.repeat(cell.column + cell.width - start) : shown;
    used = cell.column + cell.width;
  }
  if (isMarked) out += '\x1b[27m';
  if (goesOn) out += ' '.repeat(Math.max(0, end - used)) + inverse('>');
  return (from > 0 ? inverse('<') : '') + out;
}

function visible(character: string, shown: string): string {
  if (character === ' ') return '·';
  return character === '\t' ? `»${shown.slice(1)}` : shown;
}

/** A message in the middle of its row. */
export function statusRow(message: string, columns: number): string {
  if (message === '') return '';
  const text = windowOf(`[ ${message} ]`, 0, columns);
  return ' '.repeat(Math.max(0, Math.floor((columns - widthOf(text)) / 2))) + inverse(text);
}
