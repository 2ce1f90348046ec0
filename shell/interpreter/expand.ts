import type { ParameterExpansion, Word, WordPart } from '../parser/ast.ts';
import { nestedScript } from '../parser/parser.ts';
import { Source } from '../parser/source.ts';
import { parseDouble } from '../parser/words.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { arithmeticVariables } from './array-access.ts';
import { expandBraces } from './braces.ts';
import { ShellError } from './control-flow.ts';
import { type Field, FieldBuilder, patternOf, textOf } from './fields.ts';
import { expandGlob } from './glob.ts';
import { type Expanders, expandParameter } from './parameters.ts';
import { hasPattern, matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** The arguments that words become: braces, tildes, parameters, substitutions, splitting, file names, quotes removed. */
export async function expandWords(shell: Shell, words: readonly Word[]): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    if (word.plain !== undefined) result.push(word.plain);
    else
      for (const braced of shell.options.has('braceexpand') ? expandBraces(word) : [word])
        await expandOne(shell, braced, result);
  }
  return result;
}

async function expandOne(shell: Shell, word: Word, result: string[]): Promise<void> {
  const builder = new FieldBuilder(shell.variables.get('IFS'));
  await expandParts(shell, word.parts, builder, { quoted: false, atStart: true, splits: true });
  for (const field of builder.finish()) result.push(...fileNames(shell, field));
}

function fileNames(shell: Shell, field: Field): string[] {
  if (shell.options.has('noglob') || field.every(({ quoted }) => quoted)) return [textOf(field)];
  const pattern = patternOf(field);
  if (!hasPattern(pattern)) return [textOf(field)];
  const found = expandGlob(shell.machine.files, pattern, {
    workingDirectory: shell.workingDirectory,
    hidden: shell.shellOptions.has('dotglob'),
    globstar: shell.shellOptions.has('globstar'),
    ignoreCase: shell.shellOptions.has('nocaseglob'),
  });
  const kept = withoutIgnored(shell, found);
  if (kept.length > 0) return kept;
  if (shell.shellOptions.has('failglob')) throw new ShellError(`no match: ${textOf(field)}`);
  return shell.shellOptions.has('nullglob') ? [] : [textOf(field)];
}

/** GLOBIGNORE: patterns of names that `*` and its kin leave out. */
function withoutIgnored(shell: Shell, names: string[]): string[] {
  const ignored = shell.variables.get('GLOBIGNORE');
  if (!ignored) return names;
  const patterns = ignored.split(':');
  return names.filter((name) => !patterns.some((pattern) => matchesPattern(name, pattern)));
}

/** One string, neither split nor matched: assignments, redirections, `case`, here-documents. */
export async function expandToString(shell: Shell, word: Word): Promise<string> {
  if (word.plain !== undefined) return word.plain;
  return (await expandUnsplit(shell, word, true)).map(textOf).join(' ');
}

/** The value of an assignment: tildes stand for homes after its colons, too. */
export async function expandAssigned(shell: Shell, word: Word): Promise<string> {
  if (word.plain !== undefined) return word.plain;
  const builder = new FieldBuilder('');
  const joins = shell.variables.get('IFS') ?? ' ';
  await expandParts(shell, word.parts, builder, { quoted: false, atStart: true, splits: false, assigns: true, joins });
  return builder.finish().map(textOf).join(' ');
}

/** Text as if it stood in double quotes, but for the quotes themselves. */
export async function expandText(shell: Shell, text: string): Promise<string> {
  if (!/[$`\\]/.test(text)) return text;
  const options = { parseScript: nestedScript };
  const parts = parseDouble(new Source(text, options), null);
  return expandToString(shell, { parts: [{ type: 'double', parts }], text });
}

/** The right side of `${name/pattern/replacement}`: a quoted `&` stands for itself. */
async function expandToReplacement(shell: Shell, word: Word): Promise<string> {
  const fields = await expandUnsplit(shell, word, true);
  const escaped = (field: Field) =>
    field.map(({ text, quoted }) => (quoted ? text.replace(/[\\&]/g, '\\$&') : text)).join('');
  return fields.map(escaped).join(' ');
}

/** As `expandToString`, but a pattern in which quoted text matches only itself. */
export async function expandToPattern(shell: Shell, word: Word): Promise<string> {
  return (await expandUnsplit(shell, word, true)).map(patternOf).join(' ');
}

export async function expandUnsplit(shell: Shell, word: Word, tilde: boolean): Promise<Field[]> {
  const builder = new FieldBuilder('');
  await expandParts(shell, word.parts, builder, { quoted: false, atStart: tilde, splits: false });
  return builder.finish();
}

interface PartContext {
  readonly quoted: boolean;
  /** A tilde here stands for a home directory. */
  readonly atStart: boolean;
  readonly splits: boolean;
  /** The value of an assignment. */
  readonly assigns?: boolean;
  /** What stands between the values of an unquoted list that is not split: the first of these. */
  readonly joins?: string;
  /** The word of `${name:-word}`: what is written in it is split as a value would be. */
  readonly splitsLiterals?: boolean;
}

async function expandParts(
  shell: Shell,
  parts: readonly WordPart[],
  builder: FieldBuilder,
  context: PartContext,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    switch (part.type) {
      case 'literal':
        addLiteral(
          shell,
          part.text,
          builder,
          { ...context, atStart: context.atStart && index === 0 },
          parts.length === 1,
        );
        break;
      case 'quoted':
        builder.add(part.text, true);
        break;
      case 'bad-substitution':
        throw new ShellError(`${part.within ?? part.text}: bad substitution`, /@.?\}$/.test(part.text) ? 127 : 1);
      case 'double':
        await expandDouble(shell, part.parts, builder);
        break;
      case 'parameter':
        await expandParameterPart(shell, part, builder, context);
        break;
      default:
        addResult(await substituted(shell, part), builder, context);
    }
  }
}

function addLiteral(shell: Shell, text: string, builder: FieldBuilder, context: PartContext, whole: boolean): void {
  if (context.assigns && text.includes(':~')) return addColons(shell, text, builder, context, whole);
  const named = context.atStart && context.splits && whole ? /^[A-Za-z_]\w*\+?=(?=~)/.exec(text) : null;
  if (named) {
    builder.add(named[0], false);
    return addLiteral(shell, text.slice(named[0].length), builder, { ...context, splits: false }, true);
  }
  if (context.splitsLiterals && !context.quoted && !text.startsWith('~')) return builder.split(text);
  const tilde = context.atStart && !context.quoted ? /^~([^/:]*)(?=[/:]|$)/.exec(text) : null;
  const home = tilde && (tilde[0].length < text.length || whole) ? homeOf(shell, tilde[1]!) : null;
  if (tilde && home !== null) {
    builder.add(home, true);
    builder.add(text.slice(tilde[0].length), false);
  } else builder.add(text, context.quoted);
}

/** `PATH=~/a:~/b` */
function addColons(shell: Shell, text: string, builder: FieldBuilder, context: PartContext, whole: boolean): void {
  const { assigns: _, ...rest } = context;
  for (const [index, piece] of text.split(/(?<=:)(?=~)/).entries()) {
    addLiteral(shell, piece, builder, { ...rest, atStart: index > 0 || context.atStart }, whole || piece.endsWith(':'));
  }
}

function homeOf(shell: Shell, user: string): string | null {
  if (user === '') return shell.variables.get('HOME') ?? '/';
  if (user === '+') return shell.workingDirectory;
  if (user === '-') return shell.variables.get('OLDPWD') ?? null;
  if (/^[+-]?[0-9]+$/.test(user)) {
    const stack = [shell.workingDirectory, ...shell.directoryStack];
    const number = Number(user.replace(/^[+-]/, ''));
    return stack[user.startsWith('-') ? stack.length - 1 - number : number] ?? null;
  }
  const passwd = shell.machine.files.exists('/etc/passwd') ? shell.machine.files.read('/etc/passwd') : new Uint8Array();
  const entry = Buffer.from(passwd)
    .toString()
    .split('\n')
    .find((line) => line.startsWith(`${user}:`));
  return entry?.split(':')[5] ?? null;
}

async function expandDouble(shell: Shell, parts: readonly WordPart[], builder: FieldBuilder): Promise<void> {
  const before = builder.fields.length;
  // "$@" alone may make no field at all; any other double quotes make at least an empty one.
  const onlyList = parts.length === 1 && isList(parts[0]!);
  if (!onlyList) builder.add('', true);
  await expandParts(shell, parts, builder, { quoted: true, atStart: false, splits: false });
  if (onlyList && builder.fields.length === before) return;
}

function isList(part: WordPart): boolean {
  if (part.type !== 'parameter' || part.length) return false;
  return part.name === '@' || part.subscript?.plain === '@' || part.names === '@';
}

function addResult(text: string, builder: FieldBuilder, context: PartContext): void {
  if (context.quoted) builder.add(text, true);
  else if (context.splits) builder.split(text);
  else builder.add(text, false);
}

async function expandParameterPart(
  shell: Shell,
  part: ParameterExpansion,
  builder: FieldBuilder,
  context: PartContext,
): Promise<void> {
  const result = await expandParameter(shell, part, expanders, context.quoted);
  if (result.word) {
    // The word of `${name:-word}`: its own quotes count.
    const { parts } = result.word;
    if (parts.length === 0 && context.quoted) builder.add('', true);
    const splitsLiterals = context.splits && !context.quoted;
    await expandParts(shell, parts, builder, { ...context, atStart: !context.quoted, splitsLiterals });
    return;
  }
  if (!result.list) {
    addResult(result.values[0] ?? '', builder, context);
    return;
  }
  const joined = context.quoted && result.list === '*';
  if (joined) {
    const separator = shell.variables.get('IFS') ?? ' ';
    builder.add(result.values.join(separator[0] ?? ''), true);
    return;
  }
  for (const [index, value] of result.values.entries()) {
    if (index > 0) {
      if (context.quoted || context.splits) builder.boundary();
      else builder.add(result.list === '*' && context.joins !== undefined ? (context.joins[0] ?? '') : ' ', false);
    }
    addResult(value, builder, context);
  }
}

async function substituted(
  shell: Shell,
  part: Exclude<WordPart, { type: 'literal' | 'quoted' | 'double' | 'parameter' | 'bad-substitution' }>,
) {
  if (part.type === 'command') return shell.evaluator.substitute(shell, part.script);
  if (part.type === 'process') return shell.evaluator.substituteProcess(shell, part.script, part.direction);
  return String(await evaluateWord(shell, part.expression));
}

/** The value of an expression that holds nothing to expand; undefined for others. */
export function evaluateLiteral(shell: Shell, expression: Word): bigint | undefined {
  const [part] = expression.parts;
  if (expression.parts.length !== 1 || part?.type !== 'literal') return undefined;
  return evaluateArithmetic(part.text, arithmeticVariables(shell));
}

/** The value of an arithmetic expression given as a word. */
export async function evaluateWord(shell: Shell, expression: Word): Promise<bigint> {
  const value = evaluateLiteral(shell, expression);
  if (value !== undefined) return value;
  const builder = new FieldBuilder('');
  await expandParts(shell, expression.parts, builder, { quoted: true, atStart: false, splits: false });
  const text = builder.finish().map(textOf).join(' ');
  return evaluateArithmetic(text, arithmeticVariables(shell));
}

const expanders: Expanders = {
  toString: expandToString,
  toPattern: expandToPattern,
  toReplacement: expandToReplacement,
  evaluate: evaluateWord,
};
