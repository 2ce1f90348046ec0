/** Deeper than anything that a kind has, and shallow enough to walk. */
const MAX_DEPTH = 1000;

/** Whether a value is nested so deeply that nobody should walk it. */
export function isNestedTooDeeply(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  for (const key in value) {
    if (isNestedTooDeeply((value as Record<string, unknown>)[key], depth + 1)) return true;
  }
  return false;
}
