import type { Expression } from './ast.ts';
import { BOOL, type CelType, DYN, INT, listOf, mapOf, optionalOf, typeText } from './cel-type.ts';
import type { Frame } from './frame.ts';
import { failure, noSuchOverload } from './function.ts';
import type { Plan, PlanContext } from './plan.ts';
import { attempt } from './plan-call.ts';
import { EvaluationError } from './program.ts';
import { assignable, substitute } from './unify.ts';
import { CelMap, type CelValue, LiteralMap, Optional } from './value.ts';

type Macro = Extract<Expression, { kind: 'macro' }>;

/** What a macro does with each element: sets its variables, then `predicate` and `transform` may be asked. */
interface Loop {
  readonly range: Plan;
  readonly predicate: Plan | undefined;
  readonly transform: Plan | undefined;
  /** Calls `each` for every element with its key; stops when that says false. */
  walk(frame: Frame, each: (key: CelValue, value: CelValue) => boolean): CelValue;
}

export function planMacro(macro: Macro, context: PlanContext): Plan {
  const range = context.plan(macro.range);
  const { key, value } = elementTypes(substitute(range.type, context.substitution, true), macro, context);
  const types = macro.variables.length === 2 ? [key, value] : [isMapType(range, context) ? key : value];
  const variables = macro.variables.map((name, index) => ({ name, type: types[index] ?? DYN }));
  return context.within(variables, (slots) => {
    const predicate = macro.predicate && planCondition(macro.predicate, context);
    const transform = macro.transform && context.plan(macro.transform);
    const loop: Loop = { range, predicate, transform, walk: walkOf(range, slots) };
    return { type: resultType(macro, key, value, transform, range), run: (frame) => RUNNERS[macro.name](loop, frame) };
  });
}

/** The expression must be a bool; reports when it cannot be. */
function planCondition(expression: Expression, context: PlanContext): Plan {
  const plan = context.plan(expression);
  if (!assignable(plan.type, BOOL, context.substitution)) {
    const found = typeText(substitute(plan.type, context.substitution));
    context.report(expression.at, `expected type 'bool' but found '${found}'`);
  }
  return plan;
}

function isMapType(range: Plan, context: PlanContext): boolean {
  return substitute(range.type, context.substitution).kind === 'map';
}

function elementTypes(type: CelType, { range }: Macro, context: PlanContext): { key: CelType; value: CelType } {
  switch (type.kind) {
    case 'list':
      return { key: INT, value: type.element };
    case 'map':
      return { key: type.key, value: type.value };
    case 'dyn':
    case 'parameter':
      return { key: DYN, value: DYN };
    default:
      context.report(
        range.at,
        `expression of type '${typeText(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
      return { key: DYN, value: DYN };
  }
}

function resultType({ name }: Macro, key: CelType, value: CelType, transform: Plan | undefined, range: Plan): CelType {
  switch (name) {
    case 'map':
    case 'transformList':
      return listOf(transform?.type ?? DYN);
    case 'filter':
      return listOf(range.type.kind === 'map' ? key : value);
    case 'transformMap':
      return mapOf(key, transform?.type ?? DYN);
    case 'transformMapEntry':
      return transform?.type.kind === 'map' ? transform.type : mapOf(DYN, DYN);
    default:
      return BOOL;
  }
}

/** With one variable a map gives its keys; with two, lists give index and element. */
function walkOf(range: Plan, slots: readonly number[]): Loop['walk'] {
  const [first = 0, second] = slots;
  return (frame, each) => {
    const container = range.run(frame);
    const step = (key: CelValue, value: CelValue, single: CelValue) => {
      frame.charge(1);
      frame.locals[first] = second === undefined ? single : key;
      if (second !== undefined) frame.locals[second] = value;
      return each(key, second === undefined ? single : value);
    };
    if (Array.isArray(container)) {
      for (const [index, item] of container.entries()) if (!step(BigInt(index), item, item)) break;
    } else if (container instanceof CelMap) {
      for (const key of container.keys()) if (!step(key, container.get(key) ?? null, key)) break;
    } else throw noSuchOverload();
    return container;
  };
}

function decide(plan: Plan | undefined, frame: Frame): boolean {
  if (!plan) return true;
  const value = plan.run(frame);
  if (typeof value !== 'boolean') throw noSuchOverload();
  return value;
}

/** `all` and `exists`: one element that decides hides the errors of others. */
function quantify({ walk, predicate }: Loop, frame: Frame, decisive: boolean): boolean {
  let problem: EvaluationError | undefined;
  let decided = false;
  walk(frame, () => {
    const value = predicate ? attempt(predicate, frame) : true;
    if (value instanceof EvaluationError) problem ??= value;
    else if (typeof value !== 'boolean') problem ??= noSuchOverload();
    else if (value === decisive) decided = true;
    return !decided;
  });
  if (!decided && problem) throw problem;
  return decided ? decisive : !decisive;
}

/** The elements that the predicate lets through, each turned into something. */
function collect(loop: Loop, frame: Frame, make: (key: CelValue, value: CelValue) => void): void {
  loop.walk(frame, (key, value) => {
    if (decide(loop.predicate, frame)) make(key, value);
    return true;
  });
}

function list(loop: Loop, frame: Frame): CelValue[] {
  const made: CelValue[] = [];
  collect(loop, frame, (_, value) => made.push(loop.transform ? loop.transform.run(frame) : value));
  return made;
}

function map(
  loop: Loop,
  frame: Frame,
  entries: (key: CelValue) => Iterable<readonly [CelValue, CelValue]>,
): LiteralMap {
  const made: (readonly [CelValue, CelValue])[] = [];
  collect(loop, frame, (key) => made.push(...entries(key)));
  const result = new LiteralMap(made);
  if (result.size < made.length) throw failure('insert failed: key already exists');
  return result;
}

const RUNNERS: Readonly<Record<Macro['name'], (loop: Loop, frame: Frame) => CelValue>> = {
  all: (loop, frame) => quantify(loop, frame, false),
  exists: (loop, frame) => quantify(loop, frame, true),
  existsOne: (loop, frame) => {
    let count = 0;
    collect(loop, frame, () => count++);
    return count === 1;
  },
  map: list,
  filter: list,
  transformList: list,
  transformMap: (loop, frame) => map(loop, frame, (key) => [[key, loop.transform!.run(frame)]]),
  transformMapEntry: (loop, frame) =>
    map(loop, frame, () => {
      const entry = loop.transform!.run(frame);
      if (!(entry instanceof CelMap)) throw noSuchOverload();
      return entry.keys().map((key) => [key, entry.get(key) ?? null] as const);
    }),
};

export function planBind({ name, value, body }: Extract<Expression, { kind: 'bind' }>, context: PlanContext): Plan {
  const bound = context.plan(value);
  return context.within([{ name, type: bound.type }], ([slot = 0]) => {
    const inner = context.plan(body);
    return {
      type: inner.type,
      run: (frame) => {
        frame.locals[slot] = bound.run(frame);
        return inner.run(frame);
      },
    };
  });
}

export function planOptionalMap(
  { value, name, body, isFlat, at }: Extract<Expression, { kind: 'optionalMap' }>,
  context: PlanContext,
): Plan {
  const source = context.plan(value);
  const type = substitute(source.type, context.substitution, true);
  if (type.kind !== 'optional' && type.kind !== 'dyn') {
    context.report(at, `found no matching overload for 'hasValue' applied to '${typeText(type)}.()'`);
  }
  return context.within([{ name, type: type.kind === 'optional' ? type.element : DYN }], ([slot = 0]) => {
    const inner = context.plan(body);
    return {
      type: isFlat ? inner.type : optionalOf(inner.type),
      run: (frame) => {
        const found = source.run(frame);
        if (!(found instanceof Optional)) throw noSuchOverload();
        if (found.value === undefined) return Optional.NONE;
        frame.locals[slot] = found.value;
        const result = inner.run(frame);
        return isFlat ? result : new Optional(result);
      },
    };
  });
}
