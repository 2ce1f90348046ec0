import type { Expression, Literal } from './ast.ts';
import { UnsignedLiteral } from './ast.ts';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaque,
  optionalOf,
  STRING,
  TIMESTAMP,
  typeText,
  UINT,
} from './cel-type.ts';
import { failure } from './function.ts';
import { fieldOf } from './json-value.ts';
import type { Plan, PlanContext } from './plan.ts';
import { planCall } from './plan-call.ts';
import { planBind, planMacro, planOptionalMap } from './plan-macro.ts';
import { qualifiedName } from './qualified-name.ts';
import { join, substitute } from './unify.ts';
import { CelMap, type CelValue, LiteralMap, Optional, TypeValue, typeName, typeOf, Unsigned } from './value.ts';

/** Names that stand for types. */
const TYPES: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  int: INT,
  list: listOf(DYN),
  map: mapOf(DYN, DYN),
  null_type: NULL,
  optional_type: optionalOf(DYN),
  string: STRING,
  type: { kind: 'type' },
  uint: UINT,
  'google.protobuf.Duration': DURATION,
  'google.protobuf.Timestamp': TIMESTAMP,
  'kubernetes.Quantity': opaque('kubernetes.Quantity'),
  'kubernetes.URL': opaque('kubernetes.URL'),
  'kubernetes.Semver': opaque('kubernetes.Semver'),
  'net.IP': opaque('net.IP'),
  'net.CIDR': opaque('net.CIDR'),
};

/** Checks an expression (cel-go checker/checker.go) and makes the function that evaluates it, in one pass. */
export function planExpression(expression: Expression, context: PlanContext): Plan {
  switch (expression.kind) {
    case 'literal':
      return planLiteral(expression.value);
    case 'identifier':
      return planName(expression.name, context) ?? undeclared(expression.name, expression.at, context);
    case 'select':
      return planSelect(expression, context);
    case 'call':
      return planCall(expression, context);
    case 'list':
      return planList(expression, context);
    case 'map':
      return planMap(expression, context);
    case 'macro':
      return planMacro(expression, context);
    case 'bind':
      return planBind(expression, context);
    case 'optionalMap':
      return planOptionalMap(expression, context);
  }
}

function planLiteral(literal: Literal): Plan {
  const value: CelValue = literal instanceof UnsignedLiteral ? new Unsigned(literal.value) : literal;
  return { type: typeOf(value), run: () => value };
}

function undeclared(name: string, at: number, context: PlanContext): Plan {
  context.report(at, `undeclared reference to '${name}' (in container '')`);
  return { type: DYN, run: () => null };
}

/** A variable or a type; undefined when the name is neither. */
function planName(name: string, context: PlanContext): Plan | undefined {
  const local = context.local(name);
  if (local) return { type: local.type, run: (frame) => frame.locals[local.slot] ?? null };
  if (Object.hasOwn(context.variables, name)) {
    context.references.add(name);
    return {
      type: context.variables[name]!,
      run: (frame) => {
        frame.charge(1);
        return frame.variable(name);
      },
    };
  }
  if (!Object.hasOwn(TYPES, name)) return undefined;
  const of = TYPES[name]!;
  const value = new TypeValue(typeName(of));
  return { type: { kind: 'type', of }, run: () => value };
}

type Select = Extract<Expression, { kind: 'select' }>;

function planSelect(select: Select, context: PlanContext): Plan {
  const name = qualifiedName(select);
  const first = name?.split('.')[0] ?? '';
  if (name !== undefined && !context.local(first)) {
    const known = planName(name, context);
    if (known) return known;
  }
  const operand = context.plan(select.operand);
  const type = substitute(operand.type, context.substitution, true);
  const inner = type.kind === 'optional' ? type.element : type;
  const isOptional = select.isOptional || type.kind === 'optional';
  const fieldType = typeOfField(inner, select, context);
  const { field } = select;
  if (select.isTest) return { type: BOOL, run: (frame) => testField(operand.run(frame), field) };
  const result = isOptional ? optionalOf(fieldType) : fieldType;
  return {
    type: result,
    run: (frame) => {
      const value = operand.run(frame);
      frame.charge(1);
      return isOptional || value instanceof Optional ? optionalField(value, field) : fieldValue(value, field);
    },
  };
}

function typeOfField(type: CelType, { field, at, isTest }: Select, context: PlanContext): CelType {
  switch (type.kind) {
    case 'dyn':
      return DYN;
    case 'parameter':
      return DYN;
    case 'map':
      return type.value;
    case 'object': {
      const found = fieldOf(type, field);
      if (found) return found.type;
      context.report(at, `undefined field '${field}'`);
      return DYN;
    }
    default:
      if (isTest || type.kind !== 'type') {
        context.report(at, `type '${typeText(type)}' does not support field selection`);
      }
      return DYN;
  }
}

function fieldValue(value: CelValue, field: string): CelValue {
  if (!(value instanceof CelMap)) throw failure(`no such key: ${field}`);
  const found = value.get(field);
  if (found === undefined) throw failure(`no such key: ${field}`);
  return found;
}

function optionalField(value: CelValue, field: string): Optional {
  const inner = value instanceof Optional ? value.value : value;
  if (inner === undefined) return Optional.NONE;
  const found = inner instanceof CelMap ? inner.get(field) : undefined;
  return found === undefined ? Optional.NONE : new Optional(found);
}

function testField(value: CelValue, field: string): boolean {
  const inner = value instanceof Optional ? value.value : value;
  return inner instanceof CelMap && inner.get(field) !== undefined;
}

function planList({ elements }: Extract<Expression, { kind: 'list' }>, context: PlanContext): Plan {
  let element: CelType | undefined;
  const plans = elements.map(({ value, isOptional }) => {
    const plan = context.plan(value);
    element = join(element, isOptional ? unwrapped(plan.type, value.at, context) : plan.type, context.substitution);
    return { plan, isOptional };
  });
  return {
    type: listOf(element ?? context.unknownType()),
    run: (frame) => {
      frame.charge(10);
      return plans.flatMap(({ plan, isOptional }): CelValue[] => {
        const value = plan.run(frame);
        if (!isOptional || !(value instanceof Optional)) return [value];
        return value.value === undefined ? [] : [value.value];
      });
    },
  };
}

function unwrapped(type: CelType, at: number, context: PlanContext): CelType {
  const resolved = substitute(type, context.substitution, true);
  if (resolved.kind === 'optional') return resolved.element;
  if (resolved.kind !== 'dyn') {
    context.report(at, `expected type 'optional_type(${typeText(resolved)})' but found '${typeText(resolved)}'`);
  }
  return DYN;
}

function planMap({ entries }: Extract<Expression, { kind: 'map' }>, context: PlanContext): Plan {
  let key: CelType | undefined;
  let value: CelType | undefined;
  const plans = entries.map((entry) => {
    const keyPlan = context.plan(entry.key);
    const valuePlan = context.plan(entry.value);
    key = join(key, keyPlan.type, context.substitution);
    const type = entry.isOptional ? unwrapped(valuePlan.type, entry.value.at, context) : valuePlan.type;
    value = join(value, type, context.substitution);
    return { keyPlan, valuePlan, isOptional: entry.isOptional };
  });
  return {
    type: mapOf(key ?? context.unknownType(), value ?? context.unknownType()),
    run: (frame) => {
      frame.charge(30);
      const made: [CelValue, CelValue][] = [];
      for (const { keyPlan, valuePlan, isOptional } of plans) {
        const found = valuePlan.run(frame);
        const kept = isOptional && found instanceof Optional ? found.value : found;
        if (kept !== undefined) made.push([keyPlan.run(frame), kept]);
      }
      return new LiteralMap(made);
    },
  };
}
