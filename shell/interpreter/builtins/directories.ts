import { absolutePath } from '../path-name.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';

export const pwd: Builtin = async (shell, args) => {
  const physical = args.includes('-P') && shell.machine.files.exists(shell.workingDirectory);
  await shell.print(`${physical ? shell.machine.files.resolve(shell.workingDirectory) : shell.workingDirectory}\n`);
  return 0;
};

/** Goes there; null, or why not. */
function enter(shell: Shell, directory: string, physical: boolean): string | null {
  const { files } = shell.machine;
  const path = absolutePath(directory, shell.workingDirectory);
  if (!files.exists(path)) return `${directory}: No such file or directory`;
  if (files.stat(path).kind !== 'directory') return `${directory}: Not a directory`;
  shell.variables.set('OLDPWD', shell.workingDirectory);
  shell.workingDirectory = physical ? files.resolve(path) : path;
  shell.variables.set('PWD', shell.workingDirectory);
  return null;
}

export const cd: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'LPe@');
  if ('bad' in parsed) {
    await fail(shell, 'cd', `${parsed.bad}: invalid option`);
    await shell.write(2, 'cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n');
    return 2;
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
  if (directory === '') return 0;
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

function shortened(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  return home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

async function printStack(shell: Shell): Promise<number> {
  const stack = [shell.workingDirectory, ...shell.directoryStack];
  await shell.print(`${stack.map((path) => shortened(shell, path)).join(' ')}\n`);
  return 0;
}

export const dirs: Builtin = async (shell, args) => {
  if (args[1] === '-c') {
    shell.directoryStack = [];
    return 0;
  }
  const stack = [shell.workingDirectory, ...shell.directoryStack];
  if (args[1] === '-v') {
    await shell.print(stack.map((path, index) => `${String(index).padStart(2)}  ${shortened(shell, path)}\n`).join(''));
    return 0;
  }
  if (args[1] === '-p') {
    await shell.print(stack.map((path) => `${shortened(shell, path)}\n`).join(''));
    return 0;
  }
  return printStack(shell);
};

export const pushd: Builtin = async (shell, args) => {
  const [, directory] = args;
  const here = shell.workingDirectory;
  if (directory === undefined || /^[+-][0-9]+$/.test(directory)) {
    const stack = [here, ...shell.directoryStack];
    if (stack.length < 2) return fail(shell, 'pushd', 'no other directory');
    const by = directory === undefined ? null : Number(directory.slice(1));
    const start = by === null ? 1 : directory!.startsWith('+') ? by : stack.length - 1 - by;
    if (start >= stack.length || start < 0)
      return fail(shell, 'pushd', `${directory}: directory stack index out of range`);
    const rotated =
      by === null ? [stack[1]!, stack[0]!, ...stack.slice(2)] : [...stack.slice(start), ...stack.slice(0, start)];
    const refusal = enter(shell, rotated[0]!, false);
    if (refusal) return fail(shell, 'pushd', refusal);
    shell.directoryStack = rotated.slice(1);
    return printStack(shell);
  }
  const refusal = enter(shell, directory, false);
  if (refusal) return fail(shell, 'pushd', refusal);
  shell.directoryStack.unshift(here);
  return printStack(shell);
};

export const popd: Builtin = async (shell) => {
  const next = shell.directoryStack[0];
  if (next === undefined) return fail(shell, 'popd', 'directory stack empty');
  const refusal = enter(shell, next, false);
  if (refusal) return fail(shell, 'popd', refusal);
  shell.directoryStack.shift();
  return printStack(shell);
};
