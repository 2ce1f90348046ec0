import type { Json } from './json-value.ts';

/** Given instead of a value when the program has to wait (for input, or for its turn): whoever takes values passes it on. */
export const PAUSE: unique symbol = Symbol('pause');
export type Item = Json | typeof PAUSE;

/** A path, from its end to the root (null). */
export type Path = PathStep | null | 'invalid';
export interface PathStep {
  readonly parent: Path;
  readonly key: Json;
}

/** What names stand for where a filter runs: the innermost first. */
export interface Environment {
  readonly parent: Environment | null;
  readonly value: Json | Closure | object;
}

export interface Closure {
  readonly run: Run;
  readonly environment: Environment | null;
}

/**
 * A compiled filter. With a `path` it leaves the path of each value in `Machine.path` right before it gives the value;
 * without, paths do not matter.
 */
export type Run = (environment: Environment | null, input: Json, path: Path | undefined) => Iterable<Item>;

/** Where `input` takes values from. */
export interface Inputs {
  /** The next value, `none` at the end, or a promise when it has to be waited for. */
  take(): { readonly value: Json } | 'none' | Promise<void>;
  readonly line: number;
  readonly fileName: string | null;
}

const STEPS_A_CHECK = 512;

/** The state of one running program. */
export class Machine {
  path: Path = null;
  /** What a pause waits for, when it is not just a turn. */
  waitFor: Promise<void> | null = null;
  /** What goes to standard error before the next output. */
  messages = '';
  /** yq: nothing is in null. */
  iteratesNull = false;
  #steps = 0;
  readonly inputs: Inputs;
  readonly environment: Readonly<Record<string, string>>;
  readonly now: () => number;

  constructor(inputs: Inputs, environment: Readonly<Record<string, string>>, now: () => number) {
    this.inputs = inputs;
    this.environment = environment;
    this.now = now;
  }

  /** Whether it is time to give others a turn. */
  get isDue(): boolean {
    return ++this.#steps % STEPS_A_CHECK === 0;
  }
}

export function pathArray(path: Path): Json[] {
  const keys: Json[] = [];
  for (let step = path; step !== null && step !== 'invalid'; step = step.parent) keys.push(step.key);
  return keys.reverse();
}
