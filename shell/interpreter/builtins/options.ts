import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { printAllVariables } from './declare.ts';
import { badOption } from './usage.ts';

const BY_LETTER: Readonly<Record<string, string>> = {
  a: 'allexport',
  b: 'notify',
  B: 'braceexpand',
  C: 'noclobber',
  e: 'errexit',
  E: 'errtrace',
  f: 'noglob',
  h: 'hashall',
  H: 'histexpand',
  k: 'keyword',
  m: 'monitor',
  n: 'noexec',
  p: 'privileged',
  P: 'physical',
  t: 'onecmd',
  T: 'functrace',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};

export const NAMES = [
  ...Object.values(BY_LETTER),
  'emacs',
  'vi',
  'history',
  'ignoreeof',
  'interactive-comments',
  'nolog',
  'pipefail',
  'posix',
].sort();

export function switchOption(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name);
  else shell.options.delete(name);
  if (on && name === 'emacs') shell.options.delete('vi');
  if (on && name === 'vi') shell.options.delete('emacs');
}

export const set: Builtin = async (shell, args) => {
  if (args.length === 1) return printAllVariables(shell);
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      if (arg === '-') for (const name of ['xtrace', 'verbose']) switchOption(shell, name, false);
      if (arg === '--' || at + 1 < args.length) shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[++at];
        if (name === undefined) return printOptions(shell, on);
        if (!NAMES.includes(name)) return fail(shell, 'set', `${name}: invalid option name`);
        switchOption(shell, name, on);
      } else {
        const name = BY_LETTER[letter];
        if (!name) return badOption(shell, 'set', `${arg[0]}${letter}`);
        switchOption(shell, name, on);
      }
    }
  }
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
};

/** `set -o` and `shopt -o` (a table), `set +o` (commands that set them so again). */
export async function printOptions(shell: Shell, asTable: boolean, names: readonly string[] = NAMES): Promise<number> {
  const lines = names.map((name) => {
    const on = shell.options.has(name);
    return asTable ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`;
  });
  await shell.print(lines.join(''));
  return 0;
}

/** Sets the options of a command line such as `bash -eu`. False for a letter that does not exist. */
export function setByLetter(shell: Shell, letter: string, on: boolean): boolean {
  const name = BY_LETTER[letter];
  if (name) switchOption(shell, name, on);
  return name !== undefined;
}
