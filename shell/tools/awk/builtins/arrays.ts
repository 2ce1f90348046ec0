import { AwkArray } from '../array.ts';
import { compilePattern } from '../compile-pattern.ts';
import { combine, type Evaluation, gather, map, mapLater } from '../evaluation.ts';
import { AwkFatal } from '../failure.ts';
import { matchingFields, type Splitter, splitterOf } from '../field-splitting.ts';
import { invoke } from '../invoke.ts';
import { type Order, orderNamed } from '../key-order.ts';
import type { Run } from '../run.ts';
import { arrayOf, isArrayName, type Scope } from '../scope.ts';
import type { Expression } from '../syntax.ts';
import { inputValue, NumericText, toNumber, type Value } from '../value.ts';
import { lengthOf } from './text.ts';

export const ARRAY_BUILTINS: ReadonlySet<string> = new Set([
  'split',
  'patsplit',
  'match',
  'asort',
  'asorti',
  'length',
  'isarray',
  'typeof',
]);

/** Functions that take arrays, or look at whether something is one. */
export function compileArrayBuiltin(scope: Scope, name: string, args: readonly Expression[]): Evaluation {
  if (name === 'length') return compileLength(scope, args[0]);
  const [first, second] = args;
  if (!first) throw new AwkFatal(`0 is invalid as number of arguments for ${name}`);
  if (name === 'isarray' || name === 'typeof') return compileType(scope, name, first);
  if (name === 'asort' || name === 'asorti') return compileSort(scope, name, args);
  if (!second) throw new AwkFatal(`1 is invalid as number of arguments for ${name}`);
  return name === 'match' ? compileMatch(scope, first, second, args[2]) : compileSplit(scope, name, args);
}

function arrayArgument(scope: Scope, argument: Expression, name: string, ordinal: string): Evaluation<AwkArray> {
  if (argument.type === 'variable') return arrayOf(scope, { name: argument.name, path: [] });
  if (argument.type === 'element') {
    return arrayOf(scope, { ...argument.array, path: [...argument.array.path, argument.subscripts] });
  }
  throw new AwkFatal(`${name}: ${ordinal} argument is not an array`);
}

/** The array or value of an argument that may be either. */
function either(scope: Scope, argument: Expression): Evaluation<Value | AwkArray> {
  if (argument.type === 'variable') {
    const index = scope.parameters.indexOf(argument.name);
    if (index >= 0) return { now: () => scope.run.frame[index] };
    if (isArrayName(scope, argument.name)) return arrayOf(scope, { name: argument.name, path: [] });
  }
  if (argument.type === 'element') {
    const array = arrayOf(scope, argument.array);
    const key = gather(argument.subscripts.map((part) => scope.compile(part)));
    return combine(array, key, (found, values) => found.elements.get(scope.run.subscript(values)));
  }
  return scope.compile(argument);
}

function compileLength(scope: Scope, argument: Expression | undefined): Evaluation {
  const { run } = scope;
  if (!argument) return { now: () => lengthOf(run.fields.text()) };
  return map(either(scope, argument), (value) =>
    value instanceof AwkArray ? value.elements.size : lengthOf(run.toText(value)),
  );
}

function compileType(scope: Scope, name: string, argument: Expression): Evaluation {
  if (argument.type === 'regex')
    return { now: () => (name === 'typeof' ? (argument.strong ? 'regexp' : 'number') : 0) };
  return map(either(scope, argument), (value) => {
    if (name === 'isarray') return value instanceof AwkArray ? 1 : 0;
    if (value instanceof AwkArray) return 'array';
    if (value instanceof NumericText) return 'strnum';
    return value === undefined ? 'untyped' : typeof value;
  });
}

function compileSplit(scope: Scope, name: string, args: readonly Expression[]): Evaluation {
  const { run } = scope;
  const text = map(scope.compile(args[0]!), (value) => run.toText(value));
  const array = arrayArgument(scope, args[1]!, name, 'second');
  const splitter = splitterArgument(scope, name, args[2]);
  const separators = args[3] ? arrayArgument(scope, args[3], name, 'fourth') : null;
  const nothing: Evaluation<AwkArray | null> = { now: () => null };
  const into = combine(array, separators ?? nothing, (parts, between) => ({ parts, between }));
  return combine(
    combine(text, splitter, (whole, cut) => ({ whole, cut })),
    into,
    ({ whole, cut }, { parts, between }) => {
      const found: string[] = [];
      const pieces = cut(whole, between ? found : undefined);
      parts.elements.clear();
      for (const [index, piece] of pieces.entries()) parts.set(String(index + 1), inputValue(piece));
      if (between) {
        between.elements.clear();
        // Blanks and patterns have what stands before the first field, too.
        const first = found.length > pieces.length ? 0 : 1;
        for (const [index, piece] of found.entries()) between.set(String(index + first), piece);
      }
      return pieces.length;
    },
  );
}

function splitterArgument(scope: Scope, name: string, argument: Expression | undefined): Evaluation<Splitter> {
  const { run } = scope;
  const make = (source: string): Splitter =>
    name === 'patsplit' ? matchingFields(source, run.expressions) : splitterOf(source, run.expressions);
  if (!argument) return { now: () => make(run.toText(run.scalar(name === 'patsplit' ? 'FPAT' : 'FS').value)) };
  // `/ /` is one blank, not white space.
  if (argument.type === 'regex') {
    const source = argument.source === ' ' ? '[ ]' : argument.source;
    return { now: () => make(source) };
  }
  return map(scope.compile(argument), (value) => make(run.toText(value)));
}

function compileMatch(scope: Scope, text: Expression, pattern: Expression, into: Expression | undefined): Evaluation {
  const { run } = scope;
  const array: Evaluation<AwkArray | null> = into ? arrayArgument(scope, into, 'match', 'third') : { now: () => null };
  const subject = combine(
    map(scope.compile(text), (value) => run.toText(value)),
    compilePattern(scope, pattern),
    (whole, source) => ({ whole, source }),
  );
  return combine(subject, array, ({ whole, source }, groups) => {
    const matcher = run.expressions.compile(source).matcher(whole);
    const found = matcher.find();
    const start = found ? lengthOf(whole.slice(0, matcher.start())) + 1 : 0;
    run.scalar('RSTART').value = start;
    run.scalar('RLENGTH').value = found ? lengthOf(matcher.group() ?? '') : -1;
    if (groups) {
      groups.elements.clear();
      if (found) storeGroups(run, groups, whole, matcher);
    }
    return start;
  });
}

function storeGroups(
  run: Run,
  groups: AwkArray,
  whole: string,
  matcher: { groupCount(): number; group(n: number): string | null; start(n: number): number },
): void {
  for (let number = 0; number <= matcher.groupCount(); number++) {
    const text = matcher.group(number);
    if (text === null) continue;
    groups.set(String(number), inputValue(text));
    groups.set(run.subscript([number, 'start']), lengthOf(whole.slice(0, matcher.start(number))) + 1);
    groups.set(run.subscript([number, 'length']), lengthOf(text));
  }
}

function compileSort(scope: Scope, name: 'asort' | 'asorti', args: readonly Expression[]): Evaluation {
  const { run } = scope;
  const source = arrayArgument(scope, args[0]!, name, 'first');
  const target = args[1] ? arrayArgument(scope, args[1], name, 'second') : source;
  const how = args[2]
    ? scope.compile(args[2])
    : { now: (): Value => (name === 'asort' ? '@val_type_asc' : '@ind_str_asc') };
  const into = combine(source, target, (from, to) => ({ from, to }));
  return mapLater(
    combine(into, how, (arrays, order) => ({ ...arrays, order: run.toText(order) })),
    async ({ from, to, order }) => {
      const named = orderNamed(run, order);
      const entries = named ? [...from.elements].sort(named) : await sortByFunction(scope, order, [...from.elements]);
      to.elements.clear();
      for (const [index, [key, value]] of entries.entries()) to.set(String(index + 1), name === 'asort' ? value : key);
      return entries.length;
    },
  );
}

type Entry = Parameters<Order>[0];

/** Merge sort by a function of the program: compare(index1, value1, index2, value2). */
async function sortByFunction(scope: Scope, name: string, entries: Entry[]): Promise<Entry[]> {
  const code = scope.functions.get(name);
  if (!code) throw new AwkFatal(`sort comparison function \`${name}' is not defined`);
  const order = async (left: Entry, right: Entry) =>
    toNumber(await invoke(scope.run, code, [left[0], left[1], right[0], right[1]]));
  if (entries.length < 2) return entries;
  const middle = entries.length >> 1;
  const left = await sortByFunction(scope, name, entries.slice(0, middle));
  const right = await sortByFunction(scope, name, entries.slice(middle));
  const merged: Entry[] = [];
  while (left.length > 0 && right.length > 0) {
    merged.push((await order(left[0]!, right[0]!)) <= 0 ? left.shift()! : right.shift()!);
  }
  return [...merged, ...left, ...right];
}
