import { ACTIONS, generate } from '../../completion/generate.ts';
import { type SpecialPlace, type Specification, specificationsOf } from '../../completion/specifications.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';

/** Letters of actions, as `complete -f`. */
const LETTER_ACTIONS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  g: 'group',
  j: 'job',
  k: 'keyword',
  s: 'service',
  u: 'user',
  v: 'variable',
};

const OPTIONS = ['bashdefault', 'default', 'dirnames', 'filenames', 'noquote', 'nosort', 'nospace', 'plusdirs'];

const SPECIAL: Readonly<Record<string, SpecialPlace>> = { D: 'default', E: 'empty', I: 'initial' };

const COMPLETE_USAGE =
  'complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]\n';
const COMPGEN_USAGE =
  'compgen: usage: compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]\n';

interface Parsed {
  readonly specification: Specification;
  readonly letters: Set<string>;
  readonly operands: readonly string[];
}

/** Reads the options of `complete` and `compgen`; a status when they are wrong. */
async function parse(shell: Shell, name: string, args: readonly string[], usage: string): Promise<Parsed | number> {
  const actions: string[] = [];
  const options = new Set<string>();
  const letters = new Set<string>();
  const texts: Record<string, string> = {};
  let at = 1;
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    for (let index = 1; index < arg.length; index++) {
      const letter = arg[index]!;
      if (LETTER_ACTIONS[letter]) actions.push(LETTER_ACTIONS[letter]);
      else if ('prDEI'.includes(letter)) letters.add(letter);
      else if ('oAGWFCXPS'.includes(letter)) {
        const value = arg.slice(index + 1) || args[++at];
        if (value === undefined) {
          await shell.complain(`${name}: -${letter}: option requires an argument`);
          await shell.write(2, usage);
          return 2;
        }
        if (letter === 'o' && !OPTIONS.includes(value)) return fail(shell, name, `${value}: invalid option name`, 2);
        if (letter === 'A' && !ACTIONS[value]) return fail(shell, name, `${value}: invalid action name`, 2);
        if (letter === 'o') options.add(value);
        else if (letter === 'A') actions.push(value);
        else texts[letter] = value;
        break;
      } else {
        await shell.complain(`${name}: -${letter}: invalid option`);
        await shell.write(2, usage);
        return 2;
      }
    }
  }
  return { specification: specificationOf(actions, options, texts), letters, operands: args.slice(at) };
}

function specificationOf(actions: string[], options: Set<string>, texts: Record<string, string>): Specification {
  return {
    actions,
    options,
    ...(texts['G'] !== undefined && { glob: texts['G'] }),
    ...(texts['W'] !== undefined && { words: texts['W'] }),
    ...(texts['F'] !== undefined && { function: texts['F'] }),
    ...(texts['C'] !== undefined && { command: texts['C'] }),
    ...(texts['X'] !== undefined && { filter: texts['X'] }),
    ...(texts['P'] !== undefined && { prefix: texts['P'] }),
    ...(texts['S'] !== undefined && { suffix: texts['S'] }),
  };
}

export const complete: Builtin = async (shell, args) => {
  const parsed = await parse(shell, 'complete', args, COMPLETE_USAGE);
  if (typeof parsed === 'number') return parsed;
  const { specification, letters, operands } = parsed;
  const table = specificationsOf(shell);
  const places = [...letters].flatMap((letter) => SPECIAL[letter] ?? []);
  if (letters.has('r')) {
    if (operands.length === 0 && places.length === 0) table.byCommand.clear();
    for (const place of places) table.special.delete(place);
    for (const name of operands) table.byCommand.delete(name);
    return 0;
  }
  if (letters.has('p') || args.length === 1) return printAll(shell, operands);
  if (operands.length === 0 && places.length === 0) {
    await shell.write(2, COMPLETE_USAGE);
    return 2;
  }
  for (const place of places) table.special.set(place, specification);
  if (places.length === 0) for (const name of operands) table.byCommand.set(name, specification);
  return 0;
};

async function printAll(shell: Shell, names: readonly string[]): Promise<number> {
  const table = specificationsOf(shell);
  let status = 0;
  for (const name of names.length > 0 ? names : table.byCommand.keys()) {
    const specification = table.byCommand.get(name);
    if (specification) await shell.print(`complete ${described(specification)}${name}\n`);
    else status = await fail(shell, 'complete', `${name}: no completion specification`);
  }
  if (names.length === 0) {
    for (const [place, specification] of table.special)
      await shell.print(`complete ${described(specification)}-${place[0]!.toUpperCase()}\n`);
  }
  return status;
}

function described(specification: Specification): string {
  const parts = OPTIONS.filter((name) => specification.options.has(name)).map((name) => `-o ${name}`);
  const letters = Object.entries(LETTER_ACTIONS);
  for (const action of specification.actions) {
    const letter = letters.find(([, name]) => name === action)?.[0];
    parts.push(letter ? `-${letter}` : `-A ${action}`);
  }
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  if (specification.glob !== undefined) parts.push(`-G ${quoted(specification.glob)}`);
  if (specification.words !== undefined) parts.push(`-W ${quoted(specification.words)}`);
  if (specification.prefix !== undefined) parts.push(`-P ${quoted(specification.prefix)}`);
  if (specification.suffix !== undefined) parts.push(`-S ${quoted(specification.suffix)}`);
  if (specification.filter !== undefined) parts.push(`-X ${quoted(specification.filter)}`);
  if (specification.command !== undefined) parts.push(`-C ${quoted(specification.command)}`);
  if (specification.function !== undefined) parts.push(`-F ${specification.function}`);
  return parts.map((part) => `${part} `).join('');
}

export const compgen: Builtin = async (shell, args) => {
  const parsed = await parse(shell, 'compgen', args, COMPGEN_USAGE);
  if (typeof parsed === 'number') return parsed;
  const [word = ''] = parsed.operands;
  if (parsed.specification.function !== undefined)
    await shell.write(2, `${shell.prefix()}: compgen: warning: -F option may not work as you expect\n`);
  const found = await generate(shell, parsed.specification, word, null);
  const sorted = parsed.specification.actions.length > 0 ? [...new Set(found)].sort() : found;
  await shell.print(sorted.map((name) => `${name}\n`).join(''));
  return sorted.length > 0 ? 0 : 1;
};

export const compopt: Builtin = async (shell, args) => {
  const changes: [string, boolean][] = [];
  const names: string[] = [];
  const table = specificationsOf(shell);
  const places: SpecialPlace[] = [];
  for (let at = 1; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-o' || arg === '+o') {
      const option = args[++at] ?? '';
      if (!OPTIONS.includes(option)) return fail(shell, 'compopt', `${option}: invalid option name`, 2);
      changes.push([option, arg === '-o']);
    } else if (SPECIAL[arg.slice(1)] && arg.startsWith('-')) places.push(SPECIAL[arg.slice(1)]!);
    else names.push(arg);
  }
  const targets = [
    ...places.map((place) => table.special.get(place)),
    ...names.map((name) => table.byCommand.get(name)),
    ...(names.length + places.length === 0 ? [table.current] : []),
  ];
  if (names.length + places.length === 0 && !table.current)
    return fail(shell, 'compopt', 'not currently executing completion function');
  let status = 0;
  for (const [index, target] of targets.entries()) {
    if (!target) status = await fail(shell, 'compopt', `${names[index - places.length]}: no completion specification`);
    else
      for (const [option, on] of changes) {
        if (on) target.options.add(option);
        else target.options.delete(option);
      }
  }
  return status;
};
