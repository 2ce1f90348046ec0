import type { AnswerValue, CheckResult } from '../schemas/sessions.ts';
import type { Database } from './database.ts';
import type { SqlRow, Statement } from './database-messages.ts';

export interface StoredCheck {
  readonly step: number;
  readonly state: CheckResult['state'];
  readonly message: string;
  readonly atMs: number;
  /** Equal failures in a row. */
  readonly failures: number;
  /** All failures that the learner asked for. */
  readonly failedRuns: number;
}

export interface StoredAnswer {
  readonly question: string;
  readonly value: AnswerValue;
  readonly state: 'recorded' | 'right' | 'wrong' | 'shown';
  readonly attempts: number;
  readonly firstValue: AnswerValue;
  readonly firstTry: boolean;
  readonly explanationHtml: string;
  readonly observed: string | null;
  /** A whole trace, as JSON, when a request is the proof. */
  readonly evidence: string | null;
  readonly atMs: number;
}

export interface StoredProgress {
  passedSteps: number[];
  checks: StoredCheck[];
  answers: StoredAnswer[];
  hints: { step: number; number: number }[];
  solutions: number[];
  kept: Record<string, string>;
}

const upsert = (table: string, columns: readonly string[], key: readonly string[]) =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
   ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns
     .filter((column) => !key.includes(column))
     .map((column) => `${column} = excluded.${column}`)
     .join(', ')}`;

const SAVE_CHECK = upsert(
  'check_results',
  ['session', 'step', 'state', 'message', 'at', 'failures', 'failed_runs'],
  ['session', 'step'],
);
const SAVE_ANSWER = upsert(
  'answers',
  [
    'session',
    'question',
    'value',
    'state',
    'attempts',
    'first_value',
    'first_try',
    'explanation',
    'observed',
    'evidence',
    'at',
  ],
  ['session', 'question'],
);
const SAVE_KEPT = upsert('kept_values', ['session', 'name', 'value'], ['session', 'name']);

/** What a learner has done in a session. Every method resolves when it is on the disk. */
export class ProgressRepository {
  readonly #database: Database;
  constructor(database: Database) {
    this.#database = database;
  }

  async load(session: string): Promise<StoredProgress> {
    const read = (table: string, order: string) =>
      this.#database.read(`SELECT * FROM ${table} WHERE session = ? ORDER BY ${order}`, session);
    const [passed, checks, answers, hints, solutions, kept] = await Promise.all([
      read('passed_steps', 'step'),
      read('check_results', 'step'),
      read('answers', 'at, question'),
      read('opened_hints', 'step, number'),
      read('opened_solutions', 'step'),
      read('kept_values', 'name'),
    ]);
    return {
      passedSteps: passed.map((row) => Number(row['step'])),
      checks: checks.map(checkOf),
      answers: answers.map(answerOf),
      hints: hints.map((row) => ({ step: Number(row['step']), number: Number(row['number']) })),
      solutions: solutions.map((row) => Number(row['step'])),
      kept: Object.fromEntries(kept.map((row) => [String(row['name']), String(row['value'])])),
    };
  }

  saveCheck(
    session: string,
    check: StoredCheck,
    kept: Readonly<Record<string, string>>,
    passed: readonly number[],
  ): Promise<void> {
    const { step, state, message, atMs, failures, failedRuns } = check;
    return this.#database.write([
      { sql: SAVE_CHECK, parameters: [session, step, state, message, atMs, failures, failedRuns] },
      ...Object.entries(kept).map(([name, value]) => ({ sql: SAVE_KEPT, parameters: [session, name, value] })),
      ...passedSteps(session, passed, atMs),
    ]);
  }

  saveAnswer(session: string, answer: StoredAnswer, passed: readonly number[]): Promise<void> {
    return this.#database.write([
      {
        sql: SAVE_ANSWER,
        parameters: [
          session,
          answer.question,
          JSON.stringify(answer.value),
          answer.state,
          answer.attempts,
          JSON.stringify(answer.firstValue),
          answer.firstTry ? 1 : 0,
          answer.explanationHtml,
          answer.observed,
          answer.evidence,
          answer.atMs,
        ],
      },
      ...passedSteps(session, passed, answer.atMs),
    ]);
  }

  savePassed(session: string, steps: readonly number[], atMs: number): Promise<void> {
    return this.#database.write(passedSteps(session, steps, atMs));
  }

  openHint(session: string, step: number, number: number, atMs: number): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO opened_hints (session, step, number, at) VALUES (?, ?, ?, ?)';
    return this.#database.write([{ sql, parameters: [session, step, number, atMs] }]);
  }

  openSolution(session: string, step: number, atMs: number): Promise<void> {
    const sql = 'INSERT OR IGNORE INTO opened_solutions (session, step, at) VALUES (?, ?, ?)';
    return this.#database.write([{ sql, parameters: [session, step, atMs] }]);
  }

  /** The step is to be done again: its check's result goes, what was answered stays. */
  resetStep(session: string, step: number): Promise<void> {
    return this.#database.write([
      { sql: 'DELETE FROM passed_steps WHERE session = ? AND step >= ?', parameters: [session, step] },
      { sql: 'DELETE FROM check_results WHERE session = ? AND step >= ?', parameters: [session, step] },
    ]);
  }
}

function passedSteps(session: string, steps: readonly number[], atMs: number): Statement[] {
  const sql = 'INSERT OR IGNORE INTO passed_steps (session, step, passed_at) VALUES (?, ?, ?)';
  return steps.map((step) => ({ sql, parameters: [session, step, atMs] }));
}

function checkOf(row: SqlRow): StoredCheck {
  return {
    step: Number(row['step']),
    state: row['state'] === 'passed' ? 'passed' : 'failed',
    message: String(row['message']),
    atMs: Number(row['at']),
    failures: Number(row['failures']),
    failedRuns: Number(row['failed_runs']),
  };
}

function answerOf(row: SqlRow): StoredAnswer {
  return {
    question: String(row['question']),
    value: JSON.parse(String(row['value'])),
    state: row['state'] as StoredAnswer['state'],
    attempts: Number(row['attempts']),
    firstValue: JSON.parse(String(row['first_value'])),
    firstTry: row['first_try'] === 1,
    explanationHtml: String(row['explanation']),
    observed: row['observed'] === null ? null : String(row['observed']),
    evidence: row['evidence'] === null ? null : String(row['evidence']),
    atMs: Number(row['at']),
  };
}
