import { columnOf } from '../line-cells.ts';
import type { NanoState } from './nano-state.ts';
import type { Place } from './nano-text.ts';

export function type(state: NanoState, typed: string): void {
  const { text } = state;
  text.edit('addition', () => text.insert(typed));
}

function newline({ text, options }: NanoState): void {
  const indent = options.autoIndents ? /^[ \t]*/.exec(text.line.slice(0, text.column))![0] : '';
  text.edit('line break', () => text.insert(`\n${indent}`));
}

function tab(state: NanoState): void {
  const { text, options } = state;
  const { tabSize } = options;
  const width = tabSize - (columnOf(text.line, text.column, tabSize) % tabSize);
  type(state, options.tabsToSpaces ? ' '.repeat(width) : '\t');
}

function erase({ text }: NanoState, step: 1 | -1): void {
  const here: Place = { row: text.row, column: text.column };
  if (text.mark) return;
  const other = text.beside(here, step);
  if (!other) return;
  const [from, to] = step < 0 ? [other, here] : [here, other];
  const joins = from.row !== to.row;
  // The empty line behind the last one is no line of its own.
  if (joins && to.row === text.lastRow && text.lines[to.row] === '' && from.column > 0)
    return text.moveTo(from.row, from.column);
  text.edit(joins ? 'line join' : 'deletion', () => text.remove(from, to));
}

/** `^K`: the marked part, or the line; lines cut one after the other are pasted together. */
function cut(state: NanoState, copies: boolean): void {
  const { text } = state;
  state.say('');
  const { marked } = text;
  if (marked) {
    const [from, to] = marked;
    state.cut = text.between(from, to);
    text.mark = null;
    if (!copies) text.edit('cut', () => text.remove(from, to));
    state.cutting = false;
    return;
  }
  const { row } = text;
  if (row === text.lastRow) return state.say(copies ? 'Nothing was copied' : 'Nothing was cut');
  const taken = `${text.line}\n`;
  state.cut = state.cutting ? state.cut + taken : taken;
  state.cutting = true;
  if (copies) text.moveTo(row + 1, text.column);
  else text.edit('cut', () => text.remove({ row, column: 0 }, { row: row + 1, column: 0 }));
}

/** `M-T`. */
function cutToEnd(state: NanoState): void {
  const { text } = state;
  state.say('');
  const [from, to] = [
    { row: text.row, column: text.column },
    { row: text.lastRow, column: text.lines[text.lastRow]!.length },
  ];
  state.cut = text.between(from, to);
  if (state.cut === '') return state.say('Nothing was cut');
  text.edit('cut', () => text.remove(from, to));
}

function paste(state: NanoState): void {
  const { text } = state;
  if (state.cut === '') return state.say('Cutbuffer is empty');
  state.say('');
  text.edit('paste', () => text.insert(state.cut));
}

/** `M-}` and `M-{`: the marked lines, or the line. */
function shift(state: NanoState, step: 1 | -1): void {
  const { text, options } = state;
  const [first, last] = text.marked?.map(({ row }) => row) ?? [text.row, text.row];
  const unit = options.tabsToSpaces ? ' '.repeat(options.tabSize) : '\t';
  text.edit(step > 0 ? 'indent' : 'unindent', () => {
    for (let row = first!; row <= last!; row++) {
      const line = text.lines[row]!;
      const less = line.replace(new RegExp(`^(\\t| {1,${options.tabSize}})`), '');
      const changed = step < 0 ? less : line === '' ? line : unit + line;
      text.setLine(row, changed);
      if (row === text.row && text.column > 0)
        text.moveTo(row, Math.max(0, text.column + changed.length - line.length));
    }
  });
}

/** `M-Backspace` and Ctrl-Delete. */
function eraseWord(state: NanoState): void {
  const { text } = state;
  const before = text.line.slice(0, text.column);
  const kept = before.replace(/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u, '');
  if (before === '') return state.say('Nothing was cut');
  const from = before.replace(/[\p{L}\p{N}_]+[^\p{L}\p{N}_]*$/u, '');
  const column = from === before ? kept.length : from.length;
  text.edit('cut', () => text.remove({ row: text.row, column }, { row: text.row, column: text.column }));
}

/** Keys that change the text; none of them works in a file that is only looked at. */
export const EDITS: Readonly<Record<string, (state: NanoState) => void>> = {
  enter: newline,
  'C-m': newline,
  tab,
  backspace: (state) => erase(state, -1),
  delete: (state) => erase(state, 1),
  'C-d': (state) => erase(state, 1),
  'C-k': (state) => cut(state, false),
  'C-u': paste,
  'M-t': cutToEnd,
  'M-}': (state) => shift(state, 1),
  'M-{': (state) => shift(state, -1),
  'M-backspace': eraseWord,
};

export const copy = (state: NanoState): void => cut(state, true);
