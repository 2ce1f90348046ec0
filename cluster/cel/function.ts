import { EvaluationError } from './program.ts';
import { type Overload, parseOverload } from './type-text.ts';
import type { CelValue } from './value.ts';

/** What a function may know of the evaluation it runs in. */
export interface CallContext {
  readonly nowMs: number;
  /** Adds cost units. Throws when there are too many. */
  charge(units: number): void;
}

export interface CelFunction {
  readonly overloads: readonly Overload[];
  /** A member's receiver is the first argument. Throws `EvaluationError`. */
  run(args: readonly CelValue[], context: CallContext): CelValue;
}

/** Functions by name (`size`, `_+_`, `optional.of`). */
export type Library = Readonly<Record<string, CelFunction>>;

/** A function with its overloads in the shorthand of `parseOverload`. */
export function define(overloads: readonly string[], run: CelFunction['run']): CelFunction {
  return { overloads: overloads.map(parseOverload), run };
}

/** What cel-go says when no overload takes what came at run time. */
export function noSuchOverload(): EvaluationError {
  return new EvaluationError('no such overload');
}

export function failure(message: string): EvaluationError {
  return new EvaluationError(message);
}

export function textOf(value: CelValue | undefined): string {
  if (typeof value !== 'string') throw noSuchOverload();
  return value;
}

/** An int as a number that can count and index. */
export function indexOf(value: CelValue | undefined): number {
  if (typeof value !== 'bigint') throw noSuchOverload();
  return Number(value);
}

export function listOfValues(value: CelValue | undefined): readonly CelValue[] {
  if (!Array.isArray(value)) throw noSuchOverload();
  return value;
}
