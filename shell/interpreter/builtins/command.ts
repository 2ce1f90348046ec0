import { ExitShell } from '../control-flow.ts';
import { runProgram } from '../run-program.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';

type Find = (name: string) => Builtin | undefined;

/** `command name …`: as if there were no function of that name. */
export function commandBuiltin(find: Find, explain: Builtin): Builtin {
  return async (shell, args) => {
    if (args[1] === '-v' || args[1] === '-V') return explain(shell, args);
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

/** `exec program`: the program takes the shell's place, so the shell ends with its status. */
export const exec: Builtin = async (shell, args) => {
  const words = args.slice(args[1] === '--' ? 2 : 1);
  if (words.length === 0) return 0;
  const status = await runProgram(shell, words);
  if ((status === 126 || status === 127) && shell.interactive) return status;
  throw new ExitShell(status);
};
