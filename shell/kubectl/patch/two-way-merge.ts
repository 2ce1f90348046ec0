import type { JsonObject, MutableJson } from '../json.ts';
import { threeWayPatch } from './three-way-merge.ts';

/** The strategic merge patch from one version of an object to another (strategicpatch.CreateTwoWayMergePatch). */
export function twoWayPatch(before: JsonObject, after: JsonObject, strategic: boolean): MutableJson {
  return threeWayPatch(before, after, before, strategic);
}
