import type { ProgramTable } from '../../cluster/machinery/machine.ts';
import type { Complete } from '../commands/command.ts';

const completers = new WeakMap<ProgramTable, ReadonlyMap<string, Complete>>();

/** Makes a table of programs know how the arguments of its commands are completed. */
export function registerCompleters(programs: ProgramTable, byName: ReadonlyMap<string, Complete>): void {
  completers.set(programs, byName);
}

/** How the arguments of a command are completed, when it has its own way. */
export function completerOf(programs: ProgramTable, name: string): Complete | undefined {
  return completers.get(programs)?.get(name);
}
