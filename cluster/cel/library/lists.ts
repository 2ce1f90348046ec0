import { equal } from '../equality.ts';
import { type CallContext, define, failure, indexOf, type Library, listOfValues } from '../function.ts';
import { type CelValue, Duration } from '../value.ts';
import { operators } from './operators.ts';

const SUMMABLE = ['int', 'uint', 'double', 'Duration'];
const COMPARABLE = [...SUMMABLE, 'bool', 'Timestamp', 'string', 'bytes'];

const isLess = (a: CelValue, b: CelValue, context: CallContext) => operators['_<_']!.run([a, b], context) === true;

function sum(list: readonly CelValue[], context: CallContext): CelValue {
  const [first, ...rest] = list;
  // Of an empty list the type is not known at run time: an int, which every number equals.
  if (first === undefined) return 0n;
  return rest.reduce((total, item) => operators['_+_']!.run([total, item], context), first);
}

function extreme(list: readonly CelValue[], name: string, isBetter: (a: CelValue, b: CelValue) => boolean): CelValue {
  const [first, ...rest] = list;
  if (first === undefined) throw failure(`${name} called on empty list`);
  return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}

function sorted(list: readonly CelValue[], context: CallContext): CelValue[] {
  context.charge(list.length);
  return [...list].sort((a, b) => (isLess(a, b, context) ? -1 : isLess(b, a, context) ? 1 : 0));
}

function flattened(list: readonly CelValue[], depth: number): CelValue[] {
  return list.flatMap((item): CelValue[] =>
    Array.isArray(item) && depth > 0 ? flattened(item as readonly CelValue[], depth - 1) : [item],
  );
}

function slice(list: readonly CelValue[], from: number, to: number): CelValue[] {
  if (from < 0 || to < 0) throw failure(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to) throw failure(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (to > list.length) throw failure(`cannot slice(${from}, ${to}), list is length ${list.length}`);
  return list.slice(from, to);
}

/** apiserver/pkg/cel/library/lists.go and cel-go ext/lists.go, version 3. */
export const lists: Library = {
  isSorted: define(
    COMPARABLE.map((type) => `list(${type}).() bool`),
    ([a], context) => {
      const list = listOfValues(a);
      context.charge(list.length);
      return list.every((item, at) => at === 0 || !isLess(item, list[at - 1]!, context));
    },
  ),
  sum: define(
    SUMMABLE.map((type) => `list(${type}).() ${type}`),
    ([a], context) => {
      const total = sum(listOfValues(a), context);
      return total instanceof Duration ? new Duration(total.nanos) : total;
    },
  ),
  min: define(
    COMPARABLE.map((type) => `list(${type}).() ${type}`),
    ([a], context) => extreme(listOfValues(a), 'min', (item, best) => isLess(item, best, context)),
  ),
  max: define(
    COMPARABLE.map((type) => `list(${type}).() ${type}`),
    ([a], context) => extreme(listOfValues(a), 'max', (item, best) => isLess(best, item, context)),
  ),
  distinct: define(['list(A).() list(A)'], ([a], context) => {
    const kept: CelValue[] = [];
    for (const item of listOfValues(a)) {
      context.charge(kept.length);
      if (!kept.some((other) => equal(other, item))) kept.push(item);
    }
    return kept;
  }),
  flatten: define(['list(list(A)).() list(A)', 'list(dyn).(int) list(dyn)'], ([a, depth]) =>
    flattened(listOfValues(a), depth === undefined ? 1 : indexOf(depth)),
  ),
  reverse: define(['list(A).() list(A)'], ([a]) => [...listOfValues(a)].reverse()),
  slice: define(['list(A).(int, int) list(A)'], ([a, from, to]) => slice(listOfValues(a), indexOf(from), indexOf(to))),
  sort: define(
    COMPARABLE.map((type) => `list(${type}).() list(${type})`),
    ([a], context) => sorted(listOfValues(a), context),
  ),
  'lists.range': define(['(int) list(int)'], ([a], context) => {
    context.charge(indexOf(a));
    return Array.from({ length: Math.max(0, indexOf(a)) }, (_, at) => BigInt(at));
  }),
};
