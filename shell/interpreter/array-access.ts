import { type ArithmeticVariables, evaluateArithmetic } from './arithmetic.ts';
import { ShellError } from './control-flow.ts';
import type { Shell } from './shell.ts';
import { scalarOf, type Variable } from './variables.ts';

/** The variables of a shell as arithmetic sees them. */
export function arithmeticVariables(shell: Shell): ArithmeticVariables {
  return new ShellNumbers(shell);
}

class ShellNumbers implements ArithmeticVariables {
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  get(name: string, subscript: string | undefined): string | undefined {
    const shell = this.#shell;
    if (subscript === undefined) return readable(shell, name, shell.variables.get(name));
    const variable = shell.variables.find(name);
    return variable && elementAt(variable, keyOf(shell, variable, subscript));
  }

  set(name: string, subscript: string | undefined, value: string): void {
    if (subscript === undefined) this.#shell.variables.set(name, value);
    else setElement(this.#shell, name, subscript, value);
  }
}

function readable(shell: Shell, name: string, value: string | undefined): string | undefined {
  if (value === undefined && shell.options.has('nounset')) throw new ShellError(`${name}: unbound variable`, 127);
  return value;
}

/** The key a subscript's text stands for: the text itself, or the value of the expression. */
export function keyOf(shell: Shell, variable: Variable | undefined, subscript: string): string | number {
  if (variable?.associative) return subscript;
  const index = Number(evaluateArithmetic(subscript, arithmeticVariables(shell)));
  if (index >= 0) return index;
  return lastIndex(variable) + 1 + index;
}

/** -1 when there is no element. */
function lastIndex(variable: Variable | undefined): number {
  return variable?.indexed?.last ?? (variable?.value === undefined ? -1 : 0);
}

export function elementAt(variable: Variable, key: string | number): string | undefined {
  if (variable.associative) return variable.associative.get(String(key));
  if (variable.indexed) return variable.indexed.get(Number(key));
  return Number(key) === 0 ? variable.value : undefined;
}

export function setElement(shell: Shell, name: string, subscript: string, value: string, append = false): void {
  const variable = shell.variables.find(name);
  const key = keyOf(shell, variable, subscript);
  if (typeof key === 'number' && key < 0) throw new ShellError(`${name}[${subscript}]: bad array subscript`);
  const before = append && variable ? (elementAt(variable, key) ?? '') : '';
  shell.variables.setElement(name, key, before + value);
}

/** `name` or `name[subscript]`, as builtins are given it. */
export function assignNamed(shell: Shell, name: string, value: string): void {
  const element = /^(\w+)\[(.*)\]$/s.exec(name);
  if (element) setElement(shell, element[1]!, element[2]!, value);
  else shell.variables.set(name, value);
}

export function unsetElement(shell: Shell, name: string, subscript: string): void {
  const variable = shell.variables.find(name);
  if (!variable) return;
  if (variable.readonly) throw new ShellError(`${name}: cannot unset: readonly variable`);
  if (!variable.associative && (subscript === '@' || subscript === '*')) {
    shell.variables.unset(name);
    return;
  }
  const key = keyOf(shell, variable, subscript);
  if (typeof key === 'number' && key < 0) throw new ShellError(`[${subscript}]: bad array subscript`);
  if (variable.associative) variable.associative.delete(String(key));
  else variable.indexed?.delete(Number(key));
}

export function valuesOf(variable: Variable | undefined): string[] {
  if (!variable) return [];
  if (variable.indexed) return [...variable.indexed.values()];
  if (variable.associative) return [...variable.associative.values()];
  const value = scalarOf(variable);
  return value === undefined ? [] : [value];
}

export function keysOf(variable: Variable | undefined): string[] {
  if (!variable) return [];
  if (variable.indexed) return [...variable.indexed.keys()].map(String);
  if (variable.associative) return [...variable.associative.keys()];
  return variable.value === undefined ? [] : ['0'];
}
