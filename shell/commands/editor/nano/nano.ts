import type { Process } from '../../../../cluster/machinery/machine.ts';
import { runNano } from './nano-editor.ts';
import { readNanoArguments } from './nano-options.ts';

const HELP = `Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...

 -l  number the lines           -i  indent new lines as the ones before
 -E  spaces for tabs            -T N  tabs are N wide
 -c  always tell the place      -t  save without a question when leaving
 -v  look at the file only      -x  without the rows of keys
 -h, --help     this text       -V, --version  the version

Keys: Ctrl-O writes the file, Ctrl-X leaves, Ctrl-G shows all keys.
`;

const VERSION = ' GNU nano, version 7.2\n';

/** nano 7.2. */
export async function nano(process: Process): Promise<number> {
  const parsed = readNanoArguments(process.args.slice(1));
  if ('ask' in parsed) {
    await process.stdout.write(Buffer.from(parsed.ask === 'help' ? HELP : VERSION));
    return 0;
  }
  if ('problem' in parsed) {
    await process.stderr.write(Buffer.from(parsed.problem));
    return 1;
  }
  if (!process.terminal || !process.stdoutIsTerminal) {
    await process.stderr.write(Buffer.from('Standard input is not a terminal\n'));
    return 1;
  }
  return runNano(process, process.terminal, parsed.files, parsed.options);
}
