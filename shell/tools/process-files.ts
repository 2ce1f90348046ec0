import type { Process } from '../../cluster/machinery/machine.ts';
import type { Opener } from '../interpreter/open-path.ts';

/** A process as one that opens paths: /dev/stdin and the like are its own descriptors. */
export function openerOf(process: Process): Opener {
  return {
    machine: process.machine,
    terminal: process.terminal,
    descriptor: (number) => {
      if (number === 0) return { input: process.stdin, isTerminal: process.stdinIsTerminal };
      if (number === 1) return { output: process.stdout, isTerminal: process.stdoutIsTerminal };
      if (number === 2) return { output: process.stderr, isTerminal: process.stdoutIsTerminal };
      const found = process.descriptors?.get(number);
      return found && { ...found, isTerminal: false };
    },
  };
}
