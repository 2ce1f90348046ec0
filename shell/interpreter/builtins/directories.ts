import { FileError } from '../../../cluster/machinery/file-system.ts';
import { allows } from '../../../cluster/machinery/permitted-file-system.ts';
import { absolutePath } from '../path-name.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption } from './usage.ts';

export const pwd: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'LP');
  if ('bad' in parsed) return badOption(shell, 'pwd', parsed.bad);
  const physical = parsed.letters.has('P') && shell.machine.files.exists(shell.workingDirectory);
  await shell.print(`${physical ? shell.machine.files.resolve(shell.workingDirectory) : shell.workingDirectory}\n`);
  return 0;
};

/** Goes there; null, or why not. */
export function enter(shell: Shell, directory: string, physical: boolean): string | null {
  const { files } = shell.machine;
  const path = absolutePath(directory, shell.workingDirectory);
  try {
    const stat = files.stat(path);
    if (stat.kind !== 'directory') return `${directory}: Not a directory`;
    if (!allows(shell.machine.credentials, stat, 1)) return `${directory}: Permission denied`;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return `${directory}: ${error.message}`;
  }
  shell.variables.set('OLDPWD', shell.workingDirectory);
  shell.workingDirectory = physical ? files.resolve(path) : path;
  shell.variables.set('PWD', shell.workingDirectory);
  return null;
}

export const cd: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'LPe@');
  if ('bad' in parsed) {
    return badOption(shell, 'cd', parsed.bad);
  }
  const { operands, letters } = parsed;
  if (operands.length > 1) return fail(shell, 'cd', 'too many arguments');
  let [directory] = operands;
  if (directory === undefined) {
    directory = shell.variables.get('HOME');
    if (directory === undefined) return fail(shell, 'cd', 'HOME not set');
  }
  if (directory === '-') {
    const old = shell.variables.get('OLDPWD');
    if (old === undefined) return fail(shell, 'cd', 'OLDPWD not set');
    const refusal = enter(shell, old, letters.has('P'));
    if (refusal) return fail(shell, 'cd', refusal);
    await shell.print(`${shell.workingDirectory}\n`);
    return 0;
  }
  if (directory === '') directory = '.';
  const fromPath = cdPath(shell, directory);
  const refusal = enter(shell, fromPath ?? directory, letters.has('P'));
  if (refusal) return fail(shell, 'cd', refusal);
  if (fromPath) await shell.print(`${shell.workingDirectory}\n`);
  return 0;
};

function cdPath(shell: Shell, directory: string): string | undefined {
  const path = shell.variables.get('CDPATH');
  if (!path || /^\.{0,2}\//.test(directory)) return undefined;
  const { files } = shell.machine;
  return path
    .split(':')
    .filter((base) => base !== '')
    .map((base) => absolutePath(`${base}/${directory}`, shell.workingDirectory))
    .find((candidate) => files.exists(candidate) && files.stat(candidate).kind === 'directory');
}
