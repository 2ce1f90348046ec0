import type { Process } from '../../../cluster/machinery/machine.ts';
import { NanoEditor } from './nano-editor.ts';

const HELP = `Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]

 -h, --help      this text
 -V, --version   the version
 -v, --view      look at the file only

Keys: Ctrl-O writes the file, Ctrl-X leaves, Ctrl-G shows all keys.
`;

/** A small nano: the keys, prompts and messages of GNU nano's default mode. */
export async function nano(process: Process): Promise<number> {
  let file: string | undefined;
  let position = { row: 0, column: 0 };
  let readOnly = false;
  for (const arg of process.args.slice(1)) {
    if (arg === '-h' || arg === '--help') return print(process, HELP);
    if (arg === '-V' || arg === '--version') return print(process, ' nano 1.0, a small one\n');
    if (arg === '-v' || arg === '--view') readOnly = true;
    else if (/^\+\d+(,\d+)?$/.test(arg)) {
      const [line = 1, column = 1] = arg.slice(1).split(',').map(Number);
      position = { row: line - 1, column: column - 1 };
    } else if (!arg.startsWith('-') && file === undefined) file = arg;
  }
  if (!process.terminal || !process.stdoutIsTerminal) {
    await process.stderr.write(Buffer.from('Standard input is not a terminal\n'));
    return 1;
  }
  return new NanoEditor(process, process.terminal, { file: file ?? '', position, readOnly }).run();
}

async function print(process: Process, text: string): Promise<number> {
  await process.stdout.write(Buffer.from(text));
  return 0;
}
