import type { Expression, MacroName } from './ast.ts';
import { SyntaxIssue } from './source-error.ts';

type Call = Extract<Expression, { kind: 'call' }>;

const RANGE_MACROS: Readonly<Record<string, MacroName>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'existsOne',
  existsOne: 'existsOne',
  map: 'map',
  filter: 'filter',
  transformList: 'transformList',
  transformMap: 'transformMap',
  transformMapEntry: 'transformMapEntry',
};

/** What a call stands for when it is a macro (cel-go parser/macro.go, ext/bindings.go, ext/comprehensions.go). */
export function expandMacro(call: Call): Expression | undefined {
  const { name, target, arguments: given, at } = call;
  if (!target) return name === 'has' && given.length === 1 ? hasMacro(given[0]!) : undefined;
  if (name === 'bind' && given.length === 3 && target.kind === 'identifier' && target.name === 'cel') {
    const [variable, value, body] = given as [Expression, Expression, Expression];
    return {
      kind: 'bind',
      name: variableName(variable, 'cel.bind() variable names must be simple identifiers'),
      value,
      body,
      at,
    };
  }
  if ((name === 'optMap' || name === 'optFlatMap') && given.length === 2) {
    const [variable, body] = given as [Expression, Expression];
    const bound = variableName(variable, `${name}() variable name must be a simple identifier`);
    return { kind: 'optionalMap', value: target, name: bound, body, isFlat: name === 'optFlatMap', at };
  }
  const macro = Object.hasOwn(RANGE_MACROS, name) ? RANGE_MACROS[name] : undefined;
  return macro && rangeMacro(macro, target, given, at);
}

function hasMacro(argument: Expression): Expression {
  if (argument.kind !== 'select') throw new SyntaxIssue(argument.at, 'invalid argument to has() macro');
  return { ...argument, isTest: true };
}

function rangeMacro(
  name: MacroName,
  range: Expression,
  given: readonly Expression[],
  at: number,
): Expression | undefined {
  const transforms = name === 'transformList' || name === 'transformMap' || name === 'transformMapEntry';
  const names = (count: number) =>
    given.slice(0, count).map((variable) => variableName(variable, 'argument must be a simple name'));
  const macro = { kind: 'macro', name, range, at } as const;
  if (transforms) {
    if (given.length === 3) return { ...macro, variables: names(2), transform: given[2]! };
    if (given.length === 4) return { ...macro, variables: names(2), predicate: given[2]!, transform: given[3]! };
    return undefined;
  }
  if (name === 'map') {
    if (given.length === 2) return { ...macro, variables: names(1), transform: given[1]! };
    if (given.length === 3) return { ...macro, variables: names(1), predicate: given[1]!, transform: given[2]! };
    return undefined;
  }
  if (given.length === 2) return { ...macro, variables: names(1), predicate: given[1]! };
  if (given.length === 3 && name !== 'filter') return { ...macro, variables: names(2), predicate: given[2]! };
  return undefined;
}

function variableName(expression: Expression, message: string): string {
  if (expression.kind === 'identifier') return expression.name;
  throw new SyntaxIssue(expression.at, message);
}
