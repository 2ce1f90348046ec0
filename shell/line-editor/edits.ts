import { isNotBlank, type LineBuffer } from './line-buffer.ts';

/** Readline's emacs keys that only change the line or the cursor. */
export const EDITS: Readonly<Record<string, (buffer: LineBuffer) => void>> = {
  'C-a': (buffer) => buffer.moveTo(0),
  home: (buffer) => buffer.moveTo(0),
  'C-e': (buffer) => buffer.moveTo(buffer.length),
  end: (buffer) => buffer.moveTo(buffer.length),
  'C-b': (buffer) => buffer.move(-1),
  left: (buffer) => buffer.move(-1),
  'C-f': (buffer) => buffer.move(1),
  right: (buffer) => buffer.move(1),
  'M-b': (buffer) => buffer.moveTo(buffer.wordStart()),
  'M-f': (buffer) => buffer.moveTo(buffer.wordEnd()),
  backspace: (buffer) => buffer.backspace(),
  'C-h': (buffer) => buffer.backspace(),
  delete: (buffer) => buffer.delete(),
  'C-k': (buffer) => buffer.kill(buffer.cursor, buffer.length),
  'C-u': (buffer) => buffer.kill(0, buffer.cursor),
  'C-w': (buffer) => buffer.kill(buffer.wordStart(isNotBlank), buffer.cursor),
  'M-backspace': (buffer) => buffer.kill(buffer.wordStart(), buffer.cursor),
  'M-d': (buffer) => buffer.kill(buffer.cursor, buffer.wordEnd()),
  'C-y': (buffer) => buffer.yank(),
  'C-t': (buffer) => buffer.transpose(),
  'M-u': (buffer) => buffer.changeWord((word) => word.toUpperCase()),
  'M-l': (buffer) => buffer.changeWord((word) => word.toLowerCase()),
  'M-c': (buffer) => buffer.changeWord((word) => word.replace(/\p{L}/u, (letter) => letter.toUpperCase())),
  'C-_': (buffer) => buffer.undo(),
};
