import type { Process } from '../../../cluster/machinery/machine.ts';
import { readShared } from '../../../cluster/machinery/shared-reader.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { Pager } from './pager.ts';
import { PagerFiles } from './pager-files.ts';
import { pagerInput } from './pager-input.ts';
import { readPagerArguments } from './pager-options.ts';

const HELP = (name: string) => `Usage: ${name} [OPTIONS] [FILE]...

 -N  number the lines      -S  cut long lines
 -R  keep colours          -F  leave at once when all fits on the screen
 -i  ignore case           -X  leave the text on the screen
 +COMMAND  press these keys first: +G, +F, +20, +/PATTERN

Keys: space, f, b page; arrows, j, k, Enter line; g, G begin, end; /text search, n, N again; h help; q quits.
`;

export const less = (process: Process): Promise<number> => page(process, 'less');
/** Leaves at the end of the text, as more does. */
export const more = (process: Process): Promise<number> => page(process, 'more');

async function page(process: Process, name: 'less' | 'more'): Promise<number> {
  const args = process.args.slice(1);
  if (args.includes('--help') || args.includes('-?')) {
    await process.stdout.write(Buffer.from(HELP(name)));
    return 0;
  }
  const { options, names } = readPagerArguments(args, process.environment, name === 'more');
  if (names.length === 0 && process.stdinIsTerminal) {
    const [text, status] =
      name === 'less' ? ['Missing filename ("less --help" for help)\n', 0] : ['more: bad usage\n', 1];
    await process.stderr.write(Buffer.from(text as string));
    return status as number;
  }
  const { terminal } = process;
  if (!terminal || !process.stdoutIsTerminal) {
    const { bytes, complaints } = await pagerInput(process, names);
    for (const complaint of complaints) await process.stderr.write(Buffer.from(`${complaint}\n`));
    await process.stdout.write(bytes);
    return complaints.length > 0 && bytes.length === 0 ? 1 : 0;
  }
  const files = new PagerFiles(process, names.length > 0 ? names : ['-']);
  const { source, problems } = files.openFrom(0, 1);
  for (const problem of problems) await process.stderr.write(Buffer.from(`${problem}\n`));
  if (!source) return 1;
  if (source.looksBinary(options.colours) && !options.forces && !(await confirms(process, terminal, source.name)))
    return 0;
  return new Pager(process, terminal, { files, source, options }).run();
}

/** Asks before it shows what may be no text. */
async function confirms(process: Process, terminal: Terminal, name: string): Promise<boolean> {
  await process.stdout.write(Buffer.from(`\x1b[7m"${name}" may be a binary file.  See it anyway? \x1b[27m`));
  const wasRaw = terminal.isRaw();
  terminal.setRaw(true);
  const key = await readShared(terminal.input, process.signal);
  terminal.setRaw(wasRaw);
  await process.stdout.write(Buffer.from('\n'));
  return key !== null && /^[yY]/.test(Buffer.from(key).toString('latin1'));
}
