/** JSON as jq knows it. An object keeps the order of its keys, whatever they look like. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

/** What `error` threw, or a builtin found wrong. */
export class JqError extends Error {
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : '');
    this.value = value;
  }
}

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return value instanceof Map ? 'object' : (typeof value as 'boolean' | 'number' | 'string');
}

export const isTruthy = (value: Json): boolean => value !== null && value !== false;

const ORDER: readonly JsonType[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

function rank(value: Json): number {
  return value === true ? 1.5 : ORDER.indexOf(typeOf(value));
}

/** Strings by code points. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
  if (Number.isNaN(a)) return -1;
  if (Number.isNaN(b)) return 1;
  // Surrogates stand for code points above all others.
  const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
  return isHigh(a) === isHigh(b) ? a - b : isHigh(a) ? 1 : -1;
}

export const sortedKeys = (object: JsonObject): string[] => [...object.keys()].sort(compareText);

/** null, false, true, numbers, strings, arrays, objects. */
export function compare(left: Json, right: Json): number {
  const difference = rank(left) - rank(right);
  if (difference !== 0) return difference;
  if (typeof left === 'number') return Number(left) < Number(right) || Number.isNaN(left) ? -1 : left === right ? 0 : 1;
  if (typeof left === 'string') return compareText(left, String(right));
  if (Array.isArray(left) && Array.isArray(right)) return compareArrays(left, right);
  if (left instanceof Map && right instanceof Map) return compareObjects(left, right);
  return 0;
}

function compareArrays(left: readonly Json[], right: readonly Json[]): number {
  for (let at = 0; at < left.length && at < right.length; at++) {
    const order = compare(left[at]!, right[at]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** First by their keys, then by the values key after key. */
function compareObjects(left: JsonObject, right: JsonObject): number {
  const keys = sortedKeys(left);
  const order = compareArrays(keys, sortedKeys(right));
  if (order !== 0) return order;
  for (const key of keys) {
    const inner = compare(left.get(key) ?? null, right.get(key) ?? null);
    if (inner !== 0) return inner;
  }
  return 0;
}

export const isEqual = (left: Json, right: Json): boolean => compare(left, right) === 0;
