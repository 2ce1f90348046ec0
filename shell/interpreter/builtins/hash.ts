import { searchPath } from '../find-command.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption } from './usage.ts';

/** `hash`: the paths of commands that the shell has found. */
export const hash: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'lrpdt');
  if ('bad' in parsed) return badOption(shell, 'hash', parsed.bad);
  const { letters } = parsed;
  let { operands } = parsed;
  if (letters.has('r')) shell.hashed.clear();
  if (operands.length === 0) return letters.has('r') ? 0 : printTable(shell, letters.has('l'));
  let given: string | undefined;
  if (letters.has('p')) [given, ...operands] = operands;
  let status = 0;
  for (const name of operands) {
    if (given !== undefined) shell.hashed.set(name, { path: given, hits: 0 });
    else if (letters.has('d') || letters.has('t')) status = (await useEntry(shell, name, letters, operands)) || status;
    else if (!name.includes('/')) {
      const path = searchPath(shell, name);
      if (path === undefined) status = await fail(shell, 'hash', `${name}: not found`);
      else shell.hashed.set(name, { path, hits: 0 });
    }
  }
  return status;
};

async function useEntry(
  shell: Shell,
  name: string,
  letters: ReadonlySet<string>,
  operands: readonly string[],
): Promise<number> {
  const entry = shell.hashed.get(name);
  if (!entry) return fail(shell, 'hash', `${name}: not found`);
  if (letters.has('d')) shell.hashed.delete(name);
  else if (letters.has('l')) await shell.print(`builtin hash -p ${entry.path} ${name}\n`);
  else await shell.print(`${operands.length > 1 ? `${name}\t` : ''}${entry.path}\n`);
  return 0;
}

async function printTable(shell: Shell, asCommands: boolean): Promise<number> {
  if (shell.hashed.size === 0) {
    if (!shell.options.has('posix')) await shell.print('hash: hash table empty\n');
    return 0;
  }
  if (!asCommands) await shell.print('hits\tcommand\n');
  for (const [name, { path, hits }] of shell.hashed) {
    await shell.print(asCommands ? `builtin hash -p ${path} ${name}\n` : `${String(hits).padStart(4)}\t${path}\n`);
  }
  return 0;
}
