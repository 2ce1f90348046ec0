import type { CommandTable, EditCommand, Editing } from '../editing.ts';
import { searchOnce } from './history.ts';
import { motionOf } from './vi-motions.ts';

/** The keys of the last change, for `.`. */
const lastChanges = new WeakMap<object, string>();

/** In command mode the cursor stands on a character. */
function stayOnCharacter({ buffer }: Editing): void {
  if (buffer.cursor === buffer.length && buffer.length > 0) buffer.cursor--;
}

const move: EditCommand = async (editing) => {
  const motion = await motionOf(editing, editing.sequence, editing.count);
  if (!motion) return editing.bell();
  editing.buffer.cursor = motion.to;
  stayOnCharacter(editing);
};

/** `d`, `c`, `y` with the motion that follows; the key twice, or its capital, takes the line or its rest. */
const operate =
  (operator: 'd' | 'c' | 'y'): EditCommand =>
  async (editing) => {
    const { buffer, input } = editing;
    let key = '$';
    let count = editing.count;
    if (editing.sequence === operator) {
      await editing.refresh();
      let digits = '';
      key = (await input.next()) ?? '';
      while (/^[1-9]$/.test(key) || (digits !== '' && key === '0')) {
        digits += key;
        key = (await input.next()) ?? '';
      }
      if (digits !== '') count *= Math.min(10_000, Number(digits));
      remember(editing, `${count > 1 ? count : ''}${operator}${key}`);
    } else remember(editing, editing.sequence);
    const isLine = key === operator || (editing.sequence === 'Y' && operator === 'y');
    if (!isLine) {
      // `cw` changes to the end of the word, not to the beginning of the next.
      const onWord = operator === 'c' && (key === 'w' || key === 'W') && /\S/.test(buffer.units[buffer.cursor] ?? '');
      const motion = await motionOf(editing, onWord ? (key === 'w' ? 'e' : 'E') : key, count);
      if (!motion) return editing.bell();
      const [from, to] = [Math.min(buffer.cursor, motion.to), Math.max(buffer.cursor, motion.to)];
      apply(editing, operator, from, to + (motion.inclusive ? 1 : 0));
    } else apply(editing, operator, 0, buffer.length);
  };

function apply(editing: Editing, operator: 'd' | 'c' | 'y', from: number, to: number): void {
  const { buffer, readline } = editing;
  if (operator === 'y') {
    readline.kills.add(buffer.slice(from, to), 'forward', false);
    return;
  }
  if (operator === 'c') beginInsert(editing);
  readline.kills.add(buffer.remove(from, to), 'forward', false);
  buffer.cursor = from;
  if (operator === 'd') stayOnCharacter(editing);
}

function remember(editing: Editing, keys: string): void {
  lastChanges.set(editing.readline, keys);
}

function beginInsert(editing: Editing): void {
  editing.buffer.beginGroup();
  editing.enterViMode('insert');
}

const insertAt = (place: (editing: Editing) => number): EditCommand => {
  return (editing) => {
    editing.buffer.cursor = place(editing);
    beginInsert(editing);
  };
};

const put: EditCommand = (editing) => {
  const { buffer, readline, sequence } = editing;
  const text = readline.kills.current;
  if (text === undefined) return editing.bell();
  if (sequence !== 'P' && buffer.length > 0) buffer.cursor++;
  buffer.insert(text.repeat(Math.max(1, Math.min(1000, editing.count))));
  buffer.cursor--;
};

const changeCase: EditCommand = ({ buffer, count }) => {
  for (let left = count; left > 0 && buffer.cursor < buffer.length; left--) {
    const unit = buffer.units[buffer.cursor]!;
    const changed = unit === unit.toLowerCase() ? unit.toUpperCase() : unit.toLowerCase();
    buffer.group(() => {
      buffer.remove(buffer.cursor, buffer.cursor + 1);
      buffer.insert(changed);
    });
    if (buffer.cursor === buffer.length) {
      buffer.cursor--;
      return;
    }
  }
};

const replaceOne: EditCommand = async (editing) => {
  const { buffer, count } = editing;
  await editing.refresh();
  const char = await editing.input.next();
  if (char === null || char === '\x1b') return;
  remember(editing, `r${char}`);
  buffer.group(() => {
    const to = Math.min(buffer.length, buffer.cursor + count);
    const length = to - buffer.cursor;
    buffer.remove(buffer.cursor, to);
    buffer.insert(char.repeat(length));
  });
  buffer.cursor--;
};

const deleteCharacter: EditCommand = (editing) => {
  const { buffer, count, readline } = editing;
  if (buffer.length === 0) return editing.bell();
  remember(editing, `${count > 1 ? count : ''}${editing.sequence}`);
  const before = editing.sequence === 'X';
  const from = before ? buffer.cursor - count : buffer.cursor;
  readline.kills.add(buffer.remove(from, before ? buffer.cursor : from + count), 'forward', false);
  stayOnCharacter(editing);
};

/** `/` and `?`: reads a text at the prompt's end and goes to a line of history that holds it. */
const search: EditCommand = async (editing) => {
  await searchOnce(editing.sequence === '/' ? -1 : 1, editing.sequence)(editing);
  editing.buffer.cursor = 0;
};

const searchAgain: EditCommand = (editing) => {
  const { history, readline, sequence } = editing;
  const step = sequence === 'n' ? -1 : 1;
  for (let at = history.at + step; readline.lastSearch !== '' && at >= 0 && at < history.length; at += step) {
    if (!history.line(at)!.includes(readline.lastSearch)) continue;
    history.goTo(at, 0);
    return;
  }
  editing.bell();
};

export const VI_COMMANDS: CommandTable = {
  'vi-movement-mode': (editing) => {
    if (editing.buffer.cursor > 0) editing.buffer.cursor--;
    editing.enterViMode('command');
  },
  'vi-insertion-mode': insertAt(({ buffer }) => buffer.cursor),
  'vi-append-mode': insertAt(({ buffer }) => buffer.cursor + 1),
  'vi-append-eol': insertAt(({ buffer }) => buffer.length),
  'vi-insert-beg': insertAt(() => 0),
  'vi-next-word': move,
  'vi-prev-word': move,
  'vi-end-word': move,
  'vi-first-print': move,
  'vi-column': move,
  'vi-match': move,
  'vi-char-search': move,
  'vi-delete-to': operate('d'),
  'vi-change-to': operate('c'),
  'vi-yank-to': operate('y'),
  'vi-subst': (editing) => {
    const { buffer, sequence, count } = editing;
    if (sequence === 'S') return apply(editing, 'c', 0, buffer.length);
    apply(editing, 'c', buffer.cursor, buffer.cursor + count);
  },
  'vi-delete': deleteCharacter,
  'vi-rubout': deleteCharacter,
  'vi-put': put,
  'vi-change-case': changeCase,
  'vi-change-char': replaceOne,
  'vi-replace': (editing) => {
    editing.buffer.overwrites = true;
    beginInsert(editing);
  },
  'vi-undo': (editing) => editing.runCommand('undo'),
  'vi-redo': (editing) => editing.feed(lastChanges.get(editing.readline) ?? ''),
  'vi-arg-digit': async (editing) => {
    let digits = editing.sequence;
    while (/^[0-9]$/.test(editing.input.peek() ?? '')) digits += editing.input.take();
    editing.count = (editing.hasCount ? editing.count * 10 ** digits.length : 0) + Math.min(10_000, Number(digits));
    editing.hasCount = true;
  },
  'vi-search': search,
  'vi-search-again': searchAgain,
  'vi-fetch-history': (editing) => {
    if (!editing.history.goTo(editing.hasCount ? editing.count - 1 : 0, 0)) editing.bell();
  },
  'vi-yank-arg': async (editing) => {
    if (editing.buffer.length > 0) editing.buffer.cursor++;
    await editing.runCommand('yank-last-arg');
    beginInsert(editing);
  },
  'vi-unix-word-rubout': (editing) => editing.runCommand('unix-word-rubout'),
  'vi-edit-and-execute-command': (editing) => editing.runCommand('edit-and-execute-command'),
  'vi-eof-maybe': (editing) => editing.finish({ type: 'line', text: editing.buffer.text }),
};
