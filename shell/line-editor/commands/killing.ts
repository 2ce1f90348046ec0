import { isBlank } from '../character-units.ts';
import type { CommandTable, Editing } from '../editing.ts';
import type { LineBuffer } from '../line-buffer.ts';
import { repeated, shellWordEnd, shellWordStart, wordEnd, wordStart } from './movement.ts';

function blankWordStart({ units }: LineBuffer, at: number, isPathEnd: (unit: string) => boolean = () => false): number {
  let start = at;
  while (start > 0 && (isBlank(units[start - 1]!) || isPathEnd(units[start - 1]!))) start--;
  while (start > 0 && !isBlank(units[start - 1]!) && !isPathEnd(units[start - 1]!)) start--;
  return start;
}

/** Kills to where a move of `count` words leads. */
const killMove = (forward: (buffer: LineBuffer, at: number) => number, backward: typeof forward, sign: 1 | -1) => {
  return (editing: Editing) => {
    const { buffer } = editing;
    const count = editing.count * sign;
    const to = repeated(
      buffer.cursor,
      count,
      (at) => forward(buffer, at),
      (at) => backward(buffer, at),
    );
    editing.kill(Math.min(to, buffer.cursor), Math.max(to, buffer.cursor), count > 0 ? 'forward' : 'backward');
  };
};

const rubWord = (isPathEnd?: (unit: string) => boolean) => (editing: Editing) => {
  const { buffer } = editing;
  if (buffer.cursor === 0) return editing.bell();
  const to = repeated(
    buffer.cursor,
    -Math.max(1, editing.count),
    (at) => at,
    (at) => blankWordStart(buffer, at, isPathEnd),
  );
  editing.kill(to, buffer.cursor, 'backward');
};

function killToEnd(editing: Editing): void {
  editing.kill(editing.buffer.cursor, editing.buffer.length, 'forward');
}

function killToStart(editing: Editing): void {
  editing.kill(0, editing.buffer.cursor, 'backward');
}

function copy(editing: Editing, from: number, to: number): void {
  editing.readline.kills.add(
    editing.buffer.slice(Math.min(from, to), Math.max(from, to)),
    'forward',
    editing.lastWasKill,
  );
}

function yankPop(editing: Editing): void {
  const { buffer, readline } = editing;
  const before = readline.kills.current;
  const isAfterYank = editing.lastCommand === 'yank' || editing.lastCommand === 'yank-pop';
  if (!isAfterYank || before === undefined) return editing.bell();
  const { mark } = buffer;
  readline.kills.rotate();
  buffer.group(() => {
    buffer.remove(mark, buffer.cursor);
    buffer.insert(readline.kills.current ?? '');
  });
  buffer.mark = mark;
}

export const KILL_COMMANDS: CommandTable = {
  'kill-line': (editing) => (editing.count < 0 ? killToStart(editing) : killToEnd(editing)),
  'backward-kill-line': (editing) => (editing.count < 0 ? killToEnd(editing) : killToStart(editing)),
  'unix-line-discard': (editing) => (editing.buffer.cursor === 0 ? editing.bell() : killToStart(editing)),
  'kill-whole-line': (editing) => editing.kill(0, editing.buffer.length, 'forward'),
  'kill-word': killMove(wordEnd, wordStart, 1),
  'backward-kill-word': killMove(wordEnd, wordStart, -1),
  'shell-kill-word': killMove(shellWordEnd, shellWordStart, 1),
  'shell-backward-kill-word': killMove(shellWordEnd, shellWordStart, -1),
  'unix-word-rubout': rubWord(),
  'unix-filename-rubout': rubWord((unit) => unit === '/'),
  'kill-region': (editing) => {
    const { mark, cursor } = editing.buffer;
    editing.kill(Math.min(mark, cursor), Math.max(mark, cursor), mark < cursor ? 'backward' : 'forward');
  },
  'copy-region-as-kill': (editing) => copy(editing, editing.buffer.mark, editing.buffer.cursor),
  'copy-forward-word': (editing) =>
    copy(editing, editing.buffer.cursor, wordEnd(editing.buffer, editing.buffer.cursor)),
  'copy-backward-word': (editing) =>
    copy(editing, wordStart(editing.buffer, editing.buffer.cursor), editing.buffer.cursor),
  yank: (editing) => {
    const { current } = editing.readline.kills;
    if (current === undefined) return editing.bell();
    editing.buffer.mark = editing.buffer.cursor;
    const at = editing.buffer.cursor;
    editing.buffer.insert(current);
    editing.buffer.mark = at;
  },
  'yank-pop': yankPop,
};
