import type { ProgramTable } from '../cluster/machinery/machine.ts';
import type { Command, MachineKind } from './commands/command.ts';
import { COMMANDS } from './commands/table.ts';
import { registerCompleters } from './completion/registry.ts';

const tables = new Map<MachineKind, ProgramTable>();

/** What is installed on a machine of this kind; the same frozen table for all of them. */
export function createPrograms(kind: MachineKind): ProgramTable {
  let table = tables.get(kind);
  if (!table) {
    const commands = COMMANDS.filter((command) => command.kinds.includes(kind));
    table = tableOf(commands);
    registerCompleters(table, new Map(commands.flatMap(({ name, complete }) => (complete ? [[name, complete]] : []))));
    tables.set(kind, table);
  }
  return table;
}

function tableOf(commands: readonly Command[]): ProgramTable {
  const byName = new Map(commands.map((command) => [command.name, command.program]));
  const names = [...byName.keys()].sort();
  return Object.freeze({ find: (name: string) => byName.get(name), names: () => [...names] });
}
