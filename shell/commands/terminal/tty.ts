import { defineCommand } from '../everyday/define.ts';

const USAGE = `Usage: tty [OPTION]...
Prints the file name of the terminal connected to standard input.

  -s, --silent, --quiet   print nothing, only return an exit status`;

export const tty = defineCommand(
  { name: 'tty', usage: USAGE, flags: 's', long: { silent: 's', quiet: 's' }, usageStatus: 2 },
  async (call) => {
    const isTerminal = call.process.stdinIsTerminal;
    if (!call.has('s')) await call.print(isTerminal ? '/dev/pts/0\n' : 'not a tty\n');
    return isTerminal ? 0 : 1;
  },
);
