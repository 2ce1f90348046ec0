import type { CelType } from './cel-type.ts';
import type { CelValue } from './value.ts';

/** What an expression may use. */
export interface CompileOptions {
  /** `{ self: …, oldSelf: … }`. Share one value between compilations: it is part of the cache's key by identity. */
  readonly variables: Readonly<Record<string, CelType>>;
  /** One of these must come out; absent: anything. */
  readonly resultTypes?: readonly CelType[];
}

export interface Program {
  readonly expression: string;
  readonly resultType: CelType;
  /** Variables that the expression mentions (`oldSelf` makes a rule a transition rule). */
  readonly references: ReadonlySet<string>;
  /**
   * `bindings`: for each declared variable a JSON value, read as its type says (a number of a field of type double is
   * one, even when it is whole), or a value of a library (an authorizer). A missing variable is an error when it is used.
   * Throws `EvaluationError`.
   */
  evaluate(bindings: Readonly<Record<string, unknown>>, options?: EvaluationOptions): EvaluationResult;
  /** The same, with the value as other expressions take it (see `lazyMap`). */
  compute(bindings: Readonly<Record<string, unknown>>, options?: EvaluationOptions): { value: CelValue; cost: number };
}

export interface EvaluationOptions {
  /** In the cost units of cel-go; absent: PerCallLimit, 1,000,000. */
  readonly costLimit?: number;
  /** Milliseconds; for libraries that compare with the present. */
  readonly nowMs?: number;
}

export interface EvaluationResult {
  /** A JSON value; timestamps and durations as their texts; opaque values as `undefined`. */
  readonly value: unknown;
  /** Cost units that the evaluation took. */
  readonly cost: number;
}

/** Text of cel-go: `no such key: a`, `division by zero`, `operation cancelled: actual cost limit exceeded`. */
export class EvaluationError extends Error {}

export type Compilation =
  | { readonly program: Program }
  /** As cel-go prints them, one a problem: "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x\n | ^". */
  | { readonly issues: readonly string[] };

/** `compile` in compile.ts. */
export type Compile = (expression: string, options: CompileOptions) => Compilation;
