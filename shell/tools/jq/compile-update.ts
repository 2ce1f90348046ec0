import { changePath, deletePaths, getPath, shortText } from './access.ts';
import type { Compiler } from './compile.ts';
import { isTruthy, JqError, type Json } from './json-value.ts';
import { type Environment, PAUSE, pathArray, type Run } from './machine.ts';
import { OPERATIONS } from './operate.ts';
import type { Scope } from './scope.ts';
import type { Filter, Operator } from './syntax.ts';

/** The paths of all that a filter gives; its last item is the list. */
export function* pathsOf(
  compiler: Compiler,
  run: Run,
  environment: Environment | null,
  input: Json,
): Generator<typeof PAUSE, Json[][]> {
  const paths: Json[][] = [];
  for (const value of run(environment, input, null)) {
    if (value === PAUSE) yield value;
    else {
      const { path } = compiler.machine;
      if (path === 'invalid') throw new JqError(`Invalid path expression with result ${shortText(value)}`);
      paths.push(pathArray(path));
    }
  }
  return paths;
}

/** `=`, `|=` and the operators with `=` behind. */
export function compileUpdate(
  compiler: Compiler,
  filter: Extract<Filter, { type: 'update' }>,
  scope: Scope | null,
): Run {
  const left = compiler.compile(filter.left, scope);
  const right = compiler.compile(filter.right, scope);
  if (filter.operator === '|=') return modify(compiler, left, right);
  const change = changeOf(filter.operator);
  return function* (environment, input, path) {
    for (const value of right(environment, input, undefined)) {
      if (value === PAUSE) {
        yield value;
        continue;
      }
      const paths = yield* pathsOf(compiler, left, environment, input);
      let result = input;
      for (const at of paths) result = changePath(result, at, (old) => change(old, value));
      yield* compiler.made(result, path);
    }
  };
}

function changeOf(operator: string): (old: Json, value: Json) => Json {
  if (operator === '=') return (_old, value) => value;
  if (operator === '//=') return (old, value) => (isTruthy(old) ? old : value);
  return OPERATIONS[operator[0] as Operator];
}

/** Each place becomes the first thing that the filter makes of it, and goes when that is nothing. */
function modify(compiler: Compiler, left: Run, right: Run): Run {
  return function* (environment, input, path) {
    const paths = yield* pathsOf(compiler, left, environment, input);
    let result = input;
    for (const at of paths) {
      if (compiler.machine.isDue) yield PAUSE;
      const made: Json | undefined = yield* first(right, environment, getPath(result, at));
      result = made === undefined ? deletePaths(result, [at]) : changePath(result, at, () => made);
    }
    yield* compiler.made(result, path);
  };
}

function* first(run: Run, environment: Environment | null, input: Json): Generator<typeof PAUSE, Json | undefined> {
  for (const value of run(environment, input, undefined)) {
    if (value !== PAUSE) return value;
    yield value;
  }
  return undefined;
}
