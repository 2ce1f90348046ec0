import { indexValue, shortText, shown, sliceValue } from './access.ts';
import type { Compiler } from './compile.ts';
import { JqError, type Json } from './json-value.ts';
import { type Item, type Machine, PAUSE, type Path, type Run } from './machine.ts';
import type { Scope } from './scope.ts';
import type { Filter } from './syntax.ts';

/** `.a`, `.[0]`, `.["a"]` */
export function compileIndex(compiler: Compiler, filter: Extract<Filter, { type: 'index' }>, scope: Scope | null): Run {
  const { machine } = compiler;
  const access = (target: Json, key: Json, path: Path | undefined): Json => {
    if (path === undefined) return indexValue(target, key);
    if (path === 'invalid') {
      throw new JqError(
        `Invalid path expression near attempt to access element ${shortText(key)} of ${shortText(target)}`,
      );
    }
    const value = indexValue(target, key);
    machine.path = { parent: path, key };
    return value;
  };
  const isOwn = filter.target.type === 'identity';
  if (isOwn && filter.key.type === 'literal') {
    const key = filter.key.value;
    return (_environment, input, path) => [access(input, key, path)];
  }
  const target = compiler.compile(filter.target, scope);
  const key = compiler.compile(filter.key, scope);
  return function* (environment, input, path) {
    for (const at of key(environment, input, undefined)) {
      if (at === PAUSE) {
        yield at;
        continue;
      }
      for (const value of target(environment, input, path)) {
        if (value === PAUSE) yield value;
        else yield access(value, at, path === undefined ? undefined : machine.path);
      }
    }
  };
}

export function compileSlice(compiler: Compiler, filter: Extract<Filter, { type: 'slice' }>, scope: Scope | null): Run {
  const { machine } = compiler;
  const nothing = compiler.constant(null);
  const target = compiler.compile(filter.target, scope);
  const from = filter.from ? compiler.compile(filter.from, scope) : nothing;
  const to = filter.to ? compiler.compile(filter.to, scope) : nothing;
  return function* (environment, input, path) {
    for (const end of to(environment, input, undefined)) {
      if (end === PAUSE) {
        yield end;
        continue;
      }
      for (const start of from(environment, input, undefined)) {
        if (start === PAUSE) {
          yield start;
          continue;
        }
        for (const value of target(environment, input, path)) {
          if (value === PAUSE) {
            yield value;
            continue;
          }
          const slice = sliceValue(value, start, end);
          if (path !== undefined)
            machine.path = {
              parent: machine.path,
              key: new Map([
                ['start', start],
                ['end', end],
              ]),
            };
          yield slice;
        }
      }
    }
  };
}

/** `.[]` */
export function compileIterate(
  compiler: Compiler,
  filter: Extract<Filter, { type: 'iterate' }>,
  scope: Scope | null,
): Run {
  const { machine } = compiler;
  if (filter.target.type === 'identity') return (_environment, input, path) => iterate(machine, input, path);
  const target = compiler.compile(filter.target, scope);
  return function* (environment, input, path) {
    for (const value of target(environment, input, path)) {
      if (value === PAUSE) yield value;
      else yield* iterate(machine, value, path === undefined ? undefined : machine.path);
    }
  };
}

function* iterate(machine: Machine, value: Json, path: Path | undefined): Generator<Item> {
  if (value === null && machine.iteratesNull) return;
  if (!Array.isArray(value) && !(value instanceof Map)) {
    throw new JqError(`Cannot iterate over ${value === null ? 'null (null)' : shown(value)}`);
  }
  if (path === 'invalid')
    throw new JqError(`Invalid path expression near attempt to iterate through ${shortText(value)}`);
  for (const [key, item] of value.entries()) {
    if (machine.isDue) yield PAUSE;
    if (path !== undefined) machine.path = { parent: path, key };
    yield item;
  }
}

/** `..`: the value and everything below it. */
export function* recurse(machine: Machine, value: Json, path: Path | undefined): Generator<Item> {
  if (path !== undefined) machine.path = path;
  yield value;
  if (!Array.isArray(value) && !(value instanceof Map)) return;
  if (machine.isDue) yield PAUSE;
  for (const [key, item] of value.entries()) {
    yield* recurse(machine, item, path === undefined ? undefined : { parent: path, key });
  }
}
