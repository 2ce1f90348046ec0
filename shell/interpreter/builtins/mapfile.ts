import { quoteForReuse } from '../quoting.ts';
import { readDelimited } from '../read-line.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { badOption, usage } from './usage.ts';

interface MapfileOptions {
  readonly trims: boolean;
  readonly values: ReadonlyMap<string, string>;
  readonly name: string;
}

/** What is not a number of each option. */
const NUMBERS: Readonly<Record<string, string>> = {
  n: 'invalid line count',
  O: 'invalid array origin',
  s: 'invalid line count',
  u: 'invalid file descriptor specification',
  c: 'invalid callback quantum',
};

function parse(args: readonly string[]): MapfileOptions | { bad: string } | { missing: string } {
  const values = new Map<string, string>();
  let trims = false;
  let at = 1;
  for (; at < args.length && /^-./.test(args[at]!) && args[at] !== '--'; at++) {
    const arg = args[at]!;
    for (let index = 1; index < arg.length; index++) {
      const letter = arg[index]!;
      if (letter === 't') trims = true;
      else if ('dnOsuCc'.includes(letter)) {
        const value = arg.slice(index + 1) || args[++at];
        if (value === undefined && letter !== 'd') return { missing: `-${letter}` };
        values.set(letter, value ?? '');
        break;
      } else return { bad: `-${letter}` };
    }
  }
  if (args[at] === '--') at++;
  return { trims, values, name: args[at] ?? 'MAPFILE' };
}

export const mapfile: Builtin = async (shell, args) => {
  const [command = 'mapfile'] = args;
  const options = parse(args);
  if ('bad' in options) return badOption(shell, command, options.bad);
  if ('missing' in options) {
    await fail(shell, command, `${options.missing}: option requires an argument`);
    return usage(shell, command);
  }
  for (const [letter, value] of options.values) {
    if (NUMBERS[letter] && !/^[0-9]+$/.test(value)) return fail(shell, command, `${value}: ${NUMBERS[letter]}`);
  }
  if (!/^[A-Za-z_]\w*$/.test(options.name)) return fail(shell, command, `\`${options.name}': not a valid identifier`);
  return readLines(shell, options);
};

async function readLines(shell: Shell, { trims, values, name }: MapfileOptions): Promise<number> {
  const delimiter = values.get('d') ?? '\n';
  const limit = Number(values.get('n') ?? 0) || Number.POSITIVE_INFINITY;
  const quantum = Number(values.get('c') ?? 5000);
  const origin = Number(values.get('O') ?? 0);
  const callback = values.get('C');
  if (!values.has('O')) shell.variables.setIndexed(name, []);
  let skip = Number(values.get('s') ?? 0);
  for (let count = 0; count < limit; ) {
    const line = await readDelimited(shell, Number(values.get('u') ?? 0), (delimiter[0] ?? '\0').charCodeAt(0));
    if (!line) break;
    if (skip-- > 0) continue;
    const text = line.bytes.toString('utf8') + (trims || line.ended ? '' : delimiter);
    const index = origin + count++;
    if (callback !== undefined && count % quantum === 0)
      await shell.runText(`${callback} ${index} ${quoteForReuse(text)}`);
    shell.variables.setElement(name, index, text);
    if (line.ended) break;
  }
  return 0;
}
