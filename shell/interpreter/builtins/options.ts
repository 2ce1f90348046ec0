import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { printAllVariables } from './declare.ts';

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

const NAMES = [
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

function switchOption(shell: Shell, name: string, on: boolean): void {
  if (on) shell.options.add(name);
  else shell.options.delete(name);
}

export const set: Builtin = async (shell, args) => {
  if (args.length === 1) return printAllVariables(shell);
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      shell.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[++at];
        if (name === undefined) return printOptions(shell, on);
        if (!NAMES.includes(name)) return fail(shell, 'set', `${name}: invalid option name`, 2);
        switchOption(shell, name, on);
      } else {
        const name = BY_LETTER[letter];
        if (!name) return fail(shell, 'set', `${arg[0]}${letter}: invalid option`, 2);
        switchOption(shell, name, on);
      }
    }
  }
  if (at < args.length) shell.positional = args.slice(at);
  return 0;
};

async function printOptions(shell: Shell, asTable: boolean): Promise<number> {
  const lines = NAMES.map((name) => {
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

const SHELL_OPTIONS = [
  'autocd',
  'cdspell',
  'checkwinsize',
  'cmdhist',
  'dotglob',
  'expand_aliases',
  'extglob',
  'failglob',
  'globstar',
  'histappend',
  'inherit_errexit',
  'lastpipe',
  'login_shell',
  'nocaseglob',
  'nocasematch',
  'nullglob',
  'progcomp',
  'promptvars',
  'sourcepath',
  'xpg_echo',
];

export const shopt: Builtin = async (shell, args) => {
  const flags = args
    .slice(1)
    .filter((arg) => /^-[supqo]+$/.test(arg))
    .join('');
  const names = args.slice(1).filter((arg) => !arg.startsWith('-'));
  const quiet = flags.includes('q');
  if (flags.includes('s') || flags.includes('u')) {
    for (const name of names) {
      if (!SHELL_OPTIONS.includes(name)) return fail(shell, 'shopt', `${name}: invalid shell option name`);
      if (flags.includes('s')) shell.shellOptions.add(name);
      else shell.shellOptions.delete(name);
    }
    return 0;
  }
  let status = 0;
  for (const name of names.length > 0 ? names : SHELL_OPTIONS) {
    if (!SHELL_OPTIONS.includes(name)) return fail(shell, 'shopt', `${name}: invalid shell option name`);
    const on = shell.shellOptions.has(name);
    if (names.length > 0 && !on) status = 1;
    if (quiet) continue;
    await shell.print(
      flags.includes('p') ? `shopt -${on ? 's' : 'u'} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`,
    );
  }
  return status;
};
