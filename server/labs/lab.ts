import type { Lab as PublicLab, Question as PublicQuestion, Step as PublicStep } from '../schemas/labs.ts';
import type { CloudStart, Observation } from './lab-source.ts';

/** A lab as it was read: all of it, keys and solutions too. Stays on the server. */
export interface Lab {
  readonly slug: string;
  /** Name of its folders: 04-down-the-rabbit-hole */
  readonly folder: string;
  readonly number: number;
  readonly title: string;
  readonly question: string;
  readonly group: string;
  readonly minutes: number;
  readonly glyph: string;
  readonly concepts: readonly string[];
  readonly goalText: string;
  readonly countFrom: PublicLab['countFrom'];
  readonly countQuestion: string | null;
  readonly requires: readonly string[];
  readonly terminalNote: string | null;
  readonly summaryHtml: string;
  /** Of a lab with cases: those that every session has, until `drawLab` puts the drawn ones between them. */
  readonly steps: readonly Step[];
  readonly cases: readonly LabCase[];
  /** How many cases a session gets, and the step they come after. */
  readonly draw: { readonly cases: number; readonly after: number } | null;
  readonly start: StartState;
  /** Guards by name: bash. */
  readonly guards: Readonly<Record<string, string>>;
}

/** What a fresh cluster gets before the learner sees it. Plain data: it is sent to workers. */
export interface StartState {
  readonly nodes: number;
  /** Words of the lab's front matter: `nodes=4`, `ingress` … */
  readonly requires: readonly string[];
  /** Objects in the order they are created. */
  readonly manifests: readonly Readonly<Record<string, unknown>>[];
  readonly cloud: CloudStart;
  /** Paths relative to the learner's home. */
  readonly home: Readonly<Record<string, string>>;
  /** Bash that the checker runs once as administrator when the manifests are there: what no manifest can say. */
  readonly setup: string | null;
  readonly terminalNote: string | null;
}

export interface Step {
  readonly number: number;
  readonly title: string;
  readonly blocks: PublicStep['blocks'];
  readonly questions: readonly Question[];
  readonly hints: readonly string[];
  /** Bash that the checker runs as administrator when the step is reached: what breaks, or changes, for it. */
  readonly begin: string | null;
  /** What the page shows when it is earned; null when the step has no solution. */
  readonly solutionHtml: string | null;
  /** What solves it: bash in the learner's home. */
  readonly solution: string | null;
  readonly check: Check | null;
  readonly wrongSolutions: readonly WrongSolution[];
}

/** A step that some sessions get. */
export interface LabCase {
  readonly name: string;
  readonly symptom: string;
  readonly cause: string;
  readonly step: Step;
}

export interface Check {
  readonly file: string;
  readonly script: string;
  readonly text: string;
  readonly onDemand: boolean;
  /** The sentence it fails with before its step is solved, when the author fixed it. */
  readonly atStart: string | null;
  /** Earlier steps whose checks need not pass any more. */
  readonly replaces: readonly number[];
}

export interface WrongSolution {
  readonly file: string;
  readonly script: string;
  readonly expect: string;
}

export type ComputedKey = { readonly from: Observation };

interface QuestionBase {
  readonly id: string;
  readonly step: number;
  /** Predictions are compared when the observation is there; quiz questions have a verdict at once. */
  readonly predict: boolean;
  readonly public: PublicQuestion;
}

export interface ChoiceOption {
  readonly id: string;
  readonly text: string;
  readonly right: boolean;
  readonly explanationHtml: string;
  readonly value: string | null;
}

export interface SingleQuestion extends QuestionBase {
  readonly kind: 'single' | 'click';
  readonly options: readonly ChoiceOption[];
  readonly key: ComputedKey | null;
}

export interface MultipleQuestion extends QuestionBase {
  readonly kind: 'multiple';
  readonly options: readonly ChoiceOption[];
  readonly incompleteHtml: string;
}

interface WrittenQuestion extends QuestionBase {
  readonly verdicts: readonly { readonly value: string; readonly html: string }[];
  readonly otherwiseHtml: string;
  readonly rightHtml: string;
}

export interface NumberQuestion extends WrittenQuestion {
  readonly kind: 'number';
  readonly key: number | ComputedKey;
  readonly tolerance: number;
}

export interface TextQuestion extends WrittenQuestion {
  readonly kind: 'text';
  readonly key: readonly string[] | ComputedKey;
}

interface SortedQuestion extends QuestionBase {
  readonly otherwiseHtml: string;
  readonly rightHtml: string;
  readonly key: ComputedKey | null;
}

/** One thing to be put in its place. */
export interface SortedItem {
  readonly id: string;
  readonly text: string;
  /** Said when it is the first that is in a wrong place (order), or matched wrongly (match). */
  readonly explanationHtml: string;
}

export interface OrderQuestion extends SortedQuestion {
  readonly kind: 'order';
  /** In the right order, unless a key is computed. */
  readonly items: readonly SortedItem[];
}

export interface MatchQuestion extends SortedQuestion {
  readonly kind: 'match';
  readonly items: readonly (SortedItem & { readonly target: string })[];
  readonly targets: readonly { readonly id: string; readonly text: string }[];
}

export type Question =
  | SingleQuestion
  | MultipleQuestion
  | NumberQuestion
  | TextQuestion
  | OrderQuestion
  | MatchQuestion;
