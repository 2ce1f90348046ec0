import { swapCase } from './operators.ts';
import { characterAt, firstNonBlank, nextColumn } from './positions.ts';
import { type Vim, VimError } from './vim.ts';

/** `r`: the characters under the cursor become others. */
export async function replaceCharacter(vim: Vim, count: number): Promise<void> {
  let key = await vim.queue.next();
  if (key === '\x16') key = await vim.queue.next();
  else if (key === '\x1b') return;
  const { row, column } = vim.cursor;
  const { line } = vim;
  let end = column;
  for (let left = count; left > 0; left--) {
    if (end >= line.length) throw new VimError();
    end = nextColumn(line, end);
  }
  if (key === '\r' || key === '\n') {
    vim.text.replace(row, 1, [line.slice(0, column), line.slice(end)]);
    vim.moveTo(row + 1, vim.options.autoindent ? firstNonBlank(vim.text.line(row + 1)) : 0);
    return;
  }
  vim.text.setLine(row, line.slice(0, column) + key.repeat(count) + line.slice(end));
  vim.moveTo(row, column + key.length * (count - 1));
}

/** `~`. */
export function swapCharacters(vim: Vim, count: number): void {
  const { row, column } = vim.cursor;
  const { line } = vim;
  if (line === '') throw new VimError();
  let end = column;
  for (let left = count; left > 0 && end < line.length; left--) end = nextColumn(line, end);
  vim.text.setLine(row, line.slice(0, column) + swapCase(line.slice(column, end)) + line.slice(end));
  vim.moveTo(row, end);
}

/** `J` and `gJ`: `count` lines from a row become one. */
export function joinLines(vim: Vim, first: number, count: number, withBlanks: boolean): void {
  const last = first + Math.max(2, count) - 1;
  if (first >= vim.lastRow || (last > vim.lastRow && count > 2 && first + 1 > vim.lastRow)) throw new VimError();
  const end = Math.min(last, vim.lastRow);
  let joined = vim.text.line(first);
  let column = 0;
  for (let row = first + 1; row <= end; row++) {
    const next = withBlanks ? vim.text.line(row).trimStart() : vim.text.line(row);
    column = joined.length;
    const needsBlank = withBlanks && next !== '' && !next.startsWith(')') && joined !== '' && !/[\t ]$/.test(joined);
    if (withBlanks && !needsBlank && next !== '' && /[ \t]$/.test(joined) && !next.startsWith(')'))
      column = joined.length - 1;
    joined += (needsBlank ? ' ' : '') + next;
  }
  vim.text.replace(first, end - first + 1, [joined]);
  vim.moveTo(first, Math.min(column, Math.max(0, joined.length)));
}

const NUMBER = /0[xX][0-9a-fA-F]+|0[bB][01]+|-?\d+/g;

/** Ctrl-A and Ctrl-X: the number at or behind the cursor. */
export function addToNumber(vim: Vim, amount: number): void {
  const { row, column } = vim.cursor;
  const { line } = vim;
  const found = [...line.matchAll(NUMBER)].find((match) => match.index + match[0].length > column);
  if (!found) throw new VimError();
  const [text] = found;
  const changed = changedNumber(text, amount);
  vim.text.setLine(row, line.slice(0, found.index) + changed + line.slice(found.index + text.length));
  vim.moveTo(row, found.index + changed.length - 1);
}

function changedNumber(text: string, amount: number): string {
  if (/^0[xX]/.test(text)) {
    const value = BigInt(text) + BigInt(amount);
    const digits = BigInt.asUintN(64, value)
      .toString(16)
      .padStart(text.length - 2, '0');
    return text.slice(0, 2) + (/[A-F]/.test(text.slice(2)) ? digits.toUpperCase() : digits);
  }
  if (/^0[bB]/.test(text)) {
    const value = BigInt.asUintN(64, BigInt(text) + BigInt(amount));
    return text.slice(0, 2) + value.toString(2).padStart(text.length - 2, '0');
  }
  const value = BigInt(text) + BigInt(amount);
  const [, minus = '', zeros = ''] = /^(-?)(0*)\d/.exec(text) ?? [];
  if (zeros === '') return String(value);
  const digits = String(value < 0n ? -value : value).padStart(text.length - minus.length, '0');
  return (value < 0n ? '-' : '') + digits;
}

/** `ga`: what the character under the cursor is. */
export function describeCharacter(vim: Vim): string {
  const character = characterAt(vim.line, vim.cursor.column);
  if (character === '') return 'NUL';
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 128) {
    const shown = code < 32 ? `^${String.fromCharCode(code + 64)}` : character;
    return `<${shown}>  ${code},  Hex ${hex.padStart(2, '0')},  Octal ${code.toString(8).padStart(3, '0')}`;
  }
  return `<${character}> ${code}, Hex ${hex.padStart(4, '0')}, Octal ${code.toString(8)}`;
}
