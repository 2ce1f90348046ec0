import type { LabProblem } from './lab-problem.ts';

/** One lab's folders while they are read: what is wrong is added to `problems`. */
export interface LabReading {
  /** `labs/NN-slug` */
  readonly labs: string;
  /** `checks/NN-slug` */
  readonly checks: string;
  readonly files: ReadonlyMap<string, string>;
  readonly checkFiles: ReadonlyMap<string, string>;
  readonly problems: LabProblem[];
}
