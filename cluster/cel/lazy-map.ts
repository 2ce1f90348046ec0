import type { CelType } from './cel-type.ts';
import { CelMap, type CelValue } from './value.ts';

/** An object whose fields are computed when they are first asked for: a policy's `variables`. */
class LazyMap extends CelMap {
  readonly type: CelType;
  readonly #fields: ReadonlyMap<string, () => CelValue>;
  readonly #known = new Map<string, CelValue>();

  constructor(type: CelType, fields: ReadonlyMap<string, () => CelValue>) {
    super();
    this.type = type;
    this.#fields = fields;
  }
  get size(): number {
    return this.#fields.size;
  }
  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    if (!this.#known.has(key)) {
      const compute = this.#fields.get(key);
      if (!compute) return undefined;
      this.#known.set(key, compute());
    }
    return this.#known.get(key);
  }
  keys(): readonly CelValue[] {
    return [...this.#fields.keys()];
  }
}

/** A binding for a variable of an object type; `fields` may throw `EvaluationError`. */
export function lazyMap(type: CelType, fields: ReadonlyMap<string, () => CelValue>): CelMap {
  return new LazyMap(type, fields);
}
