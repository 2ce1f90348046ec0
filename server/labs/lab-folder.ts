import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's data folders; tests have their own. */
export interface LabRoots {
  readonly labs: string;
  readonly checks: string;
}

export const LAB_FOLDER = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$/;

export function labFolders(roots: LabRoots): string[] {
  if (!existsSync(roots.labs)) return [];
  return readdirSync(roots.labs)
    .filter((name) => LAB_FOLDER.test(name) && statSync(join(roots.labs, name)).isDirectory())
    .sort();
}

/** Text files under a folder, by path relative to it, sorted. Empty when there is no such folder. */
export function filesUnder(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      for (const [name, text] of filesUnder(path, `${prefix}${entry.name}/`)) files.set(name, text);
    } else files.set(`${prefix}${entry.name}`, readFileSync(path, 'utf8'));
  }
  return files;
}

/** `checks/library/*.sh`, in file-name order, as one script. */
export function checkLibrary(roots: LabRoots): string {
  return [...filesUnder(join(roots.checks, 'library'))]
    .filter(([name]) => name.endsWith('.sh'))
    .map(([, text]) => text)
    .join('\n');
}
