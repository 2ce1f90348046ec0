import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { NAMES, printOptions, switchOption } from './options.ts';
import { badOption } from './usage.ts';

/** In the order in which bash lists them. */
const SHELL_OPTIONS: readonly string[] = [
  'autocd',
  'assoc_expand_once',
  'cdable_vars',
  'cdspell',
  'checkhash',
  'checkjobs',
  'checkwinsize',
  'cmdhist',
  'compat31',
  'compat32',
  'compat40',
  'compat41',
  'compat42',
  'compat43',
  'compat44',
  'complete_fullquote',
  'direxpand',
  'dirspell',
  'dotglob',
  'execfail',
  'expand_aliases',
  'extdebug',
  'extglob',
  'extquote',
  'failglob',
  'force_fignore',
  'globasciiranges',
  'globskipdots',
  'globstar',
  'gnu_errfmt',
  'histappend',
  'histreedit',
  'histverify',
  'hostcomplete',
  'huponexit',
  'inherit_errexit',
  'interactive_comments',
  'lastpipe',
  'lithist',
  'localvar_inherit',
  'localvar_unset',
  'login_shell',
  'mailwarn',
  'no_empty_cmd_completion',
  'nocaseglob',
  'nocasematch',
  'noexpand_translation',
  'nullglob',
  'patsub_replacement',
  'progcomp',
  'progcomp_alias',
  'promptvars',
  'restricted_shell',
  'shift_verbose',
  'sourcepath',
  'varredir_close',
  'xpg_echo',
];

export const shopt: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'supqo');
  if ('bad' in parsed) return badOption(shell, 'shopt', parsed.bad);
  const { letters, operands } = parsed;
  if (letters.has('s') && letters.has('u'))
    return fail(shell, 'shopt', 'cannot set and unset shell options simultaneously');
  const all = letters.has('o') ? NAMES : SHELL_OPTIONS;
  const isOn = (name: string) => (letters.has('o') ? shell.options : shell.shellOptions).has(name);
  const changes = letters.has('s') || letters.has('u');
  if (changes && operands.length > 0) return change(shell, operands, letters);
  if (letters.has('o') && operands.length === 0 && !changes && !letters.has('q'))
    return printOptions(shell, !letters.has('p'));
  let status = 0;
  for (const name of operands.length > 0 ? operands : all) {
    if (!all.includes(name)) {
      status = await refuse(shell, name, letters);
      continue;
    }
    if (operands.length > 0 && !isOn(name)) status = 1;
    if (letters.has('q') || (changes && isOn(name) !== letters.has('s'))) continue;
    await shell.print(optionLine(name, isOn(name), letters));
  }
  return status;
};

function optionLine(name: string, on: boolean, letters: ReadonlySet<string>): string {
  if (!letters.has('p')) return `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`;
  return letters.has('o') ? `set ${on ? '-' : '+'}o ${name}\n` : `shopt -${on ? 's' : 'u'} ${name}\n`;
}

function refuse(shell: Shell, name: string, letters: ReadonlySet<string>): Promise<number> {
  return fail(shell, 'shopt', `${name}: invalid ${letters.has('o') ? '' : 'shell '}option name`);
}

async function change(shell: Shell, names: readonly string[], letters: ReadonlySet<string>): Promise<number> {
  const on = letters.has('s');
  let status = 0;
  for (const name of names) {
    if (!(letters.has('o') ? NAMES : SHELL_OPTIONS).includes(name)) status = await refuse(shell, name, letters);
    else if (letters.has('o')) switchOption(shell, name, on);
    else if (on) shell.shellOptions.add(name);
    else shell.shellOptions.delete(name);
  }
  return status;
}
