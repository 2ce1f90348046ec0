import { isRecord } from '../json.ts';

/** JSON as Go's json.MarshalIndent writes it: sorted keys, four spaces, `<`, `>` and `&` escaped. */
export function toJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sorted(value), null, 4) ?? 'null')}\n`;
}

/** The same with keys as they stand: of an object in the order of Go's types. */
export function toOrderedJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(value, null, 4) ?? 'null')}\n`;
}

/** One line, sorted keys, as Go's json.Marshal. */
export function toCompactJson(value: unknown): string {
  return toOrderedCompactJson(sorted(value));
}

export function toOrderedCompactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value) ?? 'null');
}

function escapeHtml(text: string): string {
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) result[key] = sorted(value[key]);
  return result;
}
