import { evaluateArithmetic } from '../arithmetic.ts';
import { arithmeticVariables, elementAt, keysOf, setElement, unsetElement } from '../array-access.ts';
import { assign } from '../assign.ts';
import { ShellError } from '../control-flow.ts';
import { attributesOf } from '../parameter-operations.ts';
import { quoteInDouble, quoteWhenNeeded } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import type { Variable } from '../variables.ts';
import { type Builtin, fail } from './builtin.ts';

const ARGUMENT = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*?)\])?(?:(\+?=)(.*))?$/s;

interface Attributes {
  readonly on: Set<string>;
  readonly off: Set<string>;
  readonly operands: readonly { readonly text: string; readonly index: number }[];
}

function attributes(args: readonly string[]): Attributes {
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 1;
  for (; at < args.length && /^[-+][A-Za-z]+$/.test(args[at]!); at++) {
    const set = args[at]!.startsWith('-') ? on : off;
    for (const letter of args[at]!.slice(1)) set.add(letter);
  }
  if (args[at] === '--') at++;
  return { on, off, operands: args.slice(at).map((text, offset) => ({ text, index: at + offset })) };
}

/** `declare`, `typeset` and `local`: local in a function unless -g. */
export const declare: Builtin = async (shell, args) => {
  const [name = 'declare'] = args;
  const parsed = attributes(args);
  const { on, operands } = parsed;
  if (name === 'local' && shell.functionNames.length === 0)
    return fail(shell, 'local', 'can only be used in a function');
  if (on.has('f') || on.has('F'))
    return printFunctions(
      shell,
      operands.map(({ text }) => text),
      on.has('F'),
    );
  if (on.has('p') || operands.length === 0) return printVariables(shell, name, parsed);
  const isLocal = shell.functionNames.length > 0 && !on.has('g');
  return declareAll(shell, name, parsed, isLocal);
};

export const exportBuiltin: Builtin = async (shell, args) => {
  const parsed = attributes(args);
  if (parsed.on.has('f')) return 0;
  if (parsed.operands.length === 0) return printExported(shell);
  const [on, off] = parsed.on.has('n') ? [new Set<string>(), new Set(['x'])] : [new Set(['x']), new Set<string>()];
  return declareAll(shell, 'export', { on, off, operands: parsed.operands }, false);
};

export const readonlyBuiltin: Builtin = async (shell, args) => {
  const parsed = attributes(args);
  if (parsed.operands.length === 0) return printVariables(shell, 'readonly', { ...parsed, on: new Set(['r']) });
  return declareAll(shell, 'readonly', { ...parsed, on: new Set([...parsed.on, 'r']) }, false);
};

async function declareAll(shell: Shell, name: string, parsed: Attributes, isLocal: boolean): Promise<number> {
  let status = 0;
  const arrays = shell.arrayArguments;
  shell.arrayArguments = new Map();
  for (const { text, index } of parsed.operands) {
    const found = ARGUMENT.exec(text);
    if (!found) {
      await fail(shell, name, `\`${text}': not a valid identifier`);
      status = 1;
      continue;
    }
    try {
      await declareOne(shell, found, parsed, isLocal, arrays.get(index));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      await shell.complain(name === 'readonly' || name === 'export' ? error.message : `${name}: ${error.message}`);
      status = 1;
    }
  }
  return status;
}

async function declareOne(
  shell: Shell,
  found: RegExpExecArray,
  { on, off }: Attributes,
  isLocal: boolean,
  array: Parameters<typeof assign>[1] | undefined,
): Promise<void> {
  const [, name = '', subscript, operator, value = ''] = found;
  const variable = isLocal
    ? shell.variables.declareLocal(name)
    : (shell.variables.find(name) ?? shell.variables.writable(name));
  if (on.has('n')) {
    variable.reference = value;
    return;
  }
  applyTypes(variable, on, off);
  if (array) await assign(shell, array);
  else if (operator !== undefined) setValue(shell, name, subscript, operator, value);
  if (on.has('x')) variable.exported = true;
  if (off.has('x')) delete variable.exported;
  if (on.has('r')) variable.readonly = true;
  else if (off.has('r') && variable.readonly) throw new ShellError(`${name}: readonly variable`);
}

function applyTypes(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  if (on.has('A') && !variable.associative) {
    variable.associative = new Map();
    variable.value = undefined;
  }
  if (on.has('a') && !variable.indexed) {
    variable.indexed = new Map(variable.value === undefined ? [] : [[0, variable.value]]);
    variable.value = undefined;
  }
  if (on.has('i')) variable.integer = true;
  if (off.has('i')) delete variable.integer;
  if (on.has('u')) variable.changeCase = 'upper';
  if (on.has('l')) variable.changeCase = 'lower';
}

function setValue(shell: Shell, name: string, subscript: string | undefined, operator: string, value: string): void {
  const appends = operator === '+=';
  const isInteger = shell.variables.find(name)?.integer === true;
  const text = isInteger ? String(evaluateArithmetic(value, arithmeticVariables(shell))) : value;
  if (subscript !== undefined) setElement(shell, name, subscript, text, appends);
  else shell.variables.set(name, (appends ? (shell.variables.get(name) ?? '') : '') + text);
}

async function printFunctions(shell: Shell, names: readonly string[], namesOnly: boolean): Promise<number> {
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of wanted) {
    const definition = shell.functions.get(name);
    if (!definition) status = 1;
    else if (namesOnly) await shell.print(names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else await shell.print(`${definition.text}\n`);
  }
  return status;
}

async function printVariables(shell: Shell, command: string, { on, operands }: Attributes): Promise<number> {
  const filters = [...on].filter((letter) => 'aAilurx'.includes(letter));
  const names = operands.length > 0 ? operands.map(({ text }) => text) : shell.variables.names();
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.find(name);
    if (!variable) {
      await fail(shell, command, `${name}: not found`);
      status = 1;
    } else if (filters.every((letter) => attributesOf(shell, name).includes(letter))) {
      await shell.print(`${declaration(shell, name, variable)}\n`);
    }
  }
  return status;
}

/** A line of `declare -p`. */
export function declaration(shell: Shell, name: string, variable: Variable): string {
  const own = shell.variables.own(name);
  if (own?.reference !== undefined) return `declare -n ${name}="${own.reference}"`;
  const head = `declare -${attributesOf(shell, name) || '-'} ${name}`;
  if (variable.indexed || variable.associative) {
    const elements = keysOf(variable).map((key) => {
      const shown = variable.associative ? quoteKey(key) : key;
      return `[${shown}]=${quoteInDouble(elementAt(variable, key) ?? '')}`;
    });
    const closing = variable.associative && elements.length > 0 ? ' )' : ')';
    return `${head}=(${elements.join(' ')}${closing}`;
  }
  return variable.value === undefined ? head : `${head}=${quoteInDouble(variable.value)}`;
}

function quoteKey(key: string): string {
  return /^[A-Za-z0-9_.-]+$/.test(key) ? key : quoteInDouble(key);
}

async function printExported(shell: Shell): Promise<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (variable?.exported) await shell.print(`${declaration(shell, name, variable)}\n`);
  }
  return 0;
}

export const unset: Builtin = async (shell, args) => {
  const { on, operands } = attributes(args);
  let status = 0;
  for (const { text } of operands) {
    try {
      const element = /^(\w+)\[(.*)\]$/s.exec(text);
      if (on.has('f')) shell.functions.delete(text);
      else if (element) unsetElement(shell, element[1]!, element[2]!);
      else if (shell.variables.own(text) || on.has('v')) shell.variables.unset(text);
      else shell.functions.delete(text);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      status = await fail(shell, 'unset', error.message);
    }
  }
  return status;
};

/** What `set` without arguments prints. */
export async function printAllVariables(shell: Shell): Promise<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (!variable || (variable.value === undefined && !variable.indexed && !variable.associative)) continue;
    if (variable.value !== undefined) await shell.print(`${name}=${quoteWhenNeeded(variable.value)}\n`);
    else await shell.print(`${declaration(shell, name, variable).replace(/^declare -\S+ /, '')}\n`);
  }
  return 0;
}
