import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject } from '../json.ts';

/** --overrides: a JSON merge patch over the object that was generated. */
export function overridden(pod: JsonObject, text: string): JsonObject {
  if (!text) return pod;
  try {
    return merged(pod, JSON.parse(text)) as JsonObject;
  } catch {
    throw new KubectlError('error: Invalid JSON Patch');
  }
}

/** JSON merge patch (RFC 7386). */
function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
