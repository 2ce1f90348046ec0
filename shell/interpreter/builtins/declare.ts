import { functionText } from '../../parser/command-text.ts';
import { evaluateArithmetic } from '../arithmetic.ts';
import { arithmeticVariables, setElement, unsetElement } from '../array-access.ts';
import { assign } from '../assign.ts';
import type { ShellFunction } from '../call-stack.ts';
import { ShellError } from '../control-flow.ts';
import { attributesOf, declarationOf as declaration } from '../declaration-text.ts';
import { IndexedArray } from '../indexed-array.ts';
import { quoteWhenNeeded } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import { traced, traceLine } from '../trace.ts';
import type { Variable } from '../variables.ts';
import { type Attributes, attributesOfArguments } from './attributes.ts';
import { type Builtin, fail } from './builtin.ts';
import { badOption } from './usage.ts';

const ARGUMENT = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*?)\])?(?:(\+?=)(.*))?$/s;

/** `declare`, `typeset` and `local`: local in a function unless -g. */
export const declare: Builtin = async (shell, args) => {
  const [name = 'declare'] = args;
  const parsed = attributesOfArguments(args, 'aAfFgiIlnprtux');
  if ('bad' in parsed) return badOption(shell, name, parsed.bad);
  const { on, operands } = parsed;
  if (name === 'local' && !shell.calls.inFunction) return fail(shell, 'local', 'can only be used in a function');
  const names = operands.map(({ text }) => text);
  if (on.has('f') || on.has('F')) return printFunctions(shell, names, on.has('F'));
  if (name === 'local' && operands.length === 0) return printLocals(shell);
  if (operands.length === 0 && on.size === 0) return printAllVariables(shell);
  if (on.has('p') || operands.length === 0) return printVariables(shell, name, parsed);
  const isLocal = shell.calls.inFunction && !on.has('g');
  return declareAll(shell, name, parsed, isLocal);
};

export const exportBuiltin: Builtin = async (shell, args) => {
  const parsed = attributesOfArguments(args, 'fnp');
  if ('bad' in parsed) return badOption(shell, 'export', parsed.bad);
  if (parsed.on.has('f')) return markFunctions(shell, 'export', parsed);
  if (parsed.operands.length === 0) return printVariables(shell, 'export', { ...parsed, on: new Set(['x']) });
  const [on, off] = parsed.on.has('n') ? [new Set<string>(), new Set(['x'])] : [new Set(['x']), new Set<string>()];
  return declareAll(shell, 'export', { on, off, operands: parsed.operands }, false);
};

export const readonlyBuiltin: Builtin = async (shell, args) => {
  const parsed = attributesOfArguments(args, 'aAfp');
  if ('bad' in parsed) return badOption(shell, 'readonly', parsed.bad);
  if (parsed.on.has('f')) return markFunctions(shell, 'readonly', parsed);
  if (parsed.operands.length === 0) return printVariables(shell, 'readonly', { ...parsed, on: new Set(['r']) });
  return declareAll(shell, 'readonly', { ...parsed, on: new Set([...parsed.on, 'r']) }, false);
};

async function markFunctions(shell: Shell, command: 'export' | 'readonly', parsed: Attributes): Promise<number> {
  let status = 0;
  for (const { text } of parsed.operands) {
    const definition = shell.functions.get(text);
    if (!definition) status = await fail(shell, command, `${text}: not a function`);
    else if (command === 'readonly') definition.readonly = true;
    else if (parsed.on.has('n')) delete definition.exported;
    else definition.exported = true;
  }
  return status;
}

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
      const isPlain = name === 'readonly' || name === 'export' || error.message.includes(': syntax error');
      await shell.complain(isPlain ? error.message : `${name}: ${error.message}`);
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
  const variable = isLocal ? shell.variables.declareLocal(name, on.has('I')) : existing(shell, name, on, off);
  if (on.has('n')) {
    refer(variable, name, operator === undefined ? variable.value : value);
    return;
  }
  if (off.has('n')) delete variable.reference;
  if (variable.readonly && (array || operator !== undefined)) throw new ShellError(`${name}: readonly variable`);
  if (subscript !== undefined && operator === undefined && !variable.associative) makeIndexed(variable);
  applyTypes(name, variable, on, off);
  if (array) await assign(shell, array, false);
  else if (operator !== undefined) {
    setValue(shell, name, subscript, operator, value);
    await traceDeclared(shell, found, on);
  }
  if (on.has('x')) variable.exported = true;
  if (off.has('x')) delete variable.exported;
  if (on.has('r')) variable.readonly = true;
  else if (off.has('r') && variable.readonly) throw new ShellError(`${name}: readonly variable`);
}

/** `export a=b` and `readonly a=b` show the assignment on a line of its own under `set -x`. */
async function traceDeclared(shell: Shell, found: RegExpExecArray, on: ReadonlySet<string>): Promise<void> {
  const isOwn = on.size === 1 && (on.has('x') || on.has('r'));
  if (isOwn && shell.options.has('xtrace')) await traceLine(shell, `${found[1]}${found[3]}${traced(found[4] ?? '')}`);
}

function existing(shell: Shell, name: string, on: ReadonlySet<string>, off: ReadonlySet<string>): Variable {
  if (on.has('n') || off.has('n')) return shell.variables.own(name) ?? shell.variables.writable(name);
  return shell.variables.find(shell.variables.resolved(name)) ?? shell.variables.writable(name);
}

function refer(variable: Variable, name: string, target: string | undefined): void {
  if (target === name) throw new ShellError(`${name}: nameref variable self references not allowed`);
  if (target !== undefined && !/^[A-Za-z_]\w*(\[.*\])?$/s.test(target))
    throw new ShellError(`\`${target}': invalid variable name for name reference`);
  variable.value = undefined;
  variable.reference = target ?? '';
}

function makeIndexed(variable: Variable): void {
  if (variable.indexed) return;
  variable.indexed = IndexedArray.of(variable.value === undefined ? [] : [variable.value]);
  if (variable.value === undefined) variable.unassigned = true;
  variable.value = undefined;
}

function applyTypes(name: string, variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  if (on.has('A') && variable.indexed) throw new ShellError(`${name}: cannot convert indexed to associative array`);
  if (on.has('a') && variable.associative) throw new ShellError(`${name}: cannot convert associative to indexed array`);
  if (on.has('A') && !variable.associative) {
    variable.associative = new Map(variable.value === undefined ? [] : [['0', variable.value]]);
    if (variable.value === undefined) variable.unassigned = true;
    variable.value = undefined;
  }
  if (on.has('a')) makeIndexed(variable);
  if (on.has('i')) variable.integer = true;
  if (off.has('i')) delete variable.integer;
  if (on.has('u')) variable.changeCase = 'upper';
  if (on.has('l')) variable.changeCase = 'lower';
  if (off.has('u') || off.has('l')) delete variable.changeCase;
}

function setValue(shell: Shell, name: string, subscript: string | undefined, operator: string, value: string): void {
  const appends = operator === '+=';
  const isInteger = shell.variables.find(name)?.integer === true;
  const number = () => evaluateArithmetic(value, arithmeticVariables(shell));
  const before = () => evaluateArithmetic(shell.variables.get(name) ?? '', arithmeticVariables(shell));
  if (isInteger && appends && subscript === undefined) return shell.variables.set(name, String(before() + number()));
  const text = isInteger ? String(number()) : value;
  if (subscript !== undefined) setElement(shell, name, subscript, text, appends);
  else shell.variables.set(name, (appends ? (shell.variables.get(name) ?? '') : '') + text);
}

async function printFunctions(shell: Shell, names: readonly string[], namesOnly: boolean): Promise<number> {
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of wanted) {
    const definition = shell.functions.get(name);
    if (!definition) status = 1;
    else if (namesOnly) await shell.print(functionNameLine(shell, definition, names.length > 0));
    else await shell.print(`${functionText(definition)}\n${definition.exported ? `declare -fx ${name}\n` : ''}`);
  }
  return status;
}

function functionNameLine(shell: Shell, { name, source, line, exported }: ShellFunction, isAsked: boolean): string {
  if (!isAsked) return `declare -f${exported ? 'x' : ''} ${name}\n`;
  return shell.shellOptions.has('extdebug') ? `${name} ${line} ${source}\n` : `${name}\n`;
}

async function printLocals(shell: Shell): Promise<number> {
  for (const name of shell.variables.localNames()) {
    await shell.print(`${declaration(shell, name, shell.variables.own(name)!)}\n`);
  }
  return 0;
}

/** `name=value` without attributes, as `set` and `local` list them. */
function plainDeclaration(shell: Shell, name: string, variable: Variable): string {
  if (variable.value === undefined) return declaration(shell, name, variable).replace(/^declare -\S+ /, '');
  return `${name}=${variable.value === '' ? '' : quoteWhenNeeded(variable.value)}`;
}

async function printVariables(shell: Shell, command: string, { on, operands }: Attributes): Promise<number> {
  const filters = [...on].filter((letter) => 'aAilnurx'.includes(letter));
  const names = operands.length > 0 ? operands.map(({ text }) => text) : shell.variables.names();
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.find(name) ?? shell.variables.own(name);
    if (!variable) {
      await fail(shell, command, `${name}: not found`);
      status = 1;
    } else if (filters.every((letter) => attributesOf(shell, name).includes(letter))) {
      await shell.print(`${declaration(shell, name, variable)}\n`);
    }
  }
  return status;
}

export const unset: Builtin = async (shell, args) => {
  const parsed = attributesOfArguments(args, 'fnv');
  if ('bad' in parsed) return badOption(shell, 'unset', parsed.bad);
  const { on, operands } = parsed;
  if (on.has('f') && on.has('v')) return fail(shell, 'unset', 'cannot simultaneously unset a function and a variable');
  let status = 0;
  for (const { text } of operands) {
    try {
      const element = /^(\w+)\[(.*)\]$/s.exec(text);
      if (on.has('f')) unsetFunction(shell, text);
      else if (on.has('n')) shell.variables.forget(text);
      else if (element) unsetElement(shell, element[1]!, element[2]!);
      else if (shell.variables.own(text) || on.has('v')) shell.variables.unset(text);
      else unsetFunction(shell, text);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      status = await fail(shell, 'unset', error.message);
    }
  }
  return status;
};

function unsetFunction(shell: Shell, name: string): void {
  if (shell.functions.get(name)?.readonly) throw new ShellError(`${name}: cannot unset: readonly function`);
  shell.functions.delete(name);
}

/** What `set` without arguments prints. */
export async function printAllVariables(shell: Shell): Promise<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.find(name);
    if (!variable || (variable.value === undefined && !variable.indexed && !variable.associative)) continue;
    await shell.print(`${plainDeclaration(shell, name, variable)}\n`);
  }
  if (shell.options.has('posix')) return 0;
  for (const name of [...shell.functions.keys()].sort())
    await shell.print(`${functionText(shell.functions.get(name)!)}\n`);
  return 0;
}
