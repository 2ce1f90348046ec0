import { functionText } from '../../parser/command-text.ts';
import { findProgram, searchAll } from '../find-command.ts';
import { quoteForReuse } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';
import { fail, lettersOf } from './builtin.ts';
import { badOption, usage } from './usage.ts';

export const RESERVED_WORDS = [
  '!',
  '[[',
  ']]',
  '{',
  '}',
  'case',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'function',
  'if',
  'in',
  'select',
  'then',
  'time',
  'until',
  'while',
];

export const alias: Builtin = async (shell, args) => {
  const operands = args.slice(1).filter((arg) => arg !== '-p');
  const show = (name: string) => shell.print(`alias ${name}=${quoteForReuse(shell.aliases.get(name)!)}\n`);
  if (operands.length === 0) for (const name of [...shell.aliases.keys()].sort()) await show(name);
  let status = 0;
  for (const operand of operands) {
    const at = operand.indexOf('=');
    if (at > 0 && /[\s/$`=|&;()<>'"\\]/.test(operand.slice(0, at)))
      status = await fail(shell, 'alias', `\`${operand.slice(0, at)}': invalid alias name`);
    else if (at > 0) shell.aliases.set(operand.slice(0, at), operand.slice(at + 1));
    else if (shell.aliases.has(operand)) await show(operand);
    else status = await fail(shell, 'alias', `${operand}: not found`);
  }
  return status;
};

export const unalias: Builtin = async (shell, args) => {
  if (args[1] === '-a') {
    shell.aliases.clear();
    return 0;
  }
  const parsed = lettersOf(args, 'a');
  if ('bad' in parsed) return badOption(shell, 'unalias', parsed.bad);
  if (parsed.operands.length === 0) return usage(shell, 'unalias');
  let status = 0;
  for (const name of parsed.operands)
    if (!shell.aliases.delete(name)) status = await fail(shell, 'unalias', `${name}: not found`);
  return status;
};

/** What a name means to the shell, in the order bash looks. */
function meanings(
  shell: Shell,
  name: string,
  isBuiltin: (name: string) => boolean,
): { kind: string; detail: string }[] {
  const found: { kind: string; detail: string }[] = [];
  const aliased = shell.shellOptions.has('expand_aliases') ? shell.aliases.get(name) : undefined;
  if (aliased !== undefined) found.push({ kind: 'alias', detail: aliased });
  if (RESERVED_WORDS.includes(name)) found.push({ kind: 'keyword', detail: name });
  const definition = shell.functions.get(name);
  if (definition) found.push({ kind: 'function', detail: functionText(definition) });
  if (isBuiltin(name) && !shell.disabledBuiltins.has(name)) found.push({ kind: 'builtin', detail: name });
  if (name.includes('/')) {
    if (findProgram(shell, name).kind !== 'error') found.push({ kind: 'file', detail: name });
  } else found.push(...searchAll(shell, name).map((detail) => ({ kind: 'file', detail })));
  return found;
}

const SENTENCES: Readonly<Record<string, (name: string, detail: string) => string>> = {
  alias: (name, detail) => `${name} is aliased to \`${detail}'`,
  keyword: (name) => `${name} is a shell keyword`,
  function: (name, detail) => `${name} is a function\n${detail}`,
  builtin: (name) => `${name} is a shell builtin`,
  file: (name, detail) => `${name} is ${detail}`,
};

/** `type`, given how to tell builtins (their table knows this command, too). */
export function typeBuiltin(isBuiltin: (name: string) => boolean): Builtin {
  return async (shell, args) => {
    const parsed = lettersOf(args, 'afptP');
    if ('bad' in parsed) return badOption(shell, 'type', parsed.bad);
    const { letters, operands } = parsed;
    let status = 0;
    for (const name of operands) {
      let found = meanings(shell, name, isBuiltin);
      if (letters.has('f')) found = found.filter(({ kind }) => kind !== 'function');
      if (letters.has('P')) found = found.filter(({ kind }) => kind === 'file');
      if (!letters.has('a')) found = found.slice(0, 1);
      if (found.length === 0) {
        status = 1;
        if (!['t', 'p', 'P'].some((letter) => letters.has(letter))) await fail(shell, 'type', `${name}: not found`);
      }
      for (const { kind, detail } of found) {
        if (letters.has('t')) await shell.print(`${kind}\n`);
        else if (letters.has('p') || letters.has('P')) await shell.print(kind === 'file' ? `${detail}\n` : '');
        else await shell.print(`${sentence(shell, kind, name, detail, letters)}\n`);
      }
    }
    return status;
  };
}

function sentence(shell: Shell, kind: string, name: string, detail: string, letters: ReadonlySet<string>): string {
  const isHashed = kind === 'file' && !letters.has('a') && shell.hashed.get(name)?.path === detail;
  return isHashed ? `${name} is hashed (${detail})` : SENTENCES[kind]!(name, detail);
}

/** `command -v` and `-V`. */
export function describeCommand(isBuiltin: (name: string) => boolean): Builtin {
  return async (shell, args) => {
    let status = 0;
    for (const name of args.slice(2)) {
      const [first] = meanings(shell, name, isBuiltin);
      if (!first) {
        status = 1;
        if (args[1] === '-V') await fail(shell, 'command', `${name}: not found`);
      } else if (args[1] === '-V') await shell.print(`${SENTENCES[first.kind]!(name, first.detail)}\n`);
      else if (first.kind === 'alias') await shell.print(`alias ${name}=${quoteForReuse(first.detail)}\n`);
      else await shell.print(`${first.kind === 'file' ? first.detail : name}\n`);
    }
    return status;
  };
}
