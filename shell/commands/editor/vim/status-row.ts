import { widthOf } from '../line-cells.ts';
import { shownKey } from './keys.ts';
import { ordered } from './positions.ts';
import { displayRange } from './regions.ts';
import type { Vim } from './vim.ts';

const RULER_WIDTH = 18;
const SHOWCMD_WIDTH = 11;

/** The last row: a message or the mode, what is typed of a command, and the ruler. */
export function statusRow(vim: Vim, columns: number, relative: string): string {
  const { options } = vim;
  const text = vim.message.text === '' && options.showmode ? modeText(vim) : vim.message.text;
  const shown = text.replace(/[\x00-\x1f\x7f]/g, shownKey);
  let row = style(shown, vim.message.style);
  let used = widthOf(shown);
  const add = (column: number, piece: string) => {
    if (piece === '' || used > column || column < 0) return;
    row += ' '.repeat(column - used) + piece;
    used = column + piece.length;
  };
  const hasRuler = options.ruler && !options.paste;
  const ruler = hasRuler ? RULER_WIDTH : 0;
  const isNewMode = text !== vim.screen.shownMode && vim.message.text === '' && text !== '';
  vim.screen.shownMode = vim.message.text === '' ? text : '';
  // A mode that appears wipes the row.
  if (options.showcmd && !isNewMode && vim.pending !== '"')
    add(columns - ruler - (ruler > 0 ? SHOWCMD_WIDTH - 1 : SHOWCMD_WIDTH), pendingText(vim));
  if (hasRuler) add(columns - RULER_WIDTH, rulerText(vim, relative));
  return row;
}

function style(text: string, how: 'error' | 'warning' | 'title' | undefined): string {
  if (text === '') return '';
  if (how === 'error') return `\x1b[97;41m${text}\x1b[0m`;
  return how === 'warning' ? `\x1b[31m${text}\x1b[0m` : text;
}

function modeText(vim: Vim): string {
  const recording = vim.recording === '' ? '' : `recording @${vim.recording}`;
  const kind = vim.visual && { v: 'VISUAL', V: 'VISUAL LINE', '\x16': 'VISUAL BLOCK' }[vim.visual.kind];
  const paste = vim.options.paste ? ' (paste)' : '';
  if (kind) return `${vim.insertsAgain ? '-- (insert) ' : '-- '}${kind} --${recording}`;
  if (vim.insertsAgain && vim.mode === 'normal') return `-- (${vim.insertsAgain}) --${recording}`;
  if (vim.mode === 'insert') return `-- INSERT${paste} --${recording}`;
  if (vim.mode === 'replace') return `-- REPLACE${paste} --${recording}`;
  return recording;
}

/** The keys of an unfinished command, or how much is selected. */
function pendingText(vim: Vim): string {
  if (!vim.visual || vim.pending !== '') return [...vim.pending].map(pendingKey).join('').slice(-10);
  const [start, end] = ordered(vim.visual.start, vim.cursor);
  const rows = end.row - start.row + 1;
  if (vim.visual.kind === '\x16') {
    const [one, other] = [displayRange(vim, vim.visual.start), displayRange(vim, vim.cursor)];
    return `${rows}x${Math.max(one.to, other.to) - Math.min(one.from, other.from)}`;
  }
  if (vim.visual.kind === 'V' || rows > 1) return String(rows);
  const text = vim.line.slice(start.column, end.column + 1);
  const [characters, bytes] = [[...text].length, Buffer.byteLength(text)];
  return characters === bytes ? String(Math.max(1, characters)) : `${characters}-${bytes}`;
}

function pendingKey(key: string): string {
  return key >= '\uf700' && key <= '\uf8ff' ? '' : shownKey(key);
}

function rulerText(vim: Vim, relative: string): string {
  const { line, cursor } = vim;
  const column = Buffer.byteLength(line.slice(0, cursor.column)) + 1;
  const display = vim.displayColumn() + 1;
  const isEmpty = vim.text.lines.length === 1 && line === '';
  const place =
    line === '' && vim.mode !== 'insert' ? '0-1' : column === display ? String(column) : `${column}-${display}`;
  const text = `${isEmpty ? 0 : cursor.row + 1},${place}`;
  return `${text.padEnd(13)} ${relative}`;
}
