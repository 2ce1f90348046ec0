import { isRecord, type JsonObject, jsonEqual, type MutableJson } from '../json.ts';
import { keyOf, type MergeRule, mergeRule, retainsKeys } from './merge-keys.ts';

/**
 * The patch that brings `current` to `modified` and takes away what `original` had and `modified` has no more
 * (strategicpatch.CreateThreeWayMergePatch; without `strategic`, jsonmergepatch.CreateThreeWayJSONMergePatch).
 */
export function threeWayPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  strategic: boolean,
): MutableJson {
  const kind = typeof modified['kind'] === 'string' ? modified['kind'] : '';
  return patchOfMaps(original, modified, current, { kind, strategic, path: [] });
}

interface Place {
  readonly kind: string;
  readonly strategic: boolean;
  readonly path: readonly string[];
}

function patchOfMaps(original: JsonObject, modified: JsonObject, current: JsonObject, place: Place): MutableJson {
  const patch: MutableJson = {};
  for (const key of Object.keys(modified)) {
    const below = { ...place, path: [...place.path, key] };
    const wanted = modified[key];
    if (!Object.hasOwn(current, key)) {
      if (wanted !== null) patch[key] = wanted;
      continue;
    }
    const before = original[key];
    const present = current[key];
    if (isRecord(wanted) && isRecord(present)) {
      const part = patchOfMaps(isRecord(before) ? before : {}, wanted, present, below);
      if (Object.keys(part).length === 0) continue;
      if (place.strategic && retainsKeys(place.kind, below.path)) part['$retainKeys'] = Object.keys(wanted).sort();
      patch[key] = part;
    } else if (Array.isArray(wanted) && Array.isArray(present)) {
      patchOfLists(patch, key, Array.isArray(before) ? before : [], wanted, present, below);
    } else if (!jsonEqual(wanted, present)) patch[key] = wanted;
  }
  for (const key of Object.keys(original)) {
    if (!Object.hasOwn(modified, key)) patch[key] = null;
  }
  return patch;
}

function patchOfLists(
  patch: MutableJson,
  key: string,
  original: readonly unknown[],
  modified: readonly unknown[],
  current: readonly unknown[],
  place: Place,
): void {
  const rule = place.strategic ? mergeRule(place.kind, place.path) : null;
  if (!rule) {
    if (!jsonEqual(modified, current)) patch[key] = modified;
  } else if (rule.mergeKey === null) patchOfSets(patch, key, original, modified, current);
  else patchOfObjects(patch, key, rule, rule.mergeKey, [original, modified, current], place);
}

function patchOfSets(
  patch: MutableJson,
  key: string,
  original: readonly unknown[],
  modified: readonly unknown[],
  current: readonly unknown[],
): void {
  const added = modified.filter((item) => !current.includes(item));
  const gone = original.filter((item) => !modified.includes(item));
  if (added.length > 0) patch[key] = added;
  if (gone.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = gone;
  if (added.length + gone.length > 0) patch[`$setElementOrder/${key}`] = modified;
}

function patchOfObjects(
  patch: MutableJson,
  key: string,
  rule: MergeRule,
  mergeKey: string,
  lists: readonly (readonly unknown[])[],
  place: Place,
): void {
  const [original, modified, current] = lists.map((list) => list.filter(isRecord)) as [
    JsonObject[],
    JsonObject[],
    JsonObject[],
  ];
  const find = (list: JsonObject[], item: JsonObject) =>
    list.find((other) => keyOf(other, mergeKey) === keyOf(item, mergeKey));
  const items: MutableJson[] = [];
  for (const wanted of modified) {
    const present = find(current, wanted);
    if (!present) {
      items.push({ ...wanted });
      continue;
    }
    const part = patchOfMaps(find(original, wanted) ?? {}, wanted, present, place);
    if (Object.keys(part).length === 0) continue;
    if (rule.retainKeys) part['$retainKeys'] = Object.keys(wanted).sort();
    items.push({ ...part, [mergeKey]: wanted[mergeKey] });
  }
  for (const gone of original) {
    if (!find(modified, gone)) items.push({ $patch: 'delete', [mergeKey]: gone[mergeKey] });
  }
  const order = modified.map((item) => ({ [mergeKey]: item[mergeKey] }));
  const kept = current.filter((item) => find(modified, item)).map((item) => keyOf(item, mergeKey));
  const reordered = !jsonEqual(
    kept,
    modified.filter((item) => find(current, item)).map((item) => keyOf(item, mergeKey)),
  );
  if (items.length > 0) patch[key] = items;
  if (items.length > 0 || reordered) patch[`$setElementOrder/${key}`] = order;
}
