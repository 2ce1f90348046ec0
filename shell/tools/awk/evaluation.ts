import type { Value } from './value.ts';

export type Eventually<T> = T | Promise<T>;

/**
 * A compiled expression. What can never have to wait is `now`; what may (getline, system, a function with a loop) is
 * `later`, and even that gives a promise only when it does wait.
 */
export type Evaluation<T = Value> = { readonly now: () => T } | { readonly later: () => Eventually<T> };

export function run<T>(evaluation: Evaluation<T>): Eventually<T> {
  return 'now' in evaluation ? evaluation.now() : evaluation.later();
}

export function chain<T, R>(value: Eventually<T>, then: (value: T) => Eventually<R>): Eventually<R> {
  return value instanceof Promise ? value.then(then) : then(value);
}

export function map<T, R>(operand: Evaluation<T>, apply: (value: T) => R): Evaluation<R> {
  if ('now' in operand) {
    const { now } = operand;
    return { now: () => apply(now()) };
  }
  return { later: () => chain(operand.later(), apply) };
}

/** Left before right. */
export function combine<A, B, R>(left: Evaluation<A>, right: Evaluation<B>, apply: (a: A, b: B) => R): Evaluation<R> {
  if ('now' in left && 'now' in right) {
    const [first, second] = [left.now, right.now];
    return { now: () => apply(first(), second()) };
  }
  return { later: () => chain(run(left), (a) => chain(run(right), (b) => apply(a, b))) };
}

/** All operands, the first one first. */
export function gather<T>(operands: readonly Evaluation<T>[]): Evaluation<T[]> {
  const nows = operands.flatMap((operand) => ('now' in operand ? [operand.now] : []));
  if (nows.length === operands.length) {
    const [only] = nows;
    return { now: nows.length === 1 && only ? () => [only()] : () => nows.map((now) => now()) };
  }
  const from = (at: number, values: T[]): Eventually<T[]> => {
    for (; at < operands.length; at++) {
      const value = run(operands[at]!);
      if (value instanceof Promise) return value.then((settled) => from(at + 1, [...values, settled]));
      values.push(value);
    }
    return values;
  };
  return { later: () => from(0, []) };
}

/** As `map`, where `apply` itself may wait. */
export function mapLater<T, R>(operand: Evaluation<T>, apply: (value: T) => Eventually<R>): Evaluation<R> {
  return { later: () => chain(run(operand), apply) };
}
