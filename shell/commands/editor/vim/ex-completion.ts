import { posix } from 'node:path';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import type { Vim } from './vim.ts';

const COMMANDS =
  'argdo args bnext bprevious buffer buffers copy delete edit file files global help join list ls move next nohlsearch normal number previous print put quit quitall read registers retab rewind set shell sort substitute syntax undo update version vglobal wall wnext wq wqall write xall xit yank'.split(
    ' ',
  );

/** What Tab makes of a command line: whole lines, best first. */
export function completeExLine(vim: Vim, typed: string): string[] {
  const [, head = '', name = '', blank = '', rest = ''] = /^([%\d,.$'<>]*)([a-zA-Z]*)(!?\s+)?(.*)$/.exec(typed) ?? [];
  if (blank === '') return COMMANDS.filter((command) => command.startsWith(name)).map((command) => head + command);
  if (/^(e|edit|w|write|r|read|saveas|sav|tabe|sp|split|vs|so|source|cd)$/.test(name))
    return fileNames(vim, rest).map((file) => `${head}${name}${blank}${file}`);
  return [];
}

function fileNames(vim: Vim, typed: string): string[] {
  const at = typed.lastIndexOf('/') + 1;
  const [directory, prefix] = [typed.slice(0, at), typed.slice(at)];
  const { files } = vim.process.machine;
  try {
    const path = posix.resolve(vim.process.workingDirectory, directory || '.');
    return files
      .list(path)
      .filter((name) => name.startsWith(prefix) && (prefix !== '' || !name.startsWith('.')))
      .map((name) => directory + name + (files.stat(posix.join(path, name)).kind === 'directory' ? '/' : ''));
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
