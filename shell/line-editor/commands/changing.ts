import { isWordCharacter } from '../character-units.ts';
import type { CommandTable, Editing } from '../editing.ts';
import { repeated, shellWordEnd, shellWordStart, wordEnd, wordStart } from './movement.ts';

/** The largest numeric argument that anything is repeated by. */
const MOST_REPEATS = 1_000_000;
const LONGEST_INSERT = 65_536;

/** Inserts text `count` times, or over what is there in overwrite mode. */
export function insertText(editing: Editing, text: string): void {
  const { buffer } = editing;
  const times = Math.max(0, Math.min(editing.count, MOST_REPEATS, Math.ceil(LONGEST_INSERT / text.length)));
  if (buffer.overwrites) {
    buffer.group(() => {
      buffer.remove(buffer.cursor, buffer.cursor + times);
      buffer.insert(text.repeat(times));
    });
  } else buffer.insert(text.repeat(times));
}

function deleteForward(editing: Editing): void {
  deleteUnits(editing, editing.count);
}

function rubOut(editing: Editing): void {
  deleteUnits(editing, -editing.count);
}

/** After the cursor, or before it for a negative count; what an argument asks for can be yanked again. */
function deleteUnits(editing: Editing, count: number): void {
  const { buffer } = editing;
  const { cursor } = buffer;
  if (count > 0 ? cursor === buffer.length : cursor === 0) return editing.bell();
  const [from, to] = count > 0 ? [cursor, cursor + count] : [cursor + count, cursor];
  if (editing.hasCount) editing.kill(from, to, count > 0 ? 'forward' : 'backward');
  else if (count < 0 && buffer.overwrites && cursor < buffer.length) {
    buffer.group(() => {
      buffer.remove(from, to);
      buffer.insert(' ');
    });
    buffer.cursor--;
  } else buffer.remove(from, to);
}

function transposeCharacters(editing: Editing): void {
  const { buffer } = editing;
  if (buffer.cursor === 0 || buffer.length < 2) return editing.bell();
  const atEnd = buffer.cursor === buffer.length;
  const from = atEnd ? buffer.length - 2 : buffer.cursor - 1;
  const count = atEnd ? 1 : editing.count;
  buffer.group(() => {
    const moved = buffer.remove(from, from + 1);
    buffer.cursor = from + count;
    buffer.insert(moved);
  });
}

const transposeWords = (end: typeof wordEnd, start: typeof wordStart) => (editing: Editing) => {
  const { buffer, count } = editing;
  const forward = (at: number) => end(buffer, at);
  const backward = (at: number) => start(buffer, at);
  const secondEnd = repeated(buffer.cursor, count, forward, backward);
  const secondStart = backward(secondEnd);
  const firstStart = repeated(secondStart, count, backward, forward);
  const firstEnd = forward(firstStart);
  if (firstStart === secondStart || secondStart < firstEnd) return editing.bell();
  const [first, between, second] = [
    buffer.slice(firstStart, firstEnd),
    buffer.slice(firstEnd, secondStart),
    buffer.slice(secondStart, secondEnd),
  ];
  buffer.group(() => {
    buffer.remove(firstStart, secondEnd);
    buffer.cursor = firstStart;
    buffer.insert(second + between + first);
  });
};

const changeCase = (change: (unit: string, isFirst: boolean) => string) => (editing: Editing) => {
  const { buffer, count } = editing;
  const from = buffer.cursor;
  const to = repeated(
    from,
    count,
    (at) => wordEnd(buffer, at),
    (at) => wordStart(buffer, at),
  );
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  let inWord = false;
  const changed = buffer.units.slice(start, end).map((unit) => {
    const isFirst = !inWord;
    inWord = isWordCharacter(unit);
    return inWord ? change(unit, isFirst) : unit;
  });
  buffer.group(() => {
    buffer.remove(start, end);
    buffer.cursor = start;
    buffer.insert(changed.join(''));
  });
  buffer.cursor = Math.max(from, to);
};

function deleteBlanks({ buffer }: Editing): void {
  const isSpace = (at: number) => buffer.units[at] === ' ' || buffer.units[at] === '\t';
  let [start, end] = [buffer.cursor, buffer.cursor];
  while (start > 0 && isSpace(start - 1)) start--;
  while (end < buffer.length && isSpace(end)) end++;
  buffer.remove(start, end);
}

/** Puts the comment mark first, or takes it away with an argument, and enters the line. */
async function insertComment(editing: Editing): Promise<void> {
  const { buffer, readline } = editing;
  const mark = readline.settings.text('comment-begin');
  if (editing.hasCount && buffer.text.startsWith(mark)) buffer.remove(0, mark.length);
  else {
    buffer.cursor = 0;
    buffer.insert(mark);
  }
  await editing.refresh();
  editing.finish({ type: 'line', text: buffer.text });
}

export const CHANGE_COMMANDS: CommandTable = {
  'delete-char': deleteForward,
  'backward-delete-char': rubOut,
  'forward-backward-delete-char': (editing) =>
    editing.buffer.cursor === editing.buffer.length ? rubOut(editing) : deleteForward(editing),
  'transpose-chars': transposeCharacters,
  'transpose-words': transposeWords(wordEnd, wordStart),
  'shell-transpose-words': transposeWords(shellWordEnd, shellWordStart),
  'upcase-word': changeCase((unit) => unit.toUpperCase()),
  'downcase-word': changeCase((unit) => unit.toLowerCase()),
  'capitalize-word': changeCase((unit, isFirst) => (isFirst ? unit.toUpperCase() : unit.toLowerCase())),
  'delete-horizontal-space': deleteBlanks,
  'tab-insert': (editing) => insertText(editing, '\t'),
  'insert-comment': insertComment,
  'overwrite-mode': ({ buffer, count, hasCount }) => {
    buffer.overwrites = hasCount ? count > 0 : !buffer.overwrites;
  },
  undo: (editing) => {
    for (let left = editing.count; left > 0; left--) if (!editing.buffer.undo()) return editing.bell();
  },
  'revert-line': (editing) => (editing.buffer.isChanged ? editing.buffer.undoAll() : editing.bell()),
};
