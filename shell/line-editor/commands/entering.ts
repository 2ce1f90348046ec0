import type { CommandTable, Editing } from '../editing.ts';
import { searchIncrementally } from '../incremental-search.ts';
import { insertText } from './changing.ts';

const PASTE_END = '\x1b[201~';
/** Pasted text beyond this is dropped. */
const PASTE_LIMIT = 1024 * 1024;
const LARGEST_ARGUMENT = 1_000_000;

function acceptLine(editing: Editing): void {
  editing.finish({ type: 'line', text: editing.buffer.text });
}

/** The next key as it is, however it is bound. */
async function quotedInsert(editing: Editing): Promise<void> {
  await editing.refresh();
  for (let left = Math.max(1, editing.count); left > 0; left--) {
    const char = await editing.input.nextLiteral();
    if (char === null) return;
    editing.buffer.insert(char);
  }
}

/** What the terminal marks as pasted is inserted as it is: nothing of it runs before Enter. */
async function insertPaste(editing: Editing): Promise<void> {
  let pasted = '';
  for (;;) {
    const { text, found } = editing.input.takeUntil(PASTE_END);
    if (pasted.length < PASTE_LIMIT) pasted += text;
    if (found || !(await editing.input.more())) break;
  }
  const text = pasted.replace(/\r/g, '\n');
  if (text !== '') editing.buffer.insert(text);
}

/** M-5 M-- …: digits that follow belong to it, with or without Meta; then a command runs with it. */
async function digitArgument(editing: Editing): Promise<void> {
  const { input } = editing;
  let sign = 1;
  let digits = '';
  let key = editing.sequence.at(-1)!;
  for (;;) {
    if (key === '-' && digits === '') sign = -1;
    else digits += key;
    const value = sign * Math.min(LARGEST_ARGUMENT, digits === '' ? 1 : Number(digits));
    editing.message(`(arg: ${value}) `);
    editing.count = value;
    editing.hasCount = true;
    if (!input.hasMore) await editing.refresh();
    const char = await input.next();
    if (char === null) return;
    const next = char === '\x1b' && /[0-9]/.test(input.peek() ?? '') ? input.take() : char;
    if (!/^[0-9]$/.test(next) && !(next === '-' && digits === '')) {
      editing.message(null);
      input.push(char);
      return;
    }
    key = next;
  }
}

export const ENTERING_COMMANDS: CommandTable = {
  'accept-line': acceptLine,
  'operate-and-get-next': (editing) => {
    editing.history.nextStart = editing.history.at + 1;
    acceptLine(editing);
  },
  'edit-and-execute-command': (editing) => editing.finish({ type: 'edit', text: editing.buffer.text }),
  'quoted-insert': quotedInsert,
  'bracketed-paste-begin': insertPaste,
  'digit-argument': digitArgument,
  'universal-argument': async (editing) => {
    editing.count = 4;
    editing.hasCount = true;
  },
  'self-insert': (editing) => insertText(editing, editing.sequence),
  abort: (editing) => editing.bell(),
  'reverse-search-history': (editing) => searchIncrementally(editing, true),
  'forward-search-history': (editing) => searchIncrementally(editing, false),
  'clear-screen': async (editing) => {
    await editing.write('\x1b[H\x1b[2J');
    editing.redrawAll();
  },
  'clear-display': async (editing) => {
    await editing.write('\x1b[H\x1b[2J\x1b[3J');
    editing.redrawAll();
  },
  'redraw-current-line': (editing) => editing.redrawAll(),
  'display-shell-version': (editing) =>
    editing.printBelow(() => editing.write('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n')),
  'start-kbd-macro': (editing) => editing.recordMacro(true),
  'end-kbd-macro': (editing) => editing.recordMacro(false),
  'call-last-kbd-macro': (editing) =>
    editing.feed(editing.readline.macro.repeat(Math.max(1, Math.min(100, editing.count)))),
  'emacs-editing-mode': (editing) => editing.readline.setEditingMode('emacs'),
  'vi-editing-mode': (editing) => {
    editing.readline.setEditingMode('vi');
    editing.enterViMode('insert');
  },
};
