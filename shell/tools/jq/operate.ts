import { shown } from './access.ts';
import { compare, isEqual, JqError, type Json, type JsonObject } from './json-value.ts';
import type { Operator } from './syntax.ts';

const LONGEST_TEXT = 64 * 1024 * 1024;

const failure = (left: Json, right: Json, done: string) =>
  new JqError(`${shown(left)} and ${shown(right)} cannot be ${done}`);

export function add(left: Json, right: Json): Json {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' && typeof right === 'string') return limited(left + right);
  if (Array.isArray(left) && Array.isArray(right)) return left.concat(right);
  if (left instanceof Map && right instanceof Map) return new Map([...left, ...right]);
  throw failure(left, right, 'added');
}

function limited(text: string): string {
  if (text.length > LONGEST_TEXT) throw new JqError('Out of memory');
  return text;
}

function subtract(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (Array.isArray(left) && Array.isArray(right))
    return left.filter((item) => !right.some((other) => isEqual(item, other)));
  throw failure(left, right, 'subtracted');
}

function multiply(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  const [text, times] = typeof left === 'string' ? [left, right] : [right, left];
  if (typeof text === 'string' && typeof times === 'number') {
    if (text.length * times > LONGEST_TEXT) throw new JqError('Repeat string result too long');
    return times > 0 ? text.repeat(Math.max(1, Math.ceil(times))) : null;
  }
  if (left instanceof Map && right instanceof Map) return mergeDeep(left, right);
  throw failure(left, right, 'multiplied');
}

function mergeDeep(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(left);
  for (const [key, value] of right) {
    const old = merged.get(key);
    merged.set(key, old instanceof Map && value instanceof Map ? mergeDeep(old, value) : value);
  }
  return merged;
}

function divide(left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) throw failure(left, right, 'divided because the divisor is zero');
    return left / right;
  }
  if (typeof left === 'string' && typeof right === 'string') return splitText(left, right);
  throw failure(left, right, 'divided');
}

export function splitText(text: string, separator: string): Json {
  if (text === '') return [];
  return separator === '' ? [...text] : text.split(separator);
}

function remainder(left: Json, right: Json): Json {
  if (typeof left !== 'number' || typeof right !== 'number') throw failure(left, right, 'divided');
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  const divisor = Math.abs(Math.trunc(right));
  if (divisor === 0) throw failure(left, right, 'divided (remainder) because the divisor is zero');
  const rest = Math.trunc(left) % divisor;
  return rest === 0 ? 0 : rest;
}

export const OPERATIONS: Readonly<Record<Operator, (left: Json, right: Json) => Json>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};
