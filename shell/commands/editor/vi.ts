import type { Process } from '../../../cluster/machinery/machine.ts';
import { ViEditor } from './vi-editor.ts';

const HELP = `Usage: vi [+LINE] [FILE]

A small modal editor: i a o I A O C s to insert (Esc ends), h j k l w b e 0 ^ $ gg G to move, x dd dw D cc cw C yy p P J r u Ctrl-R
to change, / ? n N to search, :w :q :wq :x :q! :N :s/a/b/ :%s/a/b/g to command.
`;

export async function vi(process: Process): Promise<number> {
  const args = process.args.slice(1);
  if (args.includes('--help') || args.includes('-h')) {
    await process.stdout.write(Buffer.from(HELP));
    return 0;
  }
  if (!process.terminal || !process.stdoutIsTerminal) {
    await process.stderr.write(Buffer.from('vi: output is not to a terminal\n'));
    return 1;
  }
  const line = args.find((arg) => /^\+\d+$/.test(arg));
  const file = args.find((arg) => !/^[-+]/.test(arg)) ?? '';
  return new ViEditor(process, process.terminal, file, line ? Number(line.slice(1)) - 1 : 0).run();
}
