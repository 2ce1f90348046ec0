import type { Process } from '../../../cluster/machinery/machine.ts';
import { Pager } from './pager.ts';
import { pagerInput } from './pager-input.ts';
import { PagerSource } from './pager-source.ts';

const HELP = (name: string) => `Usage: ${name} [OPTIONS] [FILE]...

 -N  number the lines      -S  cut long lines
 -R  keep colours          -F  leave at once when all fits on the screen

Keys: space, f, b page; arrows, j, k, Enter line; g, G begin, end; /text search, n, N again; q quits.
`;

export const less = (process: Process): Promise<number> => page(process, 'less');
/** Leaves at the end of the text, as more does. */
export const more = (process: Process): Promise<number> => page(process, 'more');

async function page(process: Process, name: 'less' | 'more'): Promise<number> {
  const names: string[] = [];
  let letters = process.environment['LESS']?.replace(/^-/, '').replaceAll(' -', '') ?? '';
  let start = '';
  for (const arg of process.args.slice(1)) {
    if (arg === '--help' || arg === '-?') {
      await process.stdout.write(Buffer.from(HELP(name)));
      return 0;
    }
    if (arg.startsWith('-') && arg !== '-') letters += arg.slice(1);
    else if (arg.startsWith('+')) start = arg;
    else names.push(arg);
  }
  if (names.length === 0 && process.stdinIsTerminal) {
    await process.stderr.write(
      Buffer.from(name === 'less' ? 'Missing filename ("less --help" for help)\n' : 'more: bad usage\n'),
    );
    return 1;
  }
  const { terminal } = process;
  if (!terminal || !process.stdoutIsTerminal) {
    const { bytes, complaints } = await pagerInput(process, names);
    for (const complaint of complaints) await process.stderr.write(Buffer.from(`${complaint}\n`));
    await process.stdout.write(bytes);
    return complaints.length > 0 && bytes.length === 0 ? 1 : 0;
  }
  const source = await openSource(process, names);
  if (!source) return 1;
  const pager = new Pager(process, terminal, source, {
    name: names[0] ?? '',
    ignoresCase: /[iI]/.test(letters),
    follows: start === '+F',
    atEnd: start === '+G' || start === '+F',
    numbers: letters.includes('N'),
    cut: letters.includes('S'),
    colours: /[Rr]/.test(letters) || name === 'more',
    leavesWhenShort: letters.includes('F') || name === 'more',
    leavesAtEnd: name === 'more',
  });
  return pager.run();
}

/** The first file, or standard input as it comes; null after complaining. */
async function openSource(process: Process, names: readonly string[]): Promise<PagerSource | null> {
  const [name = '-'] = names;
  const source = new PagerSource(name === '-' ? '' : name);
  if (name === '-') {
    void source.readFrom(process.stdin);
    return source;
  }
  const problem = source.readFile(process);
  if (problem === undefined) return source;
  await process.stderr.write(Buffer.from(`${problem}\n`));
  return null;
}
