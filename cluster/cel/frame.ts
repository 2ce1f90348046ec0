import type { CallContext } from './function.ts';
import { EvaluationError } from './program.ts';
import type { CelValue } from './value.ts';

/** One evaluation: its variables, and what it has cost so far. */
export class Frame implements CallContext {
  readonly nowMs: number;
  /** Variables of macros, a slot each. */
  readonly locals: CelValue[] = [];
  readonly #lookup: (name: string) => CelValue | undefined;
  readonly #limit: number;
  readonly #known = new Map<string, CelValue>();
  cost = 0;

  constructor(lookup: (name: string) => CelValue | undefined, limit: number, nowMs: number) {
    this.#lookup = lookup;
    this.#limit = limit;
    this.nowMs = nowMs;
  }

  variable(name: string): CelValue {
    let value = this.#known.get(name);
    if (value !== undefined) return value;
    value = this.#lookup(name);
    if (value === undefined) throw new EvaluationError(`no such attribute(s): ${name}`);
    this.#known.set(name, value);
    return value;
  }

  charge(units: number): void {
    this.cost += units;
    if (this.cost > this.#limit) throw new CostError('operation cancelled: actual cost limit exceeded');
  }
}

/** Nothing absorbs it: not even `||`. */
export class CostError extends EvaluationError {}
