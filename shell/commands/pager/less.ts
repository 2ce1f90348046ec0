import type { Process } from '../../../cluster/machinery/machine.ts';
import { Pager } from './pager.ts';
import { pagerInput } from './pager-input.ts';

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
  let letters = '';
  for (const arg of process.args.slice(1)) {
    if (arg === '--help' || arg === '-?') {
      await process.stdout.write(Buffer.from(HELP(name)));
      return 0;
    }
    if (arg.startsWith('-') && arg !== '-') letters += arg.slice(1);
    else if (!arg.startsWith('+')) names.push(arg);
  }
  if (names.length === 0 && process.stdinIsTerminal) {
    await process.stderr.write(
      Buffer.from(name === 'less' ? 'Missing filename ("less --help" for help)\n' : 'more: bad usage\n'),
    );
    return 1;
  }
  const { bytes, complaints } = await pagerInput(process, names);
  for (const complaint of complaints) await process.stderr.write(Buffer.from(`${complaint}\n`));
  if (complaints.length > 0 && bytes.length === 0) return 1;
  if (!process.terminal || !process.stdoutIsTerminal) {
    await process.stdout.write(bytes);
    return 0;
  }
  const pager = new Pager(process, process.terminal, Buffer.from(bytes).toString('utf8'), {
    name: names[0] ?? '',
    numbers: letters.includes('N'),
    cut: letters.includes('S'),
    colours: /[Rr]/.test(letters) || name === 'more',
    leavesWhenShort: letters.includes('F') || name === 'more',
    leavesAtEnd: name === 'more',
  });
  return pager.run();
}
