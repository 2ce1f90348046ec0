import type { Compiler } from '../compile.ts';
import { isTruthy, type Json } from '../json-value.ts';
import { type Environment, type Item, PAUSE, type Path, type Run } from '../machine.ts';

/** while, until and repeat in one: no recursion where the update has one value. */
export function* iterateUpdates(
  compiler: Compiler,
  update: Run,
  environment: Environment | null,
  input: Json,
): Generator<Item> {
  let value: Json = input;
  for (;;) {
    if (compiler.machine.isDue) yield PAUSE;
    yield value;
    const results: Json[] = [];
    for (const next of update(environment, value, undefined)) {
      if (next === PAUSE) yield next;
      else results.push(next);
    }
    const [only] = results;
    if (results.length === 1 && only !== undefined) value = only;
    else {
      for (const result of results) yield* iterateUpdates(compiler, update, environment, result);
      return;
    }
  }
}

/** until(condition; update) */
export function untilFilter(compiler: Compiler, condition: Run, update: Run): Run {
  const step = function* (environment: Environment | null, input: Json, path: Path | undefined): Generator<Item> {
    for (let value = input; ; ) {
      if (compiler.machine.isDue) yield PAUSE;
      let holds = false;
      for (const answer of condition(environment, value, undefined)) {
        if (answer === PAUSE) yield answer;
        else holds = isTruthy(answer);
      }
      if (holds) {
        yield* compiler.made(value, path);
        return;
      }
      let next: Json | undefined;
      for (const result of update(environment, value, undefined)) {
        if (result === PAUSE) yield result;
        else next = result;
      }
      if (next === undefined) return;
      value = next;
    }
  };
  return step;
}

export function* whileFilter(
  compiler: Compiler,
  [condition, update]: readonly Run[],
  environment: Environment | null,
  input: Json,
): Generator<Item> {
  for (let value = input; ; ) {
    if (compiler.machine.isDue) yield PAUSE;
    for (const answer of condition!(environment, value, undefined)) {
      if (answer === PAUSE) yield answer;
      else if (!isTruthy(answer)) return;
    }
    yield value;
    let next: Json | undefined;
    for (const result of update!(environment, value, undefined)) {
      if (result === PAUSE) yield result;
      else next = result;
    }
    if (next === undefined) return;
    value = next;
  }
}
