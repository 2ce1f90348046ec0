import type { Json } from './json-value.ts';

/** A value as `--stream` shows it: `[path, leaf]`, and `[path]` where a collection closes. */
export function streamEvents(value: Json): Json[] {
  const events: Json[] = [];
  const visit = (part: Json, path: readonly Json[]): void => {
    const entries: [Json, Json][] = Array.isArray(part) ? [...part.entries()] : part instanceof Map ? [...part] : [];
    if (entries.length === 0) {
      events.push([[...path], part]);
      return;
    }
    for (const [key, item] of entries) visit(item, [...path, key]);
    const last = entries.at(-1);
    if (last) events.push([[...path, last[0]]]);
  };
  visit(value, []);
  return events;
}
