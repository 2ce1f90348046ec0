import { ExitShell } from '../control-flow.ts';
import { findProgram } from '../find-command.ts';
import { runProgram } from '../run-program.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { badOption } from './usage.ts';

type Find = (name: string) => Builtin | undefined;

/** `command name …`: as if there were no function of that name. */
export function commandBuiltin(find: Find, explain: Builtin): Builtin {
  return async (shell, args) => {
    if (/^-[vV]$/.test(args[1] ?? '')) return explain(shell, args);
    if (/^-[^-p]/.test(args[1] ?? '')) return badOption(shell, 'command', args[1]!.slice(0, 2));
    const words = args.slice(args[1] === '-p' || args[1] === '--' ? 2 : 1);
    if (words.length === 0) return 0;
    return run(shell, find, words);
  };
}

export function builtinBuiltin(find: Find): Builtin {
  return async (shell, args) => {
    const [, name] = args;
    if (name === undefined) return 0;
    const builtin = find(name);
    return builtin ? builtin(shell, args.slice(1)) : fail(shell, 'builtin', `${name}: not a shell builtin`);
  };
}

function run(shell: Shell, find: Find, words: readonly string[]): Promise<number> {
  const builtin = find(words[0]!);
  return builtin ? builtin(shell, words) : runProgram(shell, words);
}

interface ExecOptions {
  readonly words: readonly string[];
  readonly login: boolean;
  readonly clears: boolean;
  readonly name: string | undefined;
}

function execOptions(args: readonly string[]): ExecOptions | { bad: string } {
  let [login, clears] = [false, false];
  let name: string | undefined;
  let at = 1;
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'l') login = true;
      else if (letter === 'c') clears = true;
      else if (letter === 'a') name = args[++at];
      else return { bad: `-${letter}` };
    }
  }
  return { words: args.slice(at), login, clears, name };
}

/** `exec program`: the program takes the shell's place, so the shell ends with its status, without its EXIT trap. */
export const exec: Builtin = async (shell, args) => {
  const options = execOptions(args);
  if ('bad' in options) return badOption(shell, 'exec', options.bad);
  const { words, login, clears, name } = options;
  const [command] = words;
  if (command === undefined) return 0;
  const found = findProgram(shell, command);
  if (found.kind === 'error') {
    const reason = found.status === 127 && !command.includes('/') ? `${command}: not found` : found.message;
    await shell.complain(`exec: ${reason}`);
    if (shell.interactive || shell.shellOptions.has('execfail')) return found.status;
    throw new ExitShell(found.status);
  }
  const shown = (login ? '-' : '') + (name ?? command);
  shell.traps.delete('EXIT');
  shell.variables.set('SHLVL', String(Number(shell.variables.get('SHLVL') ?? 1) - 1));
  throw new ExitShell(await runProgram(shell, words, { shown, clears }));
};
