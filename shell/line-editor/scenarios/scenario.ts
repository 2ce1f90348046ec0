/** Keys typed at a bash, step by step: text, or a new size of the terminal. */
export interface Scenario {
  readonly name: string;
  /** Commands of the shell's ~/.bashrc, after `SETUP`. */
  readonly rc?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly steps: readonly (string | { readonly columns: number; readonly rows: number })[];
}

/** What the screen showed after a step, without blanks at the ends of lines and blank lines at the end. */
export interface RecordedStep {
  readonly screen: string;
  /** Row and column, from 0. */
  readonly cursor: readonly [number, number];
}

export interface RecordedScenario extends Scenario {
  /** One more than there are steps: the first is before any key. */
  readonly recorded: readonly RecordedStep[];
}

/** The size of a scenario's terminal that says nothing of it. */
export const SIZE = { columns: 60, rows: 16 };

/** What every shell of a scenario begins with. */
export const SETUP = `PS1='$ '
HISTFILE=
ls() { echo "ls $*"; }; cat() { echo "cat $*"; }; grep() { echo "grep $*"; }
`;
