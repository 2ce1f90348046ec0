import { ansiEscapes } from '../parser/ansi-escapes.ts';
import type { ParameterOperation } from '../parser/ast.ts';
import { elementAt, keysOf } from './array-access.ts';
import { ShellError } from './control-flow.ts';
import { attributesOf, declarationOf } from './declaration-text.ts';
import type { Expanders } from './parameters.ts';
import { expressionOf, matchedLength, matchesPattern } from './pattern.ts';
import { quoteForReuse, quoteInDouble } from './quoting.ts';
import { compileExpression } from './regular-expression.ts';
import type { Shell } from './shell.ts';

interface Subject {
  readonly name: string;
  readonly subscript?: string | undefined;
  readonly values: readonly string[];
  readonly list: '@' | '*' | undefined;
}

/** `${name#pattern}` and its kin on a value, or on each value of a list. */
export async function applyOperation(
  shell: Shell,
  subject: Subject,
  operation: ParameterOperation,
  expanders: Expanders,
): Promise<string[]> {
  const { values } = subject;
  switch (operation.kind) {
    case 'remove': {
      const pattern = await expanders.toPattern(shell, operation.pattern);
      return values.map((value) => removeMatch(value, pattern, operation.end, operation.longest));
    }
    case 'replace': {
      const pattern = await expanders.toPattern(shell, operation.pattern);
      const replacement = await expanders.toReplacement(shell, operation.replacement);
      return values.map((value) => replaceMatches(value, pattern, replacement, operation.where));
    }
    case 'substring':
      return substring(shell, subject, operation, expanders);
    case 'case': {
      const pattern = await expanders.toPattern(shell, operation.pattern);
      return values.map((value) => changeCase(value, pattern, operation.to, operation.all));
    }
    case 'transform':
      return transform(shell, subject, operation.operator);
    default:
      return [...values];
  }
}

function removeMatch(value: string, pattern: string, end: 'prefix' | 'suffix', longest: boolean): string {
  const length = matchedLength(value, pattern, end, longest);
  if (length === null) return value;
  return end === 'prefix' ? value.slice(length) : value.slice(0, value.length - length);
}

function replaceMatches(
  value: string,
  pattern: string,
  replacement: string,
  where: 'first' | 'all' | 'prefix' | 'suffix',
): string {
  const plain = replacement.replace(/\\([\\&])/g, '$1');
  if (pattern === '') return where === 'prefix' ? plain + value : where === 'suffix' ? value + plain : value;
  if (where === 'prefix' || where === 'suffix') {
    const length = matchedLength(value, pattern, where, true);
    if (length === null) return value;
    const cut = where === 'prefix' ? length : value.length - length;
    const matched = where === 'prefix' ? value.slice(0, cut) : value.slice(cut);
    const put = replaced(replacement, matched);
    return where === 'prefix' ? put + value.slice(cut) : value.slice(0, cut) + put;
  }
  const expression = compileExpression(expressionOf(pattern), { dotAll: true });
  if (!expression) return value;
  const matcher = expression.matcher(value);
  let result = '';
  let at = 0;
  while (at < value.length && matcher.find() && (matcher.end() > matcher.start() || where === 'first')) {
    result += value.slice(at, matcher.start()) + replaced(replacement, matcher.group() ?? '');
    at = matcher.end();
    if (where === 'first') break;
  }
  return result + value.slice(at);
}

function replaced(replacement: string, matched: string): string {
  return replacement.replace(/\\([\\&])|&/g, (_, char) => char ?? matched);
}

async function substring(
  shell: Shell,
  subject: Subject,
  operation: ParameterOperation & { kind: 'substring' },
  expanders: Expanders,
): Promise<string[]> {
  const offset = Number(await expanders.evaluate(shell, operation.offset));
  const length = operation.length && Number(await expanders.evaluate(shell, operation.length));
  if (subject.list) return slice(listForSlice(shell, subject, offset), offset, length, subject.name);
  const characters = [...(subject.values[0] ?? '')];
  return [slice(characters, offset, length, null).join('')];
}

/** `${@:0}` begins with `$0`. */
function listForSlice(shell: Shell, subject: Subject, offset: number): string[] {
  const indexed = shell.variables.find(subject.name)?.indexed;
  // An offset into an array is an index: the list of one with holes begins at the first element not before it.
  if (indexed && offset > 0 && indexed.last >= indexed.size) {
    const skipped = [...indexed.keys()].filter((index) => index < offset).length;
    return [...Array.from({ length: offset }, () => ''), ...subject.values.slice(skipped)];
  }
  const isPositional = subject.name === '@' || subject.name === '*';
  return isPositional ? [shell.name, ...subject.values] : [...subject.values];
}

function slice(items: readonly string[], offset: number, length: number | undefined, list: string | null): string[] {
  const start = offset < 0 ? items.length + offset : offset;
  if (start < 0) return [];
  if (length === undefined) return items.slice(start);
  if (length < 0 && list !== null) throw new ShellError(`${length}: substring expression < 0`);
  const end = length < 0 ? items.length + length : start + length;
  if (end < start) throw new ShellError(`${length}: substring expression < 0`);
  return items.slice(start, end);
}

function changeCase(value: string, pattern: string, to: 'upper' | 'lower' | 'toggle', all: boolean): string {
  const change = (char: string): string => {
    if (pattern !== '' && !matchesPattern(char, pattern)) return char;
    const upper = to === 'upper' || (to === 'toggle' && char === char.toLowerCase());
    return upper ? char.toUpperCase() : char.toLowerCase();
  };
  const characters = [...value];
  return all
    ? characters.map(change).join('')
    : characters.map((char, index) => (index === 0 ? change(char) : char)).join('');
}

async function transform(shell: Shell, subject: Subject, operator: string): Promise<string[]> {
  const { values, name } = subject;
  switch (operator) {
    case 'U':
      return values.map((value) => value.toUpperCase());
    case 'u':
      return values.map((value) => changeCase(value, '', 'upper', false));
    case 'L':
      return values.map((value) => value.toLowerCase());
    case 'Q':
      return values.map(quoteForReuse);
    case 'E':
      return values.map(ansiEscapes);
    case 'P':
      return Promise.all(values.map((value) => shell.evaluator.prompt(shell, value)));
    case 'a':
      return values.map(() => attributesOf(shell, name));
    case 'K':
      return subject.list ? [keysAndValues(shell, name, quoteInDouble)] : values.map(quoteForReuse);
    case 'k': {
      const keys = keysOf(shell.variables.find(name));
      return subject.list ? values.flatMap((value, index) => [keys[index] ?? '', value]) : values.map(quoteForReuse);
    }
    default:
      return assignmentsOf(shell, subject);
  }
}

function keysAndValues(shell: Shell, name: string, quote: (text: string) => string): string {
  const variable = shell.variables.find(name);
  const pairs = keysOf(variable).map(
    (key) => `${key} ${quote(variable ? (elementAt(variable, variable.associative ? key : Number(key)) ?? '') : '')}`,
  );
  return pairs.join(' ') + (variable?.associative ? ' ' : '');
}

/** `${name@A}`: what would make the variable again. */
function assignmentsOf(shell: Shell, { name, values, list }: Subject): string[] {
  const variable = shell.variables.find(name);
  if (list && variable && (variable.indexed || variable.associative)) return [declarationOf(shell, name, variable)];
  const attributes = attributesOf(shell, name);
  const head = attributes === '' ? '' : `declare -${attributes} `;
  return values.map((value) => `${head}${name}=${quoteForReuse(value)}`);
}
