import type { Program, ProgramTable } from '../machinery/machine.ts';
import type { Image } from './image.ts';

const tables = new WeakMap<ProgramTable, WeakMap<Image, ProgramTable>>();

/** What can be run in a container of the image: its own programs, then the general ones. One table for all of a process. */
export function containerPrograms(image: Image, general: ProgramTable): ProgramTable {
  let ofGeneral = tables.get(general);
  if (!ofGeneral) {
    ofGeneral = new WeakMap();
    tables.set(general, ofGeneral);
  }
  let table = ofGeneral.get(image);
  if (!table) {
    table = combined(image, general);
    ofGeneral.set(image, table);
  }
  return table;
}

/** By name or by any path that ends in it: `/usr/sbin/nginx` is nginx. */
export function findProgram(table: ProgramTable, command: string): Program | undefined {
  return table.find(command.slice(command.lastIndexOf('/') + 1));
}

function combined(image: Image, general: ProgramTable): ProgramTable {
  const own = new Map(Object.entries(image.programs));
  const installed = image.userland?.programs;
  const has = (name: string) => !image.distroless && (installed?.has(name) ?? true);
  const names = [...new Set([...own.keys(), ...general.names().filter(has)])];
  return { find: (name) => own.get(name) ?? (has(name) ? general.find(name) : undefined), names: () => names };
}
