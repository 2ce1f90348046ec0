import { define, failure, type Library, noSuchOverload } from '../function.ts';
import { CelMap, type CelValue, Duration, Optional, Timestamp, Unsigned } from '../value.ts';

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof Unsigned) return value.value === 0n;
  return (value instanceof Duration || value instanceof Timestamp) && value.nanos === 0n;
}

function optional(value: CelValue | undefined): Optional {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value;
}

/** cel-go cel/library.go OptionalTypes. `or` and `orValue` are given values, not expressions. */
export const optionals: Library = {
  'optional.of': define(['(A) optional(A)'], ([a]) => new Optional(a)),
  'optional.ofNonZeroValue': define(['(A) optional(A)'], ([a]) =>
    a === undefined || isZero(a) ? Optional.NONE : new Optional(a),
  ),
  'optional.none': define(['() optional(A)'], () => Optional.NONE),
  'optional.unwrap': define(['(list(optional(A))) list(A)'], ([a]) => present(a)),
  unwrapOpt: define(['list(optional(A)).() list(A)'], ([a]) => present(a)),
  hasValue: define(['optional(A).() bool'], ([a]) => optional(a).value !== undefined),
  value: define(['optional(A).() A'], ([a]) => {
    const { value } = optional(a);
    if (value === undefined) throw failure('optional.none() dereference');
    return value;
  }),
  or: define(['optional(A).(optional(A)) optional(A)'], ([a, b]) =>
    optional(a).value === undefined ? optional(b) : optional(a),
  ),
  orValue: define(['optional(A).(A) A'], ([a, b]) => optional(a).value ?? b ?? null),
};

function present(list: CelValue | undefined): CelValue[] {
  if (!Array.isArray(list)) throw noSuchOverload();
  return list.flatMap((item) => optional(item).value ?? []);
}
