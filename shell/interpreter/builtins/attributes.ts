/** The options of a declaration command: letters switched on and off, and what follows them. */
export interface Attributes {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly operands: readonly { readonly text: string; readonly index: number }[];
}

/** The first option that is none of `allowed` comes back as `bad`. */
export function attributesOfArguments(args: readonly string[], allowed: string): Attributes | { bad: string } {
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 1;
  for (; at < args.length && /^[-+]./.test(args[at]!) && args[at] !== '--'; at++) {
    const [sign, ...letters] = args[at]!;
    for (const letter of letters) {
      if (!allowed.includes(letter)) return { bad: `${sign}${letter}` };
      (sign === '-' ? on : off).add(letter);
    }
  }
  if (args[at] === '--') at++;
  return { on, off, operands: args.slice(at).map((text, offset) => ({ text, index: at + offset })) };
}
