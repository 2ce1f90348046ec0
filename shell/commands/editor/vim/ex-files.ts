import { posix } from 'node:path';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { bufferNamed, switchBuffer } from './buffers.ts';
import type { ExCommand } from './ex-table.ts';
import { fileInformation } from './file-messages.ts';
import { countLines } from './line-report.ts';
import { firstNonBlank } from './positions.ts';
import { expandNames, filterRows, linesOfOutput, runCaptured } from './shell-filter.ts';
import { type Vim, VimError } from './vim.ts';
import { hasChangedOnDisk, loadBuffer, parseText, writeLines } from './vim-files.ts';

/** `:w`. True when it was written. */
export async function write(vim: Vim, { range, argument, bang }: ExCommand): Promise<void> {
  if (argument.startsWith('!')) return writeToCommand(vim, range, argument.slice(1).trim());
  const appends = argument.startsWith('>>');
  const given = expandNames(vim, appends ? argument.slice(2).trim() : argument);
  const name = given === '' ? vim.buffer.name : given;
  if (name === '') throw new VimError('E32: No file name');
  const isOwn = name === vim.buffer.name;
  const { files } = vim.process.machine;
  if (isOwn && vim.buffer.readOnly && !bang) throw new VimError("E45: 'readonly' option is set (add ! to override)");
  if (!isOwn && !bang && !appends && files.exists(posix.resolve(vim.process.workingDirectory, name)))
    throw new VimError('E13: File exists (add ! to override)');
  if (isOwn && !bang && hasChangedOnDisk(vim.process, vim.buffer)) {
    if (!(await confirmOverwrite(vim))) return;
  }
  const isWhole = range.given === 0 || (range.first === 0 && range.last === vim.lastRow);
  if (!isWhole && isOwn && !bang && given === '') throw new VimError('E140: Use ! to write partial buffer');
  const [first, last] = range.given === 0 ? [0, vim.lastRow] : [range.first, range.last];
  const result = writeLines(vim.process, vim.buffer, { name, first, last, appends });
  if ('error' in result) {
    if (result.error.startsWith('"')) return vim.screen.page(vim, [`"${name}"`, result.error]);
    throw new VimError(result.error);
  }
  if (vim.buffer.name === '' && isWhole) {
    vim.buffer.name = name;
    vim.text.savedTick = vim.text.tick;
  } else if (isOwn && isWhole) vim.text.savedTick = vim.text.tick;
  if (isOwn) {
    vim.buffer.isNew = false;
    vim.buffer.readOnly = false;
  }
  vim.say(result.message);
}

async function confirmOverwrite(vim: Vim): Promise<boolean> {
  vim.say('WARNING: The file has been changed since reading it!!!', 'error');
  await vim.screen.showLines(
    vim,
    ['WARNING: The file has been changed since reading it!!!'],
    'Do you really want to write to it (y/n)?',
  );
  for (;;) {
    const key = await vim.queue.next();
    if (key === 'y' || key === 'n' || key === '\x1b') {
      vim.screen.endLines();
      vim.say('');
      return key === 'y';
    }
  }
}

async function writeToCommand(vim: Vim, range: ExCommand['range'], command: string): Promise<void> {
  const [first, last] = range.given === 0 ? [0, vim.lastRow] : [range.first, range.last];
  const input = `${vim.text.lines.slice(first, last + 1).join('\n')}\n`;
  const { text, status } = await runCaptured(vim, command, input);
  const said = status === 0 ? [] : [`shell returned ${status}`];
  await vim.screen.page(vim, [`:${first + 1},${last + 1}w !${command}`, ...linesOfOutput(text), ...said]);
}

export function quit(vim: Vim, bang: boolean): void {
  if (!bang && vim.text.modified) throw new VimError('E37: No write since last change (add ! to override)');
  const left = vim.buffers.length - 1 - vim.argumentIndex;
  if (!bang && left > 0 && !vim.screen.warnedOfFiles) {
    vim.screen.warnedOfFiles = true;
    throw new VimError(`E173: ${left} more file${left === 1 ? '' : 's'} to edit`);
  }
  vim.exitCode = 0;
}

export function quitAll(vim: Vim, bang: boolean): void {
  const changed = bang ? undefined : vim.buffers.find(({ text }) => text.modified);
  if (changed === vim.buffer && changed) throw new VimError('E37: No write since last change (add ! to override)');
  if (changed) throw new VimError(`E162: No write since last change for buffer "${changed.name || '[No Name]'}"`);
  vim.exitCode = 0;
}

export function writeAll(vim: Vim, bang: boolean): void {
  for (const buffer of vim.buffers) {
    if (!buffer.text.modified) continue;
    if (buffer.name === '') throw new VimError(`E141: No file name for buffer ${buffer.number}`);
    if (buffer.readOnly && !bang) throw new VimError("E45: 'readonly' option is set (add ! to override)");
    const writing = { name: buffer.name, first: 0, last: buffer.text.lines.length - 1, appends: false };
    const result = writeLines(vim.process, buffer, writing);
    if ('error' in result) throw new VimError(result.error);
    buffer.text.savedTick = buffer.text.tick;
    vim.say(result.message);
  }
}

/** `:e`, `:e!`, `:e FILE`. */
export function edit(vim: Vim, { argument, bang }: ExCommand): void {
  const name = argument === '' ? '' : expandNames(vim, argument);
  if (name === '' || name === vim.buffer.name) {
    if (vim.text.modified && !bang) throw new VimError('E37: No write since last change (add ! to override)');
    if (vim.buffer.name === '') throw new VimError('E32: No file name');
    const { cursor } = vim;
    vim.say(loadBuffer(vim.process, vim.buffer));
    vim.moveTo(cursor.row, cursor.column);
    return;
  }
  switchBuffer(vim, bufferNamed(vim, name), bang);
}

export async function read(vim: Vim, { range, argument, bang }: ExCommand): Promise<void> {
  const row = range.given === 0 ? vim.cursor.row + 1 : range.last + 1;
  const command = bang ? argument : argument.startsWith('!') ? argument.slice(1) : undefined;
  if (command !== undefined) {
    const { text } = await runCaptured(vim, command.trim(), null);
    const lines = linesOfOutput(text);
    insertRead(vim, row, lines);
    if (lines.length > 0) vim.moveTo(row + lines.length - 1, firstNonBlank(lines.at(-1)!));
    return countLines(vim, -lines.length);
  }
  const name = argument === '' ? vim.buffer.name : expandNames(vim, argument);
  if (name === '') throw new VimError('E32: No file name');
  const { files } = vim.process.machine;
  try {
    const loaded = parseText(files.read(posix.resolve(vim.process.workingDirectory, name)));
    insertRead(vim, row, loaded.lines);
    vim.say(`"${name}" ${loaded.endsWithNewline ? '' : '[noeol] '}${loaded.lines.length}L, ${loaded.bytes}B`);
  } catch (error) {
    if (error instanceof FileError) throw new VimError(`E484: Can't open file ${name}`);
    throw error;
  }
}

function insertRead(vim: Vim, row: number, lines: readonly string[]): void {
  if (lines.length === 0) return;
  vim.text.replace(row, 0, lines);
  vim.moveTo(row, firstNonBlank(vim.text.line(row)));
}

/** `:!command`, or a filter when it has a range. */
export async function shellCommand(vim: Vim, { range, argument }: ExCommand): Promise<void> {
  const command = argument.replace(/(^|[^\\])!/g, (_, before: string) => before + vim.screen.lastShellCommand);
  vim.screen.lastShellCommand = command;
  if (range.given > 0) return filterRows(vim, range.first, range.last, command);
  await vim.screen.runOutside(vim, command);
}

export function nameFile(vim: Vim, { argument }: ExCommand): void {
  if (argument !== '') vim.buffer.name = argument;
  vim.say(fileInformation(vim));
}
