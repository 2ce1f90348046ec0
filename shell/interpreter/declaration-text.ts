import { elementAt, keysOf } from './array-access.ts';
import { quoteInDouble } from './quoting.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

/** The letters of `declare` that are on. */
export function attributesOf(shell: Shell, name: string): string {
  const variable = shell.variables.find(name);
  if (!variable) return '';
  const letters = [
    variable.indexed ? 'a' : '',
    variable.associative ? 'A' : '',
    variable.integer ? 'i' : '',
    variable.changeCase === 'lower' ? 'l' : '',
    variable.readonly ? 'r' : '',
    variable.changeCase === 'upper' ? 'u' : '',
    variable.exported ? 'x' : '',
  ];
  return letters.join('');
}

/** A line of `declare -p`. */
export function declarationOf(shell: Shell, name: string, variable: Variable): string {
  const own = shell.variables.own(name);
  if (own?.reference !== undefined) return `declare -n ${name}="${own.reference}"`;
  const head = `declare -${attributesOf(shell, name) || '-'} ${name}`;
  if (variable.indexed || variable.associative) {
    const elements = keysOf(variable).map((key) => {
      const shown = variable.associative ? quoteKey(key) : key;
      return `[${shown}]=${quoteInDouble(elementAt(variable, key) ?? '')}`;
    });
    if (elements.length === 0 && variable.unassigned) return head;
    const closing = variable.associative && elements.length > 0 ? ' )' : ')';
    return `${head}=(${elements.join(' ')}${closing}`;
  }
  return variable.value === undefined ? head : `${head}=${quoteInDouble(variable.value)}`;
}

function quoteKey(key: string): string {
  return /^[A-Za-z0-9_.-]+$/.test(key) ? key : quoteInDouble(key);
}
