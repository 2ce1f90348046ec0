import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { MutableObject } from '../resources/resource-definition.ts';

export type JsonMap = Record<string, unknown>;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy that may be changed. Only JSON values: no dates, no classes. `undefined` fields are left out. */
export function copyJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson);
  const copy: JsonMap = {};
  for (const key in value) {
    const field = (value as JsonMap)[key];
    if (field !== undefined) define(copy, key, copyJson(field));
  }
  return copy;
}

/** `__proto__` in a learner's YAML is a field like any other. */
export function define(target: JsonMap, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}

export function copyObject(object: KubernetesObject): MutableObject {
  return copyJson(object) as MutableObject;
}

/** Freezes in depth; what is frozen already is taken to be frozen in depth. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}

/**
 * `next`, with every part that equals the same part of `previous` replaced by it: versions of an object share what did
 * not change. Gives `previous` itself when nothing differs.
 */
export function share(next: unknown, previous: unknown): unknown {
  if (next === previous || typeof next !== 'object' || next === null) return next;
  if (Array.isArray(next)) return Array.isArray(previous) ? shareArray(next, previous) : next;
  return isMap(previous) ? shareMap(next as JsonMap, previous) : next;
}

function shareArray(next: unknown[], previous: readonly unknown[]): unknown {
  let same = next.length === previous.length;
  const shared = next.map((item, index) => {
    const kept = share(item, previous[index]);
    if (kept !== previous[index]) same = false;
    return kept;
  });
  return same ? previous : shared;
}

function shareMap(next: JsonMap, previous: JsonMap): unknown {
  let same = Object.keys(next).length === Object.keys(previous).length;
  const shared: JsonMap = {};
  for (const key of Object.keys(next)) {
    const kept = Object.hasOwn(previous, key) ? share(next[key], previous[key]) : next[key];
    if (!Object.hasOwn(previous, key) || kept !== previous[key]) same = false;
    define(shared, key, kept);
  }
  return same ? previous : shared;
}
