import type { NanoState } from './nano-state.ts';
import type { Place } from './nano-text.ts';

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

function nextWord(state: NanoState): Place {
  const { text } = state;
  let place: Place = { row: text.row, column: text.column };
  let wasWord = isWord(text.line[text.column]);
  for (let next = text.beside(place, 1); next; next = text.beside(place, 1)) {
    place = next;
    const now = isWord(text.lines[place.row]![place.column]);
    if (now && !wasWord) break;
    wasWord = now;
  }
  return place;
}

function previousWord(state: NanoState): Place {
  const { text } = state;
  let place: Place = { row: text.row, column: text.column };
  let inWord = false;
  for (let next = text.beside(place, -1); next; next = text.beside(place, -1)) {
    const now = isWord(text.lines[next.row]![next.column]);
    if (inWord && !now) break;
    inWord = now;
    place = next;
  }
  return place;
}

function page(state: NanoState, step: 1 | -1): void {
  const { buffer, text, column } = state;
  const by = Math.max(1, state.rows - 2) * step;
  const row = text.row + by;
  if (row < 0 || row > text.lastRow) return state.moveToRow(row, column);
  state.moveToRow(row, column);
  buffer.top = Math.max(0, Math.min(buffer.top + by, text.lastRow));
}

/** `M-]`: the bracket that belongs to the one under the cursor. */
function matchBracket(state: NanoState): void {
  const { text } = state;
  const pairs = '()[]{}<>';
  const at = pairs.indexOf(text.line[text.column] ?? ' ');
  if (at < 0) return state.say('Not a bracket');
  const [own, other, step] = [pairs[at]!, pairs[at ^ 1]!, at % 2 === 0 ? 1 : -1] as [string, string, 1 | -1];
  let depth = 0;
  const start: Place = { row: text.row, column: text.column };
  for (let place = text.beside(start, step); place; place = text.beside(place, step)) {
    const character = text.lines[place.row]![place.column];
    if (character === own) depth++;
    else if (character === other && depth-- === 0) return text.moveTo(place.row, place.column);
  }
  state.say('No matching bracket');
}

/** Ctrl-arrows: to the next empty line and behind it. */
function block(state: NanoState, step: 1 | -1): void {
  const { text } = state;
  let { row } = text;
  const isBlank = (at: number) => /^\s*$/.test(text.lines[at]!);
  do row += step;
  while (row > 0 && row < text.lastRow && !(isBlank(row - 1) && !isBlank(row)));
  text.moveTo(row, 0);
}

/** Keys that move the cursor. */
export const MOVES: Readonly<Record<string, (state: NanoState) => void>> = withAliases({
  'left C-b': ({ text }) => goTo(text, text.beside({ row: text.row, column: text.column }, -1)),
  'right C-f': ({ text }) => goTo(text, text.beside({ row: text.row, column: text.column }, 1)),
  'up C-p': (state) => state.moveToRow(state.text.row - 1),
  'down C-n': (state) => state.moveToRow(state.text.row + 1),
  'home C-a': ({ text }) => text.moveTo(text.row, 0),
  'end C-e': ({ text }) => text.moveTo(text.row, text.line.length),
  'page-up C-y': (state) => page(state, -1),
  'page-down C-v': (state) => page(state, 1),
  'M-\\ M-|': ({ text }) => text.moveTo(0, 0),
  'M-/ M-?': ({ text }) => text.moveTo(text.lastRow, 0),
  'C-` M-f': (state) => goTo(state.text, nextWord(state)),
  'M- M-b': (state) => goTo(state.text, previousWord(state)),
  'M-]': matchBracket,
  'M-( M-7': (state) => block(state, -1),
  'M-) M-8': (state) => block(state, 1),
  'M-- M-_': ({ buffer, text, rows }) => {
    buffer.top = Math.max(0, buffer.top - 1);
    text.moveTo(Math.min(text.row, buffer.top + rows - 1), text.column);
  },
  'M-+ M-=': ({ buffer, text }) => {
    buffer.top = Math.min(text.lastRow, buffer.top + 1);
    text.moveTo(Math.max(text.row, buffer.top), text.column);
  },
});

function goTo(text: NanoState['text'], place: Place | null): void {
  if (place) text.moveTo(place.row, place.column);
}

function withAliases<T>(table: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([names, value]) =>
      names.split(' ').map((name): [string, T] => [name === 'M-' ? 'M- ' : name, value]),
    ),
  );
}
