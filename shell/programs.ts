import type { ProgramTable } from '../cluster/machinery/machine.ts';
import type { Command, MachineKind } from './commands/command.ts';
import { COMMANDS } from './commands/table.ts';

const tables = new Map<MachineKind, ProgramTable>();

/** What is installed on a machine of this kind; the same frozen table for all of them. */
export function createPrograms(kind: MachineKind): ProgramTable {
  let table = tables.get(kind);
  if (!table) {
    table = tableOf(COMMANDS.filter((command) => command.kinds.includes(kind)));
    tables.set(kind, table);
  }
  return table;
}

function tableOf(commands: readonly Command[]): ProgramTable {
  const byName = new Map(commands.map((command) => [command.name, command.program]));
  const names = [...byName.keys()].sort();
  return Object.freeze({ find: (name: string) => byName.get(name), names: () => [...names] });
}

const commandsByName = new Map(COMMANDS.map((command) => [command.name, command]));

/** How the arguments of a command are completed, when it has its own way. */
export function completerOf(name: string): Command['complete'] {
  return commandsByName.get(name)?.complete;
}
