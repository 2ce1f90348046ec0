import type { Machine } from '../../../cluster/machinery/machine.ts';

/** More files than a learner would ever look through. */
const MOST_FILES = 2_000;

/** Paths of the files in the home, relative to it, sorted; hidden folders are left out. */
export function homeFiles(machine: Machine): string[] {
  const home = machine.environment['HOME'] ?? '/';
  const found: string[] = [];
  const visit = (folder: string, prefix: string) => {
    for (const name of machine.files.list(folder)) {
      if (name.startsWith('.') || found.length >= MOST_FILES) continue;
      const path = `${folder}/${name}`;
      const { kind } = machine.files.linkStat(path);
      if (kind === 'directory') visit(path, `${prefix}${name}/`);
      else if (kind === 'file') found.push(`${prefix}${name}`);
    }
  };
  visit(home, '');
  return found.sort();
}
