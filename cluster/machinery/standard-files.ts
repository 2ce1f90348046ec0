import { createLayer, type FileLayer, type LayerEntry } from './file-tree.ts';
import type { Machine, ProgramTable } from './machine.ts';
import { systemEntries } from './system-files.ts';

/** When the machines' images were made: 2026-01-01. */
const BUILT_MS = Date.UTC(2026, 0, 1);

/** What a program's file begins with; its name follows. As real executables do (elf(5)). */
const EXECUTABLE_MAGIC = '\x7fELF';

const layers = new WeakMap<ProgramTable, Map<Machine['kind'], FileLayer>>();
/** By kind and names: images that each cluster makes for itself have tables of their own with the same names. */
const layersByNames = new Map<string, FileLayer>();

/** The files every machine of this kind with these programs starts with; one frozen layer for all of them. */
export function standardFiles(kind: Machine['kind'], programs: ProgramTable): FileLayer {
  let ofPrograms = layers.get(programs);
  if (!ofPrograms) {
    ofPrograms = new Map();
    layers.set(programs, ofPrograms);
  }
  let layer = ofPrograms.get(kind);
  if (!layer) {
    layer = layerOf(kind, programs.names());
    ofPrograms.set(kind, layer);
  }
  return layer;
}

function layerOf(kind: Machine['kind'], names: readonly string[]): FileLayer {
  const key = [kind, ...names].join(' ');
  let layer = layersByNames.get(key);
  if (!layer) {
    layer = createLayer([...systemEntries(kind, names), ...names.map(executable)], BUILT_MS);
    layersByNames.set(key, layer);
  }
  return layer;
}

function executable(name: string): LayerEntry {
  return { path: `/usr/bin/${name}`, content: executableFile(name), mode: 0o755 };
}

/** The content of a file that runs the program `name` of the machine's table. */
export function executableFile(name: string): Uint8Array {
  return new TextEncoder().encode(`${EXECUTABLE_MAGIC}\0${name}\0`);
}

/** Which program of the machine's table a file runs, or undefined for any other file. */
export function programOfExecutable(content: Uint8Array): string | undefined {
  if (content.length < 6 || content.length > 256 || content[0] !== 0x7f) return undefined;
  const [magic, name] = new TextDecoder().decode(content).split('\0');
  return magic === EXECUTABLE_MAGIC ? name : undefined;
}
