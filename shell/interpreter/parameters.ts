import type { ParameterExpansion, ParameterOperation, Word } from '../parser/ast.ts';
import { elementAt, keyOf, keysOf, setElement, valuesOf } from './array-access.ts';
import { ShellError } from './control-flow.ts';
import { applyOperation } from './parameter-operations.ts';
import type { Shell } from './shell.ts';

/** How words inside an expansion are expanded; given by the expansion of words, which in turn comes here. */
export interface Expanders {
  toString(shell: Shell, word: Word): Promise<string>;
  /** What stands for a match: a backslash before what is not `&` itself. */
  toReplacement(shell: Shell, word: Word): Promise<string>;
  toPattern(shell: Shell, word: Word): Promise<string>;
  evaluate(shell: Shell, word: Word): Promise<bigint>;
}

export interface Expanded {
  readonly values: readonly string[];
  /** `$@`, `$*`, `${name[@]}` …: several values. */
  readonly list?: '@' | '*';
  /** The word of `:-` or `:+` takes the place of the value. */
  readonly word?: Word;
}

interface Found {
  readonly values: readonly string[] | undefined;
  readonly list?: '@' | '*';
}

export async function expandParameter(
  shell: Shell,
  part: ParameterExpansion,
  expanders: Expanders,
  quoted: boolean,
): Promise<Expanded> {
  if (part.names) {
    return { values: shell.variables.names().filter((name) => name.startsWith(part.name)), list: part.names };
  }
  const subscript = part.subscript && (part.subscript.plain ?? (await subscriptText(shell, part, expanders)));
  if (part.indirect && (subscript === '@' || subscript === '*')) {
    return { values: keysOf(shell.variables.find(part.name)), list: subscript };
  }
  const target = part.indirect ? indirectTarget(shell, part.name, subscript) : { name: part.name, subscript };
  const found = lookUp(shell, target.name, target.subscript);
  if (part.length) {
    if (found.values === undefined) checkBound(shell, target.name, target.subscript);
    return { values: [lengthOf(found)] };
  }
  const { operation } = part;
  if (operation && 'colon' in operation) return conditional(shell, target, found, operation, expanders, quoted);
  if (found.values === undefined) checkBound(shell, target.name, target.subscript);
  const values = found.values ?? [];
  if (!operation) return found.list ? { values, list: found.list } : { values };
  const subject = { name: target.name, subscript: target.subscript, values, list: found.list };
  const changed = await applyOperation(shell, subject, operation, expanders);
  const isWhole = operation.kind === 'transform' && /[AaKk]/.test(operation.operator) && changed.length === 1;
  if (isWhole && found.list) return { values: changed, list: '@' };
  return found.list ? { values: changed, list: found.list } : { values: changed };
}

async function subscriptText(shell: Shell, part: ParameterExpansion, expanders: Expanders): Promise<string> {
  return expanders.toString(shell, part.subscript!);
}

interface Target {
  readonly name: string;
  readonly subscript: string | undefined;
}

/** `${!name}`: the parameter whose name is the value of `name`. */
function indirectTarget(shell: Shell, name: string, subscript: string | undefined): Target {
  const own = shell.variables.own(name);
  if (own?.reference !== undefined) return { name: '!reference', subscript: own.reference };
  const value = lookUp(shell, name, subscript).values?.[0];
  const parsed = /^([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[(.*)\])?$/s.exec(value ?? '');
  if (!parsed)
    throw new ShellError(
      value === undefined ? `${name}: invalid indirect expansion` : `${value}: invalid variable name`,
    );
  return { name: parsed[1]!, subscript: parsed[2] };
}

function lookUp(shell: Shell, name: string, subscript: string | undefined): Found {
  if (name === '!reference') return { values: [subscript ?? ''] };
  const special = specialParameter(shell, name);
  if (special) return special;
  const variable = shell.variables.find(name);
  if (subscript === '@' || subscript === '*') {
    if (!variable && shell.variables.isDynamic(name))
      return { values: [shell.variables.get(name) ?? ''], list: subscript };
    return { values: valuesOf(variable), list: subscript };
  }
  if (subscript !== undefined) {
    const key = variable && keyOf(shell, variable, subscript);
    if (typeof key === 'number' && key < 0) complainOfSubscript(shell, name);
    const value = variable && elementAt(variable, key!);
    return { values: value === undefined ? undefined : [value] };
  }
  const value = shell.variables.get(name);
  return { values: value === undefined ? undefined : [value] };
}

/** Reading an element before the first is told, and nothing more. */
function complainOfSubscript(shell: Shell, name: string): void {
  void shell.complain(`${name}: bad array subscript`);
}

function specialParameter(shell: Shell, name: string): Found | null {
  if (/^[0-9]+$/.test(name)) {
    const value = name === '0' ? shell.name : shell.positional[Number(name) - 1];
    return { values: value === undefined ? undefined : [value] };
  }
  switch (name) {
    case '@':
    case '*':
      return { values: shell.positional, list: name };
    case '#':
      return { values: [String(shell.positional.length)] };
    case '?':
      return { values: [String(shell.status)] };
    case '$':
      return { values: [shell.variables.get('$') ?? String(shell.process.pid)] };
    case '!':
      return { values: shell.lastBackgroundPid === undefined ? undefined : [String(shell.lastBackgroundPid)] };
    case '-':
      return { values: [optionLetters(shell)] };
    default:
      return null;
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  allexport: 'a',
  notify: 'b',
  errexit: 'e',
  noglob: 'f',
  hashall: 'h',
  interactive: 'i',
  keyword: 'k',
  monitor: 'm',
  noexec: 'n',
  onecmd: 't',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  braceexpand: 'B',
  noclobber: 'C',
  errtrace: 'E',
  histexpand: 'H',
  physical: 'P',
  functrace: 'T',
};

function optionLetters(shell: Shell): string {
  const isOn = (name: string) => (name === 'interactive' ? shell.talks : shell.options.has(name));
  const letters = Object.entries(LETTERS).flatMap(([name, letter]) => (isOn(name) ? [letter] : []));
  return letters.join('') + shell.sourceLetter;
}

function lengthOf(found: Found): string {
  if (found.list) return String(found.values?.length ?? 0);
  return String([...(found.values?.[0] ?? '')].length);
}

function checkBound(shell: Shell, name: string, subscript: string | undefined): void {
  if (!shell.options.has('nounset') || subscript === '@' || subscript === '*') return;
  const shown = /^[A-Za-z_]/.test(name) ? name : `$${name}`;
  throw new ShellError(`${subscript === undefined ? shown : `${name}[${subscript}]`}: unbound variable`, 127);
}

async function conditional(
  shell: Shell,
  target: Target,
  found: Found,
  operation: ParameterOperation & { colon: boolean; word: Word },
  expanders: Expanders,
  quoted: boolean,
): Promise<Expanded> {
  const values = found.list && found.values?.length === 0 ? undefined : found.values;
  const isNull = values === undefined || (operation.colon && values.join('') === '');
  const asFound: Expanded = found.list ? { values: values ?? [], list: found.list } : { values: values ?? [] };
  switch (operation.kind) {
    case 'alternative':
      if (!isNull) return { values: [], word: operation.word };
      return found.list ? { values: [], list: found.list } : { values: [] };
    case 'default':
      return isNull ? { values: [], word: operation.word } : asFound;
    case 'assign': {
      if (!isNull) return asFound;
      const value = await expanders.toString(shell, operation.word);
      if (target.subscript !== undefined) setElement(shell, target.name, target.subscript, value);
      else if (/^[A-Za-z_]/.test(target.name)) shell.variables.set(target.name, value);
      else throw new ShellError(`$${target.name}: cannot assign in this way`);
      return quoted ? { values: [value] } : { values: [value] };
    }
    default: {
      if (!isNull) return asFound;
      const message = await expanders.toString(shell, operation.word);
      const usual = operation.colon ? 'parameter null or not set' : 'parameter not set';
      throw new ShellError(`${target.name}: ${message || usual}`, 127);
    }
  }
}
