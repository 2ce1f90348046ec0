/** One thing wrong with a lab: where it is, and what to write instead. */
export interface LabProblem {
  /** Relative to the repository: labs/04-down-the-rabbit-hole/lab.md */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export function formatProblem(problem: LabProblem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** A lab that cannot be served: every problem of it, in reading order. */
export class LabError extends Error {
  readonly problems: readonly LabProblem[];
  constructor(problems: readonly LabProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
