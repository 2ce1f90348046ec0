/**
 * A structure as Go prints the API server's own type in an error: every field, by Go's name, null where nothing is set.
 * `names` in the order of the type's declaration.
 */
export function goStruct(value: object | undefined, names: readonly string[]): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(value ?? {}));
  return Object.fromEntries(names.map((name) => [name, fields.get(jsonName(name)) ?? null]));
}

/** `Partition` is `partition`, `APIGroup` is `apiGroup`. */
function jsonName(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z])|^[A-Z]/, (start) => start.toLowerCase());
}
