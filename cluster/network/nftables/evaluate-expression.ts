import type { HookPacket } from '../netfilter/rule-spec.ts';
import { isBitmask, type Value } from './datatypes.ts';
import { type BinaryOperator, type Expression, type Statement, typesOf } from './syntax-tree.ts';

/** The values of an expression's parts; undefined when the packet has not all of them. */
export function evaluateParts(expression: Expression, hook: HookPacket): Value[] | undefined {
  if (expression.kind === 'concat') {
    const values: Value[] = [];
    for (const part of expression.parts) {
      const value = evaluateValue(part, hook);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }
  const value = evaluateValue(expression, hook);
  return value === undefined ? undefined : [value];
}

export function evaluateValue(expression: Expression, hook: HookPacket): Value | undefined {
  switch (expression.kind) {
    case 'selector': {
      const { selector } = expression;
      if (selector.protocol !== undefined && selector.protocol !== hook.packet.protocol) return undefined;
      return selector.family === 'ip6' ? undefined : selector.read(hook);
    }
    case 'value':
      return expression.value;
    case 'binary': {
      const left = evaluateValue(expression.left, hook);
      const right = evaluateValue(expression.right, hook);
      if (typeof left !== 'number' || typeof right !== 'number') return undefined;
      return combine(expression.operator, left, right);
    }
    case 'map': {
      const values = evaluateParts(expression.key, hook);
      const element = values && expression.map.set.find(values, hook.surroundings.nowMs());
      return element?.data?.kind === 'values' ? element.data.parts[0]?.from : undefined;
    }
    default:
      return undefined;
  }
}

export function combine(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '<<':
      return (left << right) >>> 0;
    case '>>':
      return left >>> right;
  }
}

/** Whether a match holds. What a packet does not have matches nothing, not even `!=`. */
export function compareValues(
  { left, operator, right }: Extract<Statement, { kind: 'match' }>,
  hook: HookPacket,
): boolean {
  const values = evaluateParts(left, hook);
  if (!values) return false;
  if (right.kind === 'set' || right.kind === 'named') {
    return (right.set.find(values, hook.surroundings.nowMs()) !== undefined) !== (operator === '!=');
  }
  const value = values[0]!;
  if (right.kind === 'concat') {
    const isEqual = right.parts.every((part, at) => contains(part, values[at]!, hook));
    return isEqual !== (operator === '!=');
  }
  if (operator === '' && left.kind === 'selector' && isBitmask(typesOf(left)[0]!)) {
    const wanted = evaluateValue(right, hook);
    return typeof value === 'number' && typeof wanted === 'number' && (value & wanted) !== 0;
  }
  if (operator === '' || operator === '==' || operator === '!=') {
    return contains(right, value, hook) !== (operator === '!=');
  }
  const other = evaluateValue(right, hook);
  return other !== undefined && isOrdered(operator, value, other);
}

function contains(expression: Expression, value: Value, hook: HookPacket): boolean {
  if (expression.kind === 'range') return expression.from <= value && value <= expression.to;
  if (expression.kind === 'wildcard') return `${value}`.startsWith(expression.prefix);
  if (expression.kind === 'prefix') {
    const mask = expression.length === 0 ? 0 : (0xffff_ffff << (32 - expression.length)) >>> 0;
    return typeof value === 'number' && (value & mask) >>> 0 === expression.value;
  }
  return evaluateValue(expression, hook) === value;
}

function isOrdered(operator: '<' | '>' | '<=' | '>=', value: Value, other: Value): boolean {
  if (operator === '<') return value < other;
  if (operator === '>') return value > other;
  return operator === '<=' ? value <= other : value >= other;
}
