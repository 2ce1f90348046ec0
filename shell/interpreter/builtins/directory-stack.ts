import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { enter } from './directories.ts';
import { usage } from './usage.ts';

function shortened(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME');
  return home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

const stackOf = (shell: Shell): string[] => [shell.workingDirectory, ...shell.directoryStack];

async function printStack(shell: Shell): Promise<number> {
  const texts = stackOf(shell).map((path) => shortened(shell, path));
  await shell.print(`${texts.join(' ')}\n`);
  return 0;
}

/** The place that `+N` (from the left) or `-N` (from the right) names; null beyond the ends. */
function placeOf(spec: string, length: number): number | null {
  const number = Number(spec.slice(1));
  const place = spec.startsWith('+') ? number : length - 1 - number;
  return place >= 0 && place < length ? place : null;
}

async function outOfRange(shell: Shell, name: string, spec: string): Promise<number> {
  if (shell.directoryStack.length === 0) return fail(shell, name, 'directory stack empty');
  return fail(shell, name, `${spec}: directory stack index out of range`);
}

export const dirs: Builtin = async (shell, args) => {
  const letters = new Set<string>();
  let spec: string | undefined;
  for (const arg of args.slice(1)) {
    if (/^[+-][0-9]+$/.test(arg)) spec = arg;
    else if (/^-[clpv]+$/.test(arg)) for (const letter of arg.slice(1)) letters.add(letter);
    else {
      await fail(shell, 'dirs', `${arg}: invalid ${/^[+-]/.test(arg) ? 'number' : 'option'}`);
      return usage(shell, 'dirs');
    }
  }
  if (letters.has('c')) {
    shell.directoryStack = [];
    return 0;
  }
  const shown = (path: string) => (letters.has('l') ? path : shortened(shell, path));
  const stack = stackOf(shell);
  const place = spec === undefined ? undefined : placeOf(spec, stack.length);
  if (place === null) return outOfRange(shell, 'dirs', spec!.slice(1));
  const chosen = place === undefined ? stack : [stack[place]!];
  const first = place ?? 0;
  if (letters.has('v'))
    await shell.print(chosen.map((path, index) => `${String(first + index).padStart(2)}  ${shown(path)}\n`).join(''));
  else if (letters.has('p')) await shell.print(chosen.map((path) => `${shown(path)}\n`).join(''));
  else await shell.print(`${chosen.map(shown).join(' ')}\n`);
  return 0;
};

export const pushd: Builtin = async (shell, args) => {
  const stays = args[1] === '-n';
  const [directory] = args.slice(stays ? 2 : 1).filter((arg) => arg !== '--');
  const stack = stackOf(shell);
  if (directory === undefined && stack.length < 2) return fail(shell, 'pushd', 'no other directory');
  if (directory === undefined) return goTo(shell, 'pushd', [stack[1]!, stack[0]!, ...stack.slice(2)], stays);
  if (/^[+-][0-9]+$/.test(directory)) {
    const place = placeOf(directory, stack.length);
    if (place === null) return outOfRange(shell, 'pushd', directory);
    return goTo(shell, 'pushd', [...stack.slice(place), ...stack.slice(0, place)], stays);
  }
  if (/^-./.test(directory)) {
    await fail(shell, 'pushd', `${directory}: invalid number`);
    return usage(shell, 'pushd');
  }
  if (stays) {
    shell.directoryStack.unshift(directory);
    return printStack(shell);
  }
  const refusal = enter(shell, directory, false);
  if (refusal) return fail(shell, 'pushd', refusal);
  shell.directoryStack.unshift(stack[0]!);
  return printStack(shell);
};

export const popd: Builtin = async (shell, args) => {
  const stays = args[1] === '-n';
  const [spec = '+0'] = args.slice(stays ? 2 : 1);
  const stack = stackOf(shell);
  if (!/^[+-][0-9]+$/.test(spec)) {
    await fail(shell, 'popd', `${spec}: invalid argument`);
    return usage(shell, 'popd');
  }
  if (stack.length < 2) return fail(shell, 'popd', 'directory stack empty');
  const place = placeOf(spec, stack.length);
  if (place === null) return outOfRange(shell, 'popd', spec);
  if (place > 0 || stays) {
    shell.directoryStack.splice(Math.max(0, place - 1), 1);
    return printStack(shell);
  }
  return goTo(shell, 'popd', stack.slice(1), false);
};

/** Makes this the stack and its first directory the current one. */
async function goTo(shell: Shell, name: string, stack: readonly string[], stays: boolean): Promise<number> {
  const refusal = stays ? null : enter(shell, stack[0]!, false);
  if (refusal) return fail(shell, name, refusal);
  shell.directoryStack = stack.slice(1);
  return printStack(shell);
}
