import { readerOf } from '../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../cluster/machinery/file-system.ts';
import type { Redirection } from '../parser/ast.ts';
import { wordText } from '../parser/command-text.ts';
import { CommandError } from './control-flow.ts';
import { expandToString, expandWords } from './expand.ts';
import type { OpenFile } from './open-file.ts';
import { type Opener, openForReading, openForWriting } from './open-path.ts';
import { absolutePath } from './path-name.ts';
import type { Shell } from './shell.ts';

/** The first descriptor for `{name}>file`. */
const FIRST_FREE = 10;

/** Changes the shell's descriptors as told, left to right. The caller restores them. Throws `CommandError`. */
export async function redirect(shell: Shell, redirections: readonly Redirection[]): Promise<void> {
  for (const redirection of redirections) await redirectOne(shell, redirection);
}

export function openerOf(shell: Shell): Opener {
  return {
    machine: shell.machine,
    terminal: shell.process.terminal,
    descriptor: (number) => shell.descriptors.get(number),
  };
}

async function redirectOne(shell: Shell, redirection: Redirection): Promise<void> {
  const { operator } = redirection;
  const number = descriptorOf(shell, redirection);
  if (operator === '<<' || operator === '<<<') {
    const text = await expandToString(shell, redirection.target);
    const bytes = Buffer.from(operator === '<<<' ? `${text}\n` : text);
    shell.descriptors.set(number, { input: readerOf(bytes), isTerminal: false });
    return;
  }
  const target = await targetOf(shell, redirection);
  if (operator === '<&' || operator === '>&') {
    if (/^[0-9]+-?$|^-$/.test(target)) return duplicate(shell, number, target);
    if (operator === '<&' || redirection.descriptor !== undefined)
      throw new CommandError(`${target}: ambiguous redirect`);
  }
  const opened = open(shell, operator, target);
  shell.descriptors.set(number, opened);
  if (operator === '&>' || operator === '&>>' || operator === '>&') {
    shell.descriptors.set(1, opened);
    shell.descriptors.set(2, opened);
  }
}

async function targetOf(shell: Shell, redirection: Redirection): Promise<string> {
  const words = await expandWords(shell, [redirection.target]);
  if (words.length !== 1) throw new CommandError(`${wordText(redirection.target)}: ambiguous redirect`);
  return words[0]!;
}

function descriptorOf(shell: Shell, redirection: Redirection): number {
  if (redirection.variable !== undefined) {
    if (/^[<>]&$/.test(redirection.operator) && redirection.target.plain === '-') {
      return Number(shell.variables.get(redirection.variable) ?? -1);
    }
    let free = FIRST_FREE;
    while (shell.descriptors.has(free)) free++;
    shell.variables.set(redirection.variable, String(free));
    return free;
  }
  return redirection.descriptor ?? (redirection.operator.startsWith('<') ? 0 : 1);
}

function duplicate(shell: Shell, number: number, target: string): void {
  if (target === '-') {
    const closed = shell.descriptors.get(number);
    if (closed?.closesWithDescriptor) closed.output?.close();
    shell.descriptors.delete(number);
    return;
  }
  const source = Number.parseInt(target, 10);
  const found = shell.descriptors.get(source);
  if (!found) throw new CommandError(`${source}: Bad file descriptor`);
  shell.descriptors.set(number, found);
  if (target.endsWith('-')) shell.descriptors.delete(source);
}

function open(shell: Shell, operator: Redirection['operator'], target: string): OpenFile {
  if (target === '') throw new CommandError(': No such file or directory');
  const path = absolutePath(target, shell.workingDirectory);
  const opener = openerOf(shell);
  try {
    if (operator === '<') return openForReading(opener, path);
    const append = operator === '>>' || operator === '&>>' || operator === '<>';
    if (
      (operator === '>' || operator === '&>' || operator === '>&') &&
      shell.options.has('noclobber') &&
      isRegular(shell, path)
    ) {
      throw new CommandError(`${target}: cannot overwrite existing file`);
    }
    const written = openForWriting(opener, path, { append, mode: 0o666 & ~shell.umask });
    return operator === '<>' ? { ...written, input: openForReading(opener, path).input } : written;
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(problemOf(shell, operator, target, error));
    throw error;
  }
}

/** Bash says the reason alone; ash what it could not do (ash.c openredirect). */
function problemOf(shell: Shell, operator: Redirection['operator'], target: string, error: FileError): string {
  if (!shell.isAsh) return `${target}: ${error.message}`;
  const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  if (operator === '<') return `can't open ${target}: ${isMissing ? 'no such file' : error.message}`;
  return `can't create ${target}: ${isMissing ? 'nonexistent directory' : error.message}`;
}

function isRegular(shell: Shell, path: string): boolean {
  return shell.machine.files.exists(path) && shell.machine.files.stat(path).kind === 'file';
}
