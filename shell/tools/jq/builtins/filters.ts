import { getPath } from '../access.ts';
import type { Compiler } from '../compile.ts';
import { recurse } from '../compile-access.ts';
import { pathsOf } from '../compile-update.ts';
import { compactText } from '../json-text.ts';
import { isTruthy, JqError, type Json } from '../json-value.ts';
import { type Environment, type Item, PAUSE, type Path, type Run } from '../machine.ts';
import { iterateUpdates, untilFilter, whileFilter } from './loops.ts';

/** A builtin that takes its arguments as filters. */
type NativeFilter = (compiler: Compiler, args: readonly Run[]) => Run;

/** `halt` and `halt_error`: ends the whole program. */
export class Halt {
  readonly code: number;
  /** What goes to standard error. */
  readonly message: string;
  constructor(code: number, message: string) {
    this.code = code;
    this.message = message;
  }
}

function halt(input: Json, code: Json): never {
  if (typeof code !== 'number') throw new JqError('halt_error/1: number required');
  throw new Halt(code, typeof input === 'string' ? input : `${compactText(input)}\n`);
}

/** Runs `body` for each value of a filter. */
function forEach(
  run: Run,
  body: (value: Json, environment: Environment | null, input: Json, path: Path | undefined) => Iterable<Item>,
): Run {
  return function* (environment, input, path) {
    for (const value of run(environment, input, undefined)) {
      if (value === PAUSE) yield value;
      else yield* body(value, environment, input, path);
    }
  };
}

/** Gives values of `run` until `take` says that the one given was the last. */
function* until(compiler: Compiler, items: Iterable<Item>, take: () => boolean): Generator<Item> {
  for (const value of items) {
    if (value === PAUSE) yield value;
    else {
      const { path } = compiler.machine;
      const isLast = take();
      yield value;
      compiler.machine.path = path;
      if (isLast) return;
    }
  }
}

function limit(compiler: Compiler, count: Run, run: Run): Run {
  return forEach(count, function* (most, environment, input, path) {
    if (typeof most !== 'number') throw new JqError('Invalid arguments');
    let left = most;
    if (left > 0) yield* until(compiler, run(environment, input, path), () => --left <= 0);
    else if (left < 0) yield* run(environment, input, path);
  });
}

function last(compiler: Compiler, run: Run): Run {
  return function* (environment, input, path) {
    let found: { value: Json; path: Path } | null = null;
    for (const value of run(environment, input, path)) {
      if (value === PAUSE) yield value;
      else found = { value, path: compiler.machine.path };
    }
    if (!found) return;
    compiler.machine.path = found.path;
    yield found.value;
  };
}

function range(compiler: Compiler, [from, to, by]: readonly Run[]): Run {
  const one = compiler.constant(1);
  return forEach(from!, function* (start, environment, input, path) {
    for (const end of to!(environment, input, undefined)) {
      for (const step of end === PAUSE ? [PAUSE] : (by ?? one)(environment, input, undefined)) {
        if (end === PAUSE || step === PAUSE) {
          yield PAUSE;
          continue;
        }
        if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number') {
          throw new JqError('Range bounds must be numeric');
        }
        for (let at = start; step > 0 ? at < end : step < 0 ? at > end : start < end; at += step) {
          if (compiler.machine.isDue) yield PAUSE;
          yield* compiler.made(at, path);
        }
      }
    }
  });
}

/** recurse(f): the value, then what `f` makes of it, and so on. */
function recurseBy(compiler: Compiler, next: Run): Run {
  const step = function* (environment: Environment | null, input: Json, path: Path | undefined): Generator<Item> {
    if (compiler.machine.isDue) yield PAUSE;
    if (path !== undefined) compiler.machine.path = path;
    yield input;
    for (const value of next(environment, input, path)) {
      if (value === PAUSE) yield value;
      else yield* step(environment, value, path === undefined ? undefined : compiler.machine.path);
    }
  };
  return step;
}

/** any(source; condition) and all(source; condition) */
function quantify(compiler: Compiler, isAny: boolean, [source, condition]: readonly Run[]): Run {
  return function* (environment, input, path) {
    for (const value of source!(environment, input, undefined)) {
      if (value === PAUSE) {
        yield value;
        continue;
      }
      for (const answer of condition!(environment, value, undefined)) {
        if (answer === PAUSE) yield answer;
        else if (isTruthy(answer) === isAny) {
          yield* compiler.made(isAny, path);
          return;
        }
      }
    }
    yield* compiler.made(!isAny, path);
  };
}

/** `input`: the next value from outside. */
function* nextInput(compiler: Compiler): Generator<Item, boolean> {
  const { machine } = compiler;
  for (;;) {
    const taken = machine.inputs.take();
    if (taken === 'none') return false;
    if (taken instanceof Promise) {
      machine.waitFor = taken;
      yield PAUSE;
    } else {
      yield taken.value;
      return true;
    }
  }
}

function select(compiler: Compiler, test: Run): Run {
  return forEach(test, (value, _environment, input, path) => (isTruthy(value) ? compiler.give(input, path) : []));
}

function getPathFilter(compiler: Compiler, paths: Run): Run {
  return forEach(paths, (value, _environment, input, path) => {
    if (!Array.isArray(value)) throw new JqError('Path must be specified as an array');
    if (path !== undefined) {
      compiler.machine.path = value.reduce<Path>((parent, key) => ({ parent, key }), path);
    }
    try {
      return [getPath(input, value)];
    } catch (error) {
      if (error instanceof JqError && path !== undefined) return [null];
      throw error;
    }
  });
}

export const NATIVE_FILTERS: Readonly<Record<string, NativeFilter>> = {
  'empty/0': () => () => [],
  'error/0': () => (_environment, input) => {
    throw new JqError(input);
  },
  'error/1': (_compiler, [message]) =>
    forEach(message!, (value) => {
      throw new JqError(value);
    }),
  'select/1': (compiler, [test]) => select(compiler, test!),
  'recurse/0': (compiler) => (_environment, input, path) => recurse(compiler.machine, input, path),
  'recurse/1': (compiler, [next]) => recurseBy(compiler, next!),
  'path/1': (compiler, [run]) =>
    function* (environment, input, path) {
      for (const found of yield* pathsOf(compiler, run!, environment, input)) yield* compiler.made(found, path);
    },
  'getpath/1': (compiler, [paths]) => getPathFilter(compiler, paths!),
  'limit/2': (compiler, [count, run]) => limit(compiler, count!, run!),
  'first/1': (compiler, [run]) => limit(compiler, compiler.constant(1), run!),
  'last/1': (compiler, [run]) => last(compiler, run!),
  'range/1': (compiler, [to]) => range(compiler, [compiler.constant(0), to!]),
  'range/2': range,
  'range/3': range,
  'until/2': (compiler, [condition, update]) => untilFilter(compiler, condition!, update!),
  'while/2': (compiler, args) => (environment, input) => whileFilter(compiler, args, environment, input),
  'repeat/1':
    (compiler, [update]) =>
    (environment, input) =>
      iterateUpdates(compiler, update!, environment, input),
  'any/2': (compiler, args) => quantify(compiler, true, args),
  'all/2': (compiler, args) => quantify(compiler, false, args),
  'isempty/1': (compiler, [run]) =>
    function* (environment, input, path) {
      for (const value of run!(environment, input, undefined)) {
        if (value === PAUSE) yield value;
        else {
          yield* compiler.made(false, path);
          return;
        }
      }
      yield* compiler.made(true, path);
    },
  'input/0': (compiler) =>
    function* () {
      if (!(yield* nextInput(compiler))) throw new JqError('break');
    },
  'inputs/0': (compiler) =>
    function* () {
      while (yield* nextInput(compiler));
    },
  'debug/0': (compiler) => (_environment, input, path) => {
    compiler.machine.messages += `["DEBUG:",${compactText(input)}]\n`;
    return compiler.give(input, path);
  },
  'debug/1': (compiler, [message]) =>
    function* (environment, input, path) {
      for (const value of message!(environment, input, undefined)) {
        if (value === PAUSE) yield value;
        else compiler.machine.messages += `["DEBUG:",${compactText(value)}]\n`;
      }
      yield* compiler.give(input, path);
    },
  'stderr/0': (compiler) => (_environment, input, path) => {
    compiler.machine.messages += compactText(input);
    return compiler.give(input, path);
  },
  'env/0': (compiler) => compiler.constant(new Map(Object.entries(compiler.machine.environment))),
  'input_line_number/0': (compiler) => (_environment, _input, path) =>
    compiler.made(compiler.machine.inputs.line, path),
  'input_filename/0': (compiler) => (_environment, _input, path) =>
    compiler.made(compiler.machine.inputs.fileName, path),
  'halt/0': () => () => {
    throw new Halt(0, '');
  },
  'halt_error/0': () => (_environment, input) => halt(input, 5),
  'halt_error/1': (_compiler, [code]) => forEach(code!, (value, _environment, input) => halt(input, value)),
};
