let known: readonly string[] = [];

/** Told by the table of builtins when it is made: builtins that list builtins cannot import it. */
export function tellBuiltinNames(names: Iterable<string>): void {
  known = [...names];
}

export function builtinNames(): readonly string[] {
  return known;
}
