/**
 * A structure as Go prints the API server's own type in an error: every field, by Go's name, null where nothing is set.
 * `names` in the order of the type's declaration.
 */
export function goStruct(value: object | undefined, names: readonly string[]): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(value ?? {}));
  return Object.fromEntries(
    names.map((name) => [name, fields.get(name.charAt(0).toLowerCase() + name.slice(1)) ?? null]),
  );
}
