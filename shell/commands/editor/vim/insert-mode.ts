import { indentation, indentWidth } from './indentation.ts';
import { eraseBack, eraseTo, lineStart, wordStart } from './insert-erasing.ts';
import { breakLine, dropIndent, type Insertion, indentOf, insertAll, insertCharacter } from './insertion.ts';
import { ESCAPE, KEY } from './keys.ts';
import { completeKeyword } from './keyword-completion.ts';
import { nextColumn, previousColumn } from './positions.ts';
import { displayRange } from './regions.ts';
import { readRegister } from './registers.ts';
import type { Mode, Vim } from './vim.ts';
import { shiftWidth } from './vim-options.ts';

export interface InsertOptions {
  /** How often the text is inserted. */
  readonly count: number;
  readonly replaces?: boolean;
  /** `o` and `O`: each further text on a line of its own. */
  readonly opens?: boolean;
  /** The line's indent was made by 'autoindent': it goes when nothing is typed behind it. */
  readonly indented?: boolean;
}

/** Insert and replace mode, until Escape. */
export async function insertText(vim: Vim, options: InsertOptions): Promise<void> {
  const mode: Mode = options.replaces ? 'replace' : 'insert';
  vim.mode = mode;
  vim.visual = null;
  vim.say('');
  const insertion: Insertion = {
    start: vim.cursor,
    typed: '',
    replaced: [],
    indented: options.indented ?? false,
    replaces: mode === 'replace',
  };
  let count = options.count;
  for (;;) {
    vim.pending = '';
    vim.screen.showsMode = true;
    const key = await vim.queue.next();
    if (key === ESCAPE || key === '\x03') {
      if (key === '\x03') count = 1;
      break;
    }
    if (key === '\x0f') {
      vim.insertsAgain = mode === 'replace' ? 'replace' : 'insert';
      dropIndent(vim, insertion);
      vim.mode = 'normal';
      return;
    }
    await insertKey(vim, insertion, key);
  }
  dropIndent(vim, insertion);
  const { typed } = insertion;
  for (let left = count; left > 1; left--) {
    if (options.opens) openLine(vim, vim.cursor.row + 1);
    for (const character of typed) insertCharacter(vim, insertion, character);
  }
  vim.say('');
  if (typed !== '') vim.lastInserted = typed;
  vim.mode = 'normal';
  vim.text.marks.set('^', vim.cursor);
  vim.cursor = { row: vim.cursor.row, column: previousColumn(vim.line, vim.cursor.column) };
  vim.wanted = null;
}

/** Puts an empty line at a row, indented as its neighbour; gives whether it was indented. */
export function openLine(vim: Vim, row: number): boolean {
  const indent = vim.options.autoindent && !vim.options.paste ? /^\s*/.exec(vim.line)![0] : '';
  vim.text.replace(row, 0, [indent]);
  vim.moveTo(row, indent.length);
  return indent !== '';
}

async function insertKey(vim: Vim, insertion: Insertion, key: string): Promise<void> {
  if (moveInText(vim, insertion, key)) return;
  const edits: Record<string, () => void | Promise<void>> = {
    '\r': () => breakLine(vim, insertion),
    '\n': () => breakLine(vim, insertion),
    '\x7f': () => eraseBack(vim, insertion),
    '\x08': () => eraseBack(vim, insertion),
    '\x17': () => eraseTo(vim, insertion, wordStart(vim.line, vim.cursor.column)),
    '\x15': () => eraseTo(vim, insertion, lineStart(vim.line, vim.cursor.column)),
    '\t': () => insertTab(vim, insertion),
    '\x14': () => shiftLine(vim, 1),
    '\x04': () => shiftLine(vim, -1),
    '\x05': () => copyFrom(vim, insertion, 1),
    '\x19': () => copyFrom(vim, insertion, -1),
    '\x01': () => insertAll(vim, insertion, vim.lastInserted),
    '\x12': () => insertRegister(vim, insertion),
    '\x16': () => insertLiterally(vim, insertion),
    '\x11': () => insertLiterally(vim, insertion),
    '\x0e': () => completeKeyword(vim, 1),
    '\x10': () => completeKeyword(vim, -1),
    [KEY.paste]: () => pasteText(vim, insertion),
    [KEY.delete]: () => {
      const { row, column } = vim.cursor;
      if (column < vim.line.length)
        vim.text.setLine(row, vim.line.slice(0, column) + vim.line.slice(nextColumn(vim.line, column)));
      else if (row < vim.lastRow) vim.text.replace(row, 2, [vim.line + vim.text.line(row + 1)]);
    },
  };
  const edit = edits[key];
  if (edit) await edit();
  else if (key >= ' ' && !(key >= '\uf700' && key <= '\uf8ff')) insertCharacter(vim, insertion, key);
}

function moveInText(vim: Vim, insertion: Insertion, key: string): boolean {
  const { row, column } = vim.cursor;
  const page = Math.max(1, vim.screen.height - 2);
  const moves: Record<string, () => void> = {
    [KEY.left]: () => vim.moveTo(row, previousColumn(vim.line, column)),
    [KEY.right]: () => vim.moveTo(row, nextColumn(vim.line, column)),
    [KEY.up]: () => vim.moveToRow(row - 1),
    [KEY.down]: () => vim.moveToRow(row + 1),
    [KEY.home]: () => vim.moveTo(row, 0),
    [KEY.end]: () => vim.moveTo(row, vim.line.length),
    [KEY.pageUp]: () => vim.moveToRow(row - page),
    [KEY.pageDown]: () => vim.moveToRow(row + page),
    [KEY.wordLeft]: () => vim.moveTo(row, wordStart(vim.line, column)),
    [KEY.wordRight]: () => vim.moveTo(row, column + (/^\S*\s*/.exec(vim.line.slice(column))?.[0].length ?? 0)),
  };
  const move = moves[key];
  if (!move) return false;
  dropIndent(vim, insertion);
  insertion.typed = '';
  move();
  insertion.start = vim.cursor;
  // What is typed from here on is undone by itself.
  vim.beginStep();
  return true;
}

function insertTab(vim: Vim, insertion: Insertion): void {
  const { expandtab, softtabstop, tabstop, paste } = vim.options;
  const step = softtabstop > 0 && !paste ? softtabstop : tabstop;
  if ((!expandtab && softtabstop === 0) || paste) return insertCharacter(vim, insertion, '\t');
  const { from } = displayRange(vim, vim.cursor);
  const width = step - (from % step);
  if (expandtab) return insertAll(vim, insertion, ' '.repeat(width));
  // Blanks before it and the new ones become tabs as far as possible.
  const { row, column } = vim.cursor;
  const before = vim.line.slice(0, column);
  const text = before.trimEnd();
  const start = displayRange(vim, { row, column: text.length }).from;
  const end = from + width;
  let [blanks, at] = ['', start];
  while (Math.floor(at / tabstop + 1) * tabstop <= end) {
    blanks += '\t';
    at = Math.floor(at / tabstop + 1) * tabstop;
  }
  blanks += ' '.repeat(end - at);
  vim.text.setLine(row, text + blanks + vim.line.slice(column));
  vim.moveTo(row, text.length + blanks.length);
  insertion.typed += '\t';
}

function shiftLine(vim: Vim, step: 1 | -1): void {
  const { row, column } = vim.cursor;
  const width = shiftWidth(vim.options);
  const now = indentWidth(vim, vim.line);
  const wanted = step === 1 ? Math.floor(now / width + 1) * width : Math.max(0, Math.ceil(now / width - 1) * width);
  const before = indentOf(vim.line).length;
  const indent = indentation(vim, wanted);
  vim.text.setLine(row, indent + vim.line.slice(before));
  vim.moveTo(row, Math.max(0, column + indent.length - before));
}

function copyFrom(vim: Vim, insertion: Insertion, step: 1 | -1): void {
  const row = vim.cursor.row + step;
  if (row < 0 || row > vim.lastRow) return;
  const other = vim.text.line(row);
  const at = vim.cursor.column;
  const character = other.slice(at, nextColumn(other, at));
  if (character !== '') insertCharacter(vim, insertion, character);
}

async function insertRegister(vim: Vim, insertion: Insertion): Promise<void> {
  vim.pending = '^R';
  const name = await vim.queue.next();
  const register = readRegister(vim, name);
  if (!register) return;
  const text = register.lines.join('\n') + (register.kind === 'lines' ? '\n' : '');
  pasted(vim, insertion, text);
}

async function insertLiterally(vim: Vim, insertion: Insertion): Promise<void> {
  vim.pending = '^V';
  const key = await vim.queue.next();
  if (key === '\r') insertCharacter(vim, insertion, '\r'.replace('\r', '\u000d'));
  else insertCharacter(vim, insertion, key);
}

function pasteText(vim: Vim, insertion: Insertion): void {
  const text = vim.screen.takePasted();
  if (text !== null) pasted(vim, insertion, text);
}

/** Puts a text in as it is: without indents and without breaking lines. */
function pasted(vim: Vim, insertion: Insertion, text: string): void {
  const { row, column } = vim.cursor;
  const lines = text.split('\n');
  const [before, after] = [vim.line.slice(0, column), vim.line.slice(column)];
  const last = lines.at(-1)!;
  const end = lines.length === 1 ? column + last.length : last.length;
  lines[0] = before + lines[0]!;
  lines[lines.length - 1] += after;
  vim.text.replace(row, 1, lines);
  vim.moveTo(row + lines.length - 1, end);
  insertion.typed += text;
  insertion.indented = false;
}
