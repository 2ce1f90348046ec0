import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption, SYNOPSES } from './usage.ts';

/** `enable`, given the table that knows this command, too. */
export function enableBuiltin(names: () => readonly string[], special: ReadonlySet<string>): Builtin {
  return async (shell, args) => {
    const parsed = lettersOf(args, 'adnpsf');
    if ('bad' in parsed) return badOption(shell, 'enable', parsed.bad);
    const { letters, operands } = parsed;
    if (operands.length === 0) return listBuiltins(shell, names(), letters, special);
    let status = 0;
    for (const name of operands) {
      if (!names().includes(name)) status = await fail(shell, 'enable', `${name}: not a shell builtin`);
      else if (letters.has('n')) shell.disabledBuiltins.add(name);
      else shell.disabledBuiltins.delete(name);
    }
    return status;
  };
}

async function listBuiltins(
  shell: Shell,
  names: readonly string[],
  letters: ReadonlySet<string>,
  special: ReadonlySet<string>,
): Promise<number> {
  for (const name of [...names].sort()) {
    const isOff = shell.disabledBuiltins.has(name);
    if (letters.has('s') && !special.has(name)) continue;
    if (!letters.has('a') && isOff !== letters.has('n')) continue;
    await shell.print(`enable ${isOff ? '-n ' : ''}${name}\n`);
  }
  return 0;
}

/** `help`: the synopsis of builtins whose names match. */
export function helpBuiltin(names: () => readonly string[]): Builtin {
  return async (shell, args) => {
    const parsed = lettersOf(args, 'dms');
    if ('bad' in parsed) return badOption(shell, 'help', parsed.bad);
    if (parsed.operands.length === 0) {
      await shell.print('These shell commands are defined here. `help NAME` shows how NAME is called.\n\n');
      for (const name of [...names()].sort()) await shell.print(` ${SYNOPSES[name] ?? name}\n`);
      return 0;
    }
    let status = 0;
    for (const topic of parsed.operands) {
      const found = names().includes(topic) ? [topic] : names().filter((name) => name.startsWith(topic));
      for (const name of found) await shell.print(`${name}: ${SYNOPSES[name] ?? name}\n`);
      if (found.length > 0) continue;
      const hint = `Try \`help help' or \`man -k ${topic}' or \`info ${topic}'.`;
      status = await fail(shell, 'help', `no help topics match \`${topic}'.  ${hint}`);
    }
    return status;
  };
}
