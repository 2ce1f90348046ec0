import { builtinNames } from '../interpreter/builtins/builtin-names.ts';
import { RESERVED_WORDS } from '../interpreter/builtins/names.ts';
import { searchAll } from '../interpreter/find-command.ts';
import { absolutePath } from '../interpreter/path-name.ts';
import type { Shell } from '../interpreter/shell.ts';
import { passwdEntries } from './file-names.ts';

/** Names of commands that begin so: builtins, words of the language, functions, aliases, programs. */
export function commandNames(shell: Shell, prefix: string): string[] {
  const names = [...builtinNames(), ...RESERVED_WORDS, ...shell.functions.keys(), ...shell.aliases.keys()];
  return [...new Set([...names.filter((name) => name.startsWith(prefix)), ...programNames(shell, prefix)])];
}

/** Programs in the directories of PATH. */
export function programNames(shell: Shell, prefix: string): string[] {
  const { files } = shell.machine;
  const names = new Set<string>();
  for (const directory of (shell.variables.get('PATH') ?? '').split(':')) {
    const path = absolutePath(directory || '.', shell.workingDirectory);
    if (!files.exists(path) || files.stat(path).kind !== 'directory') continue;
    for (const name of files.list(path))
      if (name.startsWith(prefix) && !names.has(name) && searchAll(shell, name).length > 0) names.add(name);
  }
  return [...names];
}

export function variableNames(shell: Shell, prefix: string): string[] {
  return shell.variables.names().filter((name) => /^[A-Za-z_]/.test(name) && name.startsWith(prefix));
}

export function exportedNames(shell: Shell, prefix: string): string[] {
  return Object.keys(shell.variables.exported()).filter((name) => name.startsWith(prefix));
}

export function userNames(shell: Shell, prefix: string): string[] {
  return passwdEntries(shell).flatMap(([name]) => (name?.startsWith(prefix) ? [name] : []));
}

/** Names of /etc/hosts. */
export function hostNames(shell: Shell, prefix: string): string[] {
  const { files } = shell.machine;
  if (!files.exists('/etc/hosts')) return [];
  const lines = Buffer.from(files.read('/etc/hosts')).toString('utf8').split('\n');
  const names = lines.flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return [...new Set(names)].filter((name) => name.startsWith(prefix));
}
