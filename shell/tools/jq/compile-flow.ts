import type { Compiler } from './compile.ts';
import { isTruthy, JqError } from './json-value.ts';
import { type Machine, PAUSE, type Run } from './machine.ts';

export function pipe(machine: Machine, left: Run, right: Run): Run {
  return function* (environment, input, path) {
    for (const value of left(environment, input, path)) {
      if (value === PAUSE) yield value;
      else yield* right(environment, value, path === undefined ? undefined : machine.path);
    }
  };
}

/** `a // b`: the true values of `a`, else `b`; errors of `a` end it quietly. */
export function alternative(machine: Machine, left: Run, right: Run): Run {
  return function* (environment, input, path) {
    let found = false;
    try {
      for (const value of left(environment, input, path)) {
        if (value === PAUSE) yield value;
        else if (isTruthy(value)) {
          found = true;
          const at = machine.path;
          yield value;
          machine.path = at;
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof JqError)) throw thrown;
    }
    if (!found) yield* right(environment, input, path);
  };
}

/** `and` and `or`: the right side runs only where it matters. */
export function logic(compiler: Compiler, isAnd: boolean, left: Run, right: Run): Run {
  return function* (environment, input, path) {
    for (const first of left(environment, input, undefined)) {
      if (first === PAUSE) yield first;
      else if (isTruthy(first) !== isAnd) yield* compiler.made(!isAnd, path);
      else {
        for (const second of right(environment, input, undefined)) {
          if (second === PAUSE) yield second;
          else yield* compiler.made(isTruthy(second), path);
        }
      }
    }
  };
}
