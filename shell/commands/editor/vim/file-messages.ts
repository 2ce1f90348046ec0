import type { Vim } from './vim.ts';

/** Ctrl-G. */
export function fileInformation(vim: Vim): string {
  const { buffer, cursor, options } = vim;
  const name = buffer.name === '' ? '"[No Name]"' : `"${buffer.name}"`;
  const marks = `${vim.text.modified ? ' [Modified]' : ''}${buffer.isNew && !vim.text.modified ? ' [New]' : ''}${buffer.readOnly ? ' [readonly]' : ''}`;
  const total = vim.text.lines.length;
  if (total === 1 && vim.text.lines[0] === '') return `${name}${marks} --No lines in buffer--`;
  const percent = Math.floor(((cursor.row + 1) * 100) / total);
  const index = vim.buffers.length > 1 ? ` (${vim.argumentIndex + 1} of ${vim.buffers.length})` : '';
  if (options.ruler) return `${name}${marks} ${total} line${total === 1 ? '' : 's'} --${percent}%--${index}`;
  const column = Buffer.byteLength(vim.line.slice(0, cursor.column)) + 1;
  const display = vim.displayColumn() + 1;
  const place = vim.line === '' ? '0-1' : display === column ? String(column) : `${column}-${display}`;
  return `${name}${marks} line ${cursor.row + 1} of ${total} --${percent}%-- col ${place}${index}`;
}
