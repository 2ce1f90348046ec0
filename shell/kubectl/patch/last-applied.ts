import { ensureRecord, isRecord, type JsonObject, mutableCopy, recordAt, stringAt } from '../json.ts';
import { toCompactJson, toOrderedCompactJson } from '../printers/json.ts';
import { inStructOrder } from '../printers/struct-order.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object with itself written into its last-applied annotation (util.GetModifiedConfiguration). */
export function withLastApplied(object: JsonObject): JsonObject {
  const copy = mutableCopy(object);
  const annotations = ensureRecord(copy, 'metadata', 'annotations');
  delete annotations[LAST_APPLIED];
  annotations[LAST_APPLIED] = `${toCompactJson(copy)}\n`;
  return copy;
}

/** The annotation's text for an object as it stands, without an empty place for annotations. */
export function appliedText(object: JsonObject): string {
  const copy = mutableCopy(object);
  const annotations = recordAt(copy, 'metadata', 'annotations');
  if (annotations) delete ensureRecord(copy, 'metadata', 'annotations')[LAST_APPLIED];
  return `${toCompactJson(copy)}\n`;
}

/** The same of an object of Go's types, which leave out annotations that are none. */
export function withOwnLastApplied(object: JsonObject): JsonObject {
  const text = `${toOrderedCompactJson(inStructOrder(object))}\n`;
  const copy = mutableCopy(object);
  ensureRecord(copy, 'metadata', 'annotations')[LAST_APPLIED] = text;
  return copy;
}

/** What was applied last, or null. */
export function lastApplied(object: JsonObject): JsonObject | null {
  const text = stringAt(object, 'metadata', 'annotations', LAST_APPLIED);
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
