import { isRecord, type JsonObject, type MutableJson } from '../json.ts';
import { keyOf, mergeRule } from './merge-keys.ts';

/** A strategic merge patch applied on this side (strategicpatch.StrategicMergePatch), as far as people write it. */
export function strategicMerge(before: JsonObject, patch: JsonObject, kind: string, strategic: boolean): MutableJson {
  return mergeMaps(before, patch, { kind, strategic, path: [] });
}

interface Place {
  readonly kind: string;
  readonly strategic: boolean;
  readonly path: readonly string[];
}

function mergeMaps(before: JsonObject, patch: JsonObject, place: Place): MutableJson {
  if (patch['$patch'] === 'replace') {
    const { $patch: _directive, ...rest } = patch;
    return { ...rest };
  }
  const result: MutableJson = { ...before };
  for (const [key, wanted] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    const below = { ...place, path: [...place.path, key] };
    const present = before[key];
    if (wanted === null || (isRecord(wanted) && wanted['$patch'] === 'delete')) delete result[key];
    else if (isRecord(wanted)) result[key] = mergeMaps(isRecord(present) ? present : {}, wanted, below);
    else if (Array.isArray(wanted)) result[key] = mergeLists(Array.isArray(present) ? present : [], wanted, below);
    else result[key] = wanted;
  }
  return result;
}

function mergeLists(before: readonly unknown[], patch: readonly unknown[], place: Place): unknown[] {
  const rule = place.strategic ? mergeRule(place.kind, place.path) : null;
  if (!rule) return [...patch];
  if (rule.mergeKey === null) return [...before, ...patch.filter((item) => !before.includes(item))];
  const { mergeKey } = rule;
  const items = patch.filter(isRecord);
  if (items.some((item) => item['$patch'] === 'replace')) return items.filter((item) => item['$patch'] !== 'replace');
  const result = before.filter(isRecord).map((item) => ({ ...item }) as MutableJson);
  const added: MutableJson[] = [];
  for (const item of items) {
    const at = result.findIndex((other) => keyOf(other, mergeKey) === keyOf(item, mergeKey));
    if (item['$patch'] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = mergeMaps(result[at]!, item, place);
    else added.push(mergeMaps({}, item, place));
  }
  return [...result, ...added];
}
