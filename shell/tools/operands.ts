/** Which options of a tool take values. */
export interface OptionShape {
  /** Short options that take one value, attached or as the next argument. */
  readonly letters: string;
  /** Long options that take this many following arguments. */
  readonly words: Readonly<Record<string, number>>;
}

/** Options by their names (`-n`, `--null-input`) and the operands, as getopt_long(3) tells them apart. */
export function operandsOf(args: readonly string[], shape: OptionShape): { options: string[]; operands: string[] } {
  const options: string[] = [];
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      options.push(arg.split('=')[0]!);
      at += shape.words[arg] ?? 0;
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let index = 1; index < arg.length; index++) {
        const letter = arg[index]!;
        options.push(`-${letter}`);
        if (!shape.letters.includes(letter)) continue;
        if (index === arg.length - 1) at++;
        break;
      }
    } else operands.push(arg);
  }
  return { options, operands };
}
