import { isAbsolute, join } from 'node:path';
import type { Lab } from './lab.ts';
import { checkLibrary, type LabRoots, labFolders } from './lab-folder.ts';
import { LabError, type LabProblem } from './lab-problem.ts';
import { readLab } from './read-lab.ts';

/** Every lab that can be served, and the problems of those that cannot. */
export interface LabCatalogue {
  readonly labs: readonly Lab[];
  readonly problems: readonly LabProblem[];
  /** Bash functions that every check has. */
  readonly library: string;
  find(slug: string): Lab | undefined;
}

/** A broken lab is left out with its problems told; it never hides the others. */
export function readCatalogue(roots: LabRoots): LabCatalogue {
  const labs: Lab[] = [];
  const problems: LabProblem[] = [];
  for (const folder of labFolders(roots)) {
    try {
      labs.push(readLab(roots, folder));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problems.push(...error.problems);
    }
  }
  const bySlug = new Map(labs.map((lab) => [lab.slug, lab]));
  return { labs, problems, library: checkLibrary(roots), find: (slug) => bySlug.get(slug) };
}

/** `labs/` and `checks/` of a repository folder. */
export function rootsIn(folder: string): LabRoots {
  if (!isAbsolute(folder)) throw new RangeError(`${folder} is not an absolute path`);
  return { labs: join(folder, 'labs'), checks: join(folder, 'checks') };
}
