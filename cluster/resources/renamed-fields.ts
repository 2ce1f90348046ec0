type Json = Readonly<Record<string, unknown>>;

/** Top-level fields under other names, there and back; the order of the fields is kept. */
export function renamedFields(pairs: readonly (readonly [from: string, to: string])[]): {
  forth(object: Json): Record<string, unknown>;
  back(object: Json): Record<string, unknown>;
} {
  const forward = new Map(pairs);
  const backward = new Map(pairs.map(([from, to]) => [to, from]));
  const through = (names: ReadonlyMap<string, string>) => (object: Json) =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]));
  return { forth: through(forward), back: through(backward) };
}
