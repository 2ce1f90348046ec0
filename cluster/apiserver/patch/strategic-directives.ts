import { refusals } from '../errors.ts';
import { define, isMap, type JsonMap } from '../json.ts';

/** The words by which a strategic merge patch says more than values (strategicpatch/patch.go). */
export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM = '$deleteFromPrimitiveList/';
export const ELEMENT_ORDER = '$setElementOrder/';

/** Whether a key of a patch is no field. */
export function isWord(key: string): boolean {
  return key === RETAIN_KEYS || key.startsWith(DELETE_FROM) || key.startsWith(ELEMENT_ORDER);
}

/** A list's element that says what to do instead of being an item. */
export function isDirective(item: unknown): boolean {
  return isMap(item) && Object.hasOwn(item, DIRECTIVE);
}

/** What a patch leaves where there was nothing: its values, without directives and nulls; undefined for a directive alone. */
export function withoutDirectives(patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.filter((item) => !isDirective(item)).map(withoutDirectives);
  if (!isMap(patch)) return patch;
  if (isDirective(patch)) return undefined;
  const result: JsonMap = {};
  for (const [key, value] of Object.entries(patch)) {
    const left = value === null || isWord(key) ? undefined : withoutDirectives(value);
    if (left !== undefined) define(result, key, left);
  }
  return result;
}

export function badRetainKeys() {
  return refusals.badRequest('invalid patch format of retainKeys');
}
