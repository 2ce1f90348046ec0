import { isBlank, isWordCharacter } from '../character-units.ts';
import type { CommandTable, Editing } from '../editing.ts';
import type { LineBuffer } from '../line-buffer.ts';

/** Where the word before `at` begins. */
export function wordStart({ units }: LineBuffer, at: number): number {
  let start = at;
  while (start > 0 && !isWordCharacter(units[start - 1]!)) start--;
  while (start > 0 && isWordCharacter(units[start - 1]!)) start--;
  return start;
}

/** Where the word after `at` ends. */
export function wordEnd({ units }: LineBuffer, at: number): number {
  let end = at;
  while (end < units.length && !isWordCharacter(units[end]!)) end++;
  while (end < units.length && isWordCharacter(units[end]!)) end++;
  return end;
}

/** Words as the shell parts them: quotes and backslashes hold them together. */
export function shellWordEnd({ units }: LineBuffer, at: number): number {
  let end = at;
  while (end < units.length && isBlank(units[end]!)) end++;
  let quote = '';
  for (; end < units.length; end++) {
    const unit = units[end]!;
    if (quote !== '') quote = unit === quote ? '' : quote;
    else if (unit === "'" || unit === '"') quote = unit;
    else if (unit === '\\') end++;
    else if (isBlank(unit)) break;
  }
  return Math.min(end, units.length);
}

export function shellWordStart(buffer: LineBuffer, at: number): number {
  let start = 0;
  for (let from = 0; from < at; ) {
    const end = shellWordEnd(buffer, from);
    let first = from;
    while (first < buffer.length && isBlank(buffer.units[first]!)) first++;
    if (first >= at) break;
    start = first;
    from = Math.max(end, from + 1);
  }
  return start;
}

export function repeated(at: number, count: number, forward: (at: number) => number, backward: (at: number) => number) {
  let to = at;
  for (let done = 0; done < Math.abs(count); done++) {
    const next = count > 0 ? forward(to) : backward(to);
    if (next === to) break;
    to = next;
  }
  return to;
}

const move = (forward: (buffer: LineBuffer, at: number) => number, backward: typeof forward, sign: 1 | -1) => {
  return ({ buffer, count }: Editing) => {
    buffer.cursor = repeated(
      buffer.cursor,
      count * sign,
      (at) => forward(buffer, at),
      (at) => backward(buffer, at),
    );
  };
};

const moveCharacters = (sign: 1 | -1) => (editing: Editing) => {
  const { buffer, count } = editing;
  const to = buffer.cursor + count * sign;
  if (to < 0 || to > buffer.length) editing.bell();
  buffer.cursor = to;
};

/** Goes to the next or previous such character; the key that follows says which. */
const searchCharacter = (sign: 1 | -1) => async (editing: Editing) => {
  const { buffer, input } = editing;
  await editing.refresh();
  const char = await input.next();
  if (char === null) return;
  const direction = editing.count < 0 ? -sign : sign;
  let left = Math.abs(editing.count);
  for (let at = buffer.cursor + direction; at >= 0 && at < buffer.length; at += direction) {
    if (buffer.units[at] !== char || --left > 0) continue;
    buffer.cursor = at;
    return;
  }
  editing.bell();
};

export const MOVEMENT_COMMANDS: CommandTable = {
  'beginning-of-line': ({ buffer }) => {
    buffer.cursor = 0;
  },
  'end-of-line': ({ buffer }) => {
    buffer.cursor = buffer.length;
  },
  'forward-char': moveCharacters(1),
  'backward-char': moveCharacters(-1),
  'forward-byte': moveCharacters(1),
  'backward-byte': moveCharacters(-1),
  'forward-word': move(wordEnd, wordStart, 1),
  'backward-word': move(wordEnd, wordStart, -1),
  'shell-forward-word': move(shellWordEnd, shellWordStart, 1),
  'shell-backward-word': move(shellWordEnd, shellWordStart, -1),
  'character-search': searchCharacter(1),
  'character-search-backward': searchCharacter(-1),
  'set-mark': ({ buffer, count, hasCount }) => {
    buffer.mark = hasCount ? Math.max(0, Math.min(buffer.length, count)) : buffer.cursor;
  },
  'exchange-point-and-mark': ({ buffer }) => {
    const { mark } = buffer;
    buffer.mark = buffer.cursor;
    buffer.cursor = mark;
  },
};
