import type { Expression } from './ast.ts';
import { BOOL, type CelType, DYN, typeText } from './cel-type.ts';
import { CostError, type Frame } from './frame.ts';
import { type CelFunction, noSuchOverload } from './function.ts';
import type { Plan, PlanContext } from './plan.ts';
import { EvaluationError } from './program.ts';
import { qualifiedName } from './qualified-name.ts';
import type { Overload } from './type-text.ts';
import { assignable, join, type Substitution, substitute } from './unify.ts';
import type { CelValue } from './value.ts';

type Call = Extract<Expression, { kind: 'call' }>;

export function planCall(call: Call, context: PlanContext): Plan {
  const { name, target, arguments: given } = call;
  if (name === '_&&_' || name === '_||_') return planLogic(call, context);
  if (name === '_?_:_') return planTernary(call, context);
  const namespace = target && qualifiedName(target);
  const qualified = namespace === undefined ? undefined : `${namespace}.${name}`;
  // A variable hides a namespace of functions.
  if (qualified !== undefined && Object.hasOwn(context.functions, qualified)) {
    return planFunction(qualified, undefined, given, call.at, context);
  }
  return planFunction(name, target, given, call.at, context);
}

function planFunction(
  name: string,
  target: Expression | undefined,
  given: readonly Expression[],
  at: number,
  context: PlanContext,
): Plan {
  const all = target ? [target, ...given] : given;
  const found = Object.hasOwn(context.functions, name) ? context.functions[name] : undefined;
  if (!found) {
    for (const argument of all) context.plan(argument);
    context.report(at, `undeclared reference to '${name}' (in container '')`);
    return { type: DYN, run: () => null };
  }
  const plans = all.map((argument) => context.plan(argument));
  const types = plans.map((plan) => plan.type);
  const type = resolveOverload(name, found, target !== undefined, types, at, context);
  return { type, run: callOf(found, plans) };
}

/** Without an array of plans to walk for the usual numbers of arguments. */
function callOf(found: CelFunction, plans: readonly Plan[]): (frame: Frame) => CelValue {
  const [first, second] = plans;
  if (plans.length === 1 && first) {
    return (frame) => {
      frame.charge(1);
      return found.run([first.run(frame)], frame);
    };
  }
  if (plans.length === 2 && first && second) {
    return (frame) => {
      frame.charge(1);
      return found.run([first.run(frame), second.run(frame)], frame);
    };
  }
  return (frame) => {
    frame.charge(1);
    return found.run(
      plans.map((plan) => plan.run(frame)),
      frame,
    );
  };
}

/** The type of the result; of several fitting overloads with different results, `dyn` (checker.go resolveOverload). */
function resolveOverload(
  name: string,
  { overloads }: CelFunction,
  isMember: boolean,
  types: readonly CelType[],
  at: number,
  context: PlanContext,
): CelType {
  let result: CelType | undefined;
  for (const overload of overloads) {
    if (overload.isMember !== isMember || overload.arguments.length !== types.length) continue;
    const fresh = freshParameters(overload, context);
    const trial: Substitution = new Map(context.substitution);
    const fits = fresh.arguments.every((wanted, index) => assignable(types[index]!, wanted, trial));
    if (!fits) continue;
    if (result === undefined) {
      for (const [parameter, type] of trial) context.substitution.set(parameter, type);
      result = substitute(fresh.result, context.substitution, true);
    } else if (typeText(substitute(result, context.substitution)) !== typeText(substitute(fresh.result, trial))) {
      result = DYN;
    }
  }
  if (result !== undefined) return result;
  const texts = types.map((type) => typeText(substitute(type, context.substitution)));
  const applied = isMember ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`;
  context.report(at, `found no matching overload for '${name}' applied to '${applied}'`);
  return DYN;
}

function freshParameters(overload: Overload, context: PlanContext): Overload {
  const fresh: Substitution = new Map();
  const rename = (type: CelType): void => {
    if (type.kind === 'parameter') {
      if (!fresh.has(type.name)) fresh.set(type.name, context.unknownType());
    } else if (type.kind === 'list' || type.kind === 'optional') rename(type.element);
    else if (type.kind === 'map') {
      rename(type.key);
      rename(type.value);
    } else if (type.kind === 'type' && type.of) rename(type.of);
  };
  for (const type of [...overload.arguments, overload.result]) rename(type);
  if (fresh.size === 0) return overload;
  return {
    ...overload,
    arguments: overload.arguments.map((type) => substitute(type, fresh, true)),
    result: substitute(overload.result, fresh, true),
  };
}

/** `&&` and `||`: what decides alone hides the other side's error. */
function planLogic({ name, arguments: given, at }: Call, context: PlanContext): Plan {
  const [left, right] = given.map((argument) => context.plan(argument)) as [Plan, Plan];
  const isBool = (plan: Plan) => assignable(plan.type, BOOL, context.substitution);
  if (!isBool(left) || !isBool(right)) {
    const [a, b] = [left, right].map((plan) => typeText(substitute(plan.type, context.substitution)));
    context.report(at, `found no matching overload for '${name}' applied to '(${a}, ${b})'`);
  }
  const decides = name === '_||_';
  return {
    type: BOOL,
    run: (frame) => {
      const first = attempt(left, frame);
      if (first === decides) return decides;
      const second = attempt(right, frame);
      if (second === decides) return decides;
      for (const value of [first, second]) {
        if (value instanceof EvaluationError) throw value;
        if (typeof value !== 'boolean') throw noSuchOverload();
      }
      return !decides;
    },
  };
}

/** The value, or the error that finding it ended in. */
export function attempt(plan: Plan, frame: Frame): CelValue | EvaluationError {
  try {
    return plan.run(frame);
  } catch (error) {
    if (error instanceof EvaluationError && !(error instanceof CostError)) return error;
    throw error;
  }
}

function planTernary({ arguments: given, at }: Call, context: PlanContext): Plan {
  const [condition, yes, no] = given.map((argument) => context.plan(argument)) as [Plan, Plan, Plan];
  const fits = assignable(condition.type, BOOL, context.substitution);
  const type = join(yes.type, no.type, context.substitution);
  const differs = type.kind === 'dyn' && yes.type.kind !== 'dyn' && no.type.kind !== 'dyn';
  if (!fits || differs) {
    const texts = [condition, yes, no].map((plan) => typeText(substitute(plan.type, context.substitution)));
    context.report(at, `found no matching overload for '_?_:_' applied to '(${texts.join(', ')})'`);
  }
  return {
    type,
    run: (frame) => {
      const decision = condition.run(frame);
      if (typeof decision !== 'boolean') throw noSuchOverload();
      return (decision ? yes : no).run(frame);
    },
  };
}
