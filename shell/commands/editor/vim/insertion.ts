import { nextColumn, type Position } from './positions.ts';
import type { Vim } from './vim.ts';

/** What one stay in insert mode remembers. */
export interface Insertion {
  /** Where it began: Ctrl-W and Ctrl-U stop there first. */
  start: Position;
  /** What was typed, for the count. */
  typed: string;
  /** Backspace in replace mode gives these back. */
  readonly replaced: string[];
  indented: boolean;
  readonly replaces: boolean;
}

export const indentOf = (line: string): string => /^\s*/.exec(line)![0];

export function insertCharacter(vim: Vim, insertion: Insertion, character: string): void {
  if (character === '\n' || character === '\r') return breakLine(vim, insertion);
  const { row, column } = vim.cursor;
  const { line } = vim;
  insertion.typed += character;
  insertion.indented = false;
  const next = insertion.replaces ? nextColumn(line, column) : column;
  if (insertion.replaces) insertion.replaced.push(line.slice(column, next));
  vim.text.setLine(row, line.slice(0, column) + character + line.slice(next));
  vim.moveTo(row, column + character.length);
  wrapText(vim);
}

/** 'textwidth': the line is broken before the word that is too long for it. */
function wrapText(vim: Vim): void {
  const { textwidth, paste } = vim.options;
  const { line, cursor } = vim;
  if (textwidth === 0 || paste || cursor.column <= textwidth || line[cursor.column - 1] === ' ') return;
  const blank = line.lastIndexOf(' ', Math.min(textwidth, cursor.column));
  if (blank <= indentOf(line).length) return;
  const indent = vim.options.autoindent ? indentOf(line) : '';
  const rest = line.slice(blank + 1);
  vim.text.replace(cursor.row, 1, [line.slice(0, blank).trimEnd(), indent + rest]);
  vim.moveTo(cursor.row + 1, indent.length + cursor.column - blank - 1);
}

export function insertAll(vim: Vim, insertion: Insertion, text: string): void {
  for (const character of text) insertCharacter(vim, insertion, character);
}

export function breakLine(vim: Vim, insertion: Insertion): void {
  const { row, column } = vim.cursor;
  const { line } = vim;
  insertion.typed += '\n';
  const indents = vim.options.autoindent && !vim.options.paste;
  const indent = indents ? indentOf(line).slice(0, column) : '';
  const before = insertion.indented && line.trim() === '' ? '' : line.slice(0, column);
  const after = insertion.replaces ? '' : indents ? line.slice(column).trimStart() : line.slice(column);
  const kept = insertion.replaces ? line : before;
  vim.text.replace(row, 1, [kept, indent + after]);
  vim.moveTo(row + 1, indent.length);
  insertion.indented = indent !== '';
}

export function dropIndent(vim: Vim, insertion: Insertion): void {
  if (!insertion.indented || vim.line.trim() !== '') return;
  vim.text.setLine(vim.cursor.row, '');
  vim.moveTo(vim.cursor.row, 0);
  insertion.indented = false;
}
