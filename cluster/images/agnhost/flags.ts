/** The flags of one agnhost subcommand, as pflag reads them: `--name=value`, `--name value`, `-n value`, `--name`. */
export interface Flags {
  text(name: string, fallback?: string): string;
  number(name: string, fallback: number): number;
  isSet(name: string): boolean;
  /** What is no flag. */
  readonly operands: readonly string[];
}

/** `booleans` take no value of their own; `short` names what a letter stands for. */
export function parseFlags(
  args: readonly string[],
  booleans: readonly string[] = [],
  short: Readonly<Record<string, string>> = {},
): Flags {
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(word);
    if (!match) {
      operands.push(word);
      continue;
    }
    const given = match[1] ?? '';
    const name = word.startsWith('--') ? given : (short[given] ?? given);
    if (match[2] !== undefined) values.set(name, match[2]);
    else if (booleans.includes(name)) values.set(name, 'true');
    else values.set(name, args[++index] ?? '');
  }
  return {
    text: (name, fallback = '') => values.get(name) ?? fallback,
    number: (name, fallback) => (values.has(name) ? Number(values.get(name)) : fallback),
    isSet: (name) => (values.get(name) ?? 'false') !== 'false',
    operands,
  };
}
