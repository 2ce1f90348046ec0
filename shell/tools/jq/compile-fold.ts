import { indexValue } from './access.ts';
import type { Compiler } from './compile.ts';
import { JqError, type Json } from './json-value.ts';
import { type Environment, type Item, PAUSE, type Run } from './machine.ts';
import type { Scope } from './scope.ts';
import type { Filter, Pattern } from './syntax.ts';

/** The names of a pattern, in the order in which they are bound. */
function namesOf(pattern: Pattern): string[] {
  if (pattern.type === 'variable') return [pattern.name];
  if (pattern.type === 'array') return pattern.items.flatMap(namesOf);
  return pattern.entries.flatMap(({ variable, value }) => [
    ...(variable === null ? [] : [variable]),
    ...(value ? namesOf(value) : []),
  ]);
}

const withNames = (scope: Scope | null, names: readonly string[]) =>
  names.reduce<Scope | null>((parent, name) => ({ parent, name, kind: 'variable' }), scope);

/** Gives the environment for each way in which a value fits a pattern. */
type Binder = (
  environment: Environment | null,
  value: Json,
  input: Json,
) => Iterable<Environment | null | typeof PAUSE>;

function compilePattern(compiler: Compiler, pattern: Pattern, scope: Scope | null): Binder {
  if (pattern.type === 'variable') return (environment, value) => [{ parent: environment, value }];
  if (pattern.type === 'array') {
    let inner = scope;
    const items = pattern.items.map((item, index) => {
      const bind = compilePattern(compiler, item, inner);
      inner = withNames(inner, namesOf(item));
      return { bind, index };
    });
    return sequence(
      items.map(
        ({ bind, index }): Binder =>
          (environment, value, input) => {
            if (value !== null && !Array.isArray(value)) indexValue(value, index);
            return bind(environment, indexValue(value, index), input);
          },
      ),
    );
  }
  let inner = scope;
  return sequence(
    pattern.entries.map(({ key, variable, value }) => {
      const keys = compiler.compile(key, inner);
      if (variable !== null) inner = withNames(inner, [variable]);
      const bind = value && compilePattern(compiler, value, inner);
      if (value) inner = withNames(inner, namesOf(value));
      return bindEntry(keys, variable !== null, bind);
    }),
  );
}

function bindEntry(keys: Run, named: boolean, bind: Binder | null): Binder {
  return function* (environment, whole, input) {
    for (const key of keys(environment, input, undefined)) {
      if (key === PAUSE) {
        yield key;
        continue;
      }
      if (typeof key !== 'string') throw new JqError(`Cannot index object with ${key === null ? 'null' : typeof key}`);
      const found = indexValue(whole, key);
      const bound = named ? { parent: environment, value: found } : environment;
      if (bind) yield* bind(bound, found, input);
      else yield bound;
    }
  };
}

function sequence(binders: readonly Binder[]): Binder {
  const from = function* (
    at: number,
    environment: Environment | null,
    value: Json,
    input: Json,
  ): Generator<Environment | null | typeof PAUSE> {
    const bind = binders[at];
    if (!bind) {
      yield environment;
      return;
    }
    for (const bound of bind(environment, value, input)) {
      if (bound === PAUSE) yield bound;
      else yield* from(at + 1, bound, value, input);
    }
  };
  return (environment, value, input) => from(0, environment, value, input);
}

/** `source as pattern ?// pattern | body`: a later pattern is tried when the one before ends in an error. */
export function compileBind(compiler: Compiler, filter: Extract<Filter, { type: 'bind' }>, scope: Scope | null): Run {
  const source = compiler.compile(filter.source, scope);
  const all = [...new Set(filter.patterns.flatMap(namesOf))];
  const alternatives = filter.patterns.map((pattern) => {
    // Every name is there whatever pattern fits; those of the others are null.
    const outer = filter.patterns.length > 1 ? withNames(scope, all) : scope;
    const bind = compilePattern(compiler, pattern, outer);
    return { bind, body: compiler.compile(filter.body, withNames(outer, namesOf(pattern))) };
  });
  const nulls = filter.patterns.length > 1 ? all.length : 0;
  const attempt = function* (
    at: number,
    environment: Environment | null,
    value: Json,
    [input, path]: [Json, Parameters<Run>[2]],
  ): Generator<Item> {
    const { bind, body } = alternatives[at]!;
    try {
      for (const bound of bind(environment, value, input)) {
        if (bound === PAUSE) yield bound;
        else yield* body(bound, input, path);
      }
    } catch (thrown) {
      if (!(thrown instanceof JqError) || at + 1 >= alternatives.length) throw thrown;
      yield* attempt(at + 1, environment, value, [input, path]);
    }
  };
  return function* (environment, input, path) {
    let outer = environment;
    for (let count = 0; count < nulls; count++) outer = { parent: outer, value: null };
    for (const value of source(environment, input, undefined)) {
      if (value === PAUSE) yield value;
      else yield* attempt(0, outer, value, [input, path]);
    }
  };
}

/** reduce and foreach */
export function compileFold(
  compiler: Compiler,
  filter: Extract<Filter, { type: 'reduce' | 'foreach' }>,
  scope: Scope | null,
): Run {
  const { machine } = compiler;
  const source = compiler.compile(filter.source, scope);
  const bind = compilePattern(compiler, filter.pattern, scope);
  const inner = withNames(scope, namesOf(filter.pattern));
  const start = compiler.compile(filter.start, scope);
  const update = compiler.compile(filter.update, inner);
  const extract = filter.type === 'foreach' && filter.extract ? compiler.compile(filter.extract, inner) : null;
  const isReduce = filter.type === 'reduce';
  return function* (environment, input, path) {
    const tracks = path !== undefined;
    for (const first of start(environment, input, path)) {
      if (first === PAUSE) {
        yield first;
        continue;
      }
      let state: Json = first;
      let statePath = machine.path;
      for (const value of source(environment, input, undefined)) {
        if (value === PAUSE || machine.isDue) yield PAUSE;
        if (value === PAUSE) continue;
        for (const bound of bind(environment, value, input)) {
          if (bound === PAUSE) {
            yield bound;
            continue;
          }
          const before = state;
          if (isReduce) state = null;
          for (const next of update(bound, before, tracks ? statePath : undefined)) {
            if (next === PAUSE) {
              yield next;
              continue;
            }
            state = next;
            statePath = machine.path;
            if (isReduce) continue;
            if (extract) yield* extract(bound, next, tracks ? statePath : undefined);
            else yield next;
          }
        }
      }
      if (!isReduce) continue;
      if (tracks) machine.path = statePath;
      yield state;
    }
  };
}
