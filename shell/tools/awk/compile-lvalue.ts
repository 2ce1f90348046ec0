import { AwkArray } from './array.ts';
import { chain, type Evaluation, type Eventually, run as evaluate, map } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import { arrayOf, type Scope, subscriptOf } from './scope.ts';
import type { Lvalue } from './syntax.ts';
import { toNumber, type Value } from './value.ts';

/** A place that was found: its subscripts are worked out once. */
export interface Place {
  get(): Value;
  set(value: Value): void;
}

export function compileRead(scope: Scope, target: Lvalue): Evaluation {
  const { run } = scope;
  if (target.type === 'field') {
    const { index } = target;
    if (index.type === 'number') {
      const number = Math.trunc(index.value);
      return { now: () => run.fields.get(number) };
    }
    return map(scope.compile(index), (value) => run.fields.get(Math.trunc(toNumber(value))));
  }
  if (target.type === 'element') {
    const array = arrayOf(scope, target.array);
    const key = subscriptOf(scope, target.subscripts);
    if ('now' in array) return map(key, (text) => array.now().get(text));
    return { later: () => chain(array.later(), (found) => chain(evaluate(key), (text) => found.get(text))) };
  }
  return { now: readVariable(scope, target.name) };
}

function readVariable(scope: Scope, name: string): () => Value {
  const { run, parameters } = scope;
  const index = parameters.indexOf(name);
  if (index >= 0) {
    return () => {
      const local = run.frame[index];
      if (local instanceof AwkArray) throw new AwkFatal(`attempt to use array \`${name}' in a scalar context`);
      return local;
    };
  }
  if (scope.analysis.globalArrays.has(name)) throw new AwkFatal(`attempt to use array \`${name}' in a scalar context`);
  const getter = run.getterOf(name);
  if (getter) return getter;
  const slot = run.scalar(name);
  return () => slot.value;
}

/** Sets a variable or parameter. */
function writeVariable(scope: Scope, name: string): (value: Value) => void {
  const { run, parameters } = scope;
  const index = parameters.indexOf(name);
  if (index >= 0) {
    return (value) => {
      if (run.frame[index] instanceof AwkArray) {
        throw new AwkFatal(`attempt to use array \`${name}' in a scalar context`);
      }
      run.frame[index] = value;
    };
  }
  if (scope.functions.has(name)) throw new AwkFatal(`function \`${name}' used as a variable`);
  if (scope.analysis.globalArrays.has(name)) throw new AwkFatal(`attempt to use array \`${name}' in a scalar context`);
  const setter = run.setterOf(name);
  if (setter) return setter;
  const slot = run.scalar(name);
  return (value) => {
    slot.value = value;
  };
}

/** Finds the place for reading and writing. */
export function compilePlace(scope: Scope, target: Lvalue): Evaluation<Place> {
  const { run } = scope;
  if (target.type === 'field') {
    return map(scope.compile(target.index), (value) => {
      const index = Math.trunc(toNumber(value));
      return { get: () => run.fields.get(index), set: (next: Value) => run.fields.set(index, next) };
    });
  }
  if (target.type === 'element') {
    const array = arrayOf(scope, target.array);
    const key = subscriptOf(scope, target.subscripts);
    const find = (found: AwkArray, text: string): Place => ({
      get: () => found.get(text),
      set: (value) => found.set(text, value),
    });
    if ('now' in array) return map(key, (text) => find(array.now(), text));
    return {
      later: (): Eventually<Place> =>
        chain(array.later(), (found) => chain(evaluate(key), (text) => find(found, text))),
    };
  }
  const place = { get: readVariable(scope, target.name), set: writeVariable(scope, target.name) };
  return { now: () => place };
}

/** Assigns what `value` gives; the value is worked out first. */
export function compileAssignment(scope: Scope, target: Lvalue, value: Evaluation): Evaluation {
  if (target.type === 'variable') {
    const write = writeVariable(scope, target.name);
    return map(value, (result) => {
      write(result);
      return result;
    });
  }
  const place = compilePlace(scope, target);
  if ('now' in place && 'now' in value) {
    return {
      now: () => {
        const result = value.now();
        place.now().set(result);
        return result;
      },
    };
  }
  return {
    later: () =>
      chain(evaluate(value), (result) =>
        chain(evaluate(place), (found) => {
          found.set(result);
          return result;
        }),
      ),
  };
}
