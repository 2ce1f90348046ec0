import type { ProgressRepository, StoredAnswer, StoredCheck, StoredProgress } from '../database/progress-repository.ts';
import type { CheckOutcome } from '../drivers/driver.ts';
import type { Lab, Question, Step } from '../labs/lab.ts';
import type { AnswerResult, CheckResult, OpenedHint, OpenedSolution, Progress } from '../schemas/sessions.ts';
import type { Trace } from '../schemas/trace.ts';
import { refusals } from './refusal.ts';

/** Tries after which *Show the answer* is offered. */
const TRIES_BEFORE_SHOWING = 3;
/** Failed checks after which the solution is shown even with hints closed. */
const FAILURES_BEFORE_SOLUTION = 2;

/** What the learner has reached in one session: in memory to be read, on the disk before it is told. */
export class SessionProgress {
  readonly #lab: Lab;
  readonly #session: string;
  readonly #repository: ProgressRepository;
  readonly #stored: StoredProgress;
  readonly #passed: Set<number>;
  readonly #running = new Set<number>();

  constructor(lab: Lab, session: string, repository: ProgressRepository, stored: StoredProgress) {
    this.#lab = lab;
    this.#session = session;
    this.#repository = repository;
    this.#stored = stored;
    this.#passed = new Set(stored.passedSteps);
    // Steps that are only read pass when they are reached.
    for (const step of this.#newlyPassed()) this.#passed.add(step);
  }

  get kept(): Readonly<Record<string, string>> {
    return this.#stored.kept;
  }

  /** The step to go on with. */
  get currentStep(): number {
    return this.#lab.steps.find((step) => !this.#passed.has(step.number))?.number ?? this.#lab.steps.length;
  }

  isPassed(step: number): boolean {
    return this.#passed.has(step);
  }

  passedSteps(): number[] {
    return [...this.#passed].sort((a, b) => a - b);
  }

  answer(question: string): StoredAnswer | undefined {
    return this.#stored.answers.find((answer) => answer.question === question);
  }

  view(): Progress {
    return {
      lab: this.#lab.slug,
      step: this.currentStep,
      checks: this.#lab.steps.filter((step) => step.check).map((step) => this.checkResult(step.number)),
      answers: this.#lab.steps.flatMap((step) => step.questions).map((question) => this.answerResult(question)),
      hintsOpened: this.#stored.hints.map(({ step, number }) => this.#hint(step, number)),
      solutionsOpened: this.#stored.solutions.map((step) => this.#solution(step)),
      passed: this.#lab.steps.every((step) => this.#passed.has(step.number)),
    };
  }

  checkResult(step: number): CheckResult {
    const stored = this.#check(step);
    const state = this.#running.has(step)
      ? 'running'
      : (stored?.state ?? (this.#passed.has(step) ? 'passed' : 'unknown'));
    return {
      step,
      state,
      message: stored?.message ?? '',
      at: stored ? new Date(stored.atMs).toISOString() : null,
      failures: stored?.failures ?? 0,
    };
  }

  answerResult(question: Question): AnswerResult {
    const answer = this.answer(question.id);
    const evidence: Trace | null = answer?.evidence ? JSON.parse(answer.evidence) : null;
    return {
      question: question.id,
      value: answer?.value ?? null,
      state: answer?.state ?? 'open',
      attempts: answer?.attempts ?? 0,
      firstTry: answer?.firstTry ?? false,
      explanationHtml: answer?.explanationHtml ?? '',
      observed: answer?.observed ?? null,
      trace: evidence?.origin === 'learner' ? evidence.id : null,
      mayShowAnswer: answer?.state === 'wrong' && !question.predict && answer.attempts >= TRIES_BEFORE_SHOWING,
    };
  }

  markRunning(step: number, running: boolean): void {
    if (running) this.#running.add(step);
    else this.#running.delete(step);
  }

  /** `asked`: the learner pressed the button; only then a failure counts towards hints. Answers newly passed steps. */
  async recordCheck(step: number, outcome: CheckOutcome, asked: boolean, atMs: number): Promise<number[]> {
    const before = this.#check(step);
    const same = before?.state === 'failed' && before.message === outcome.message;
    const check: StoredCheck = {
      step,
      state: outcome.passed ? 'passed' : 'failed',
      message: outcome.message,
      atMs,
      failures: outcome.passed ? 0 : asked ? (same ? before.failures + 1 : 1) : same ? before.failures : 0,
      failedRuns: (before?.failedRuns ?? 0) + (asked && !outcome.passed ? 1 : 0),
    };
    this.#stored.checks = [...this.#stored.checks.filter((other) => other.step !== step), check];
    if (outcome.passed) Object.assign(this.#stored.kept, outcome.kept);
    const passed = this.#pass(outcome.passed ? step : null);
    await this.#repository.saveCheck(this.#session, check, outcome.passed ? outcome.kept : {}, passed);
    return passed;
  }

  async recordAnswer(answer: StoredAnswer): Promise<number[]> {
    const others = this.#stored.answers.filter((other) => other.question !== answer.question);
    this.#stored.answers = [...others, answer];
    const passed = this.#pass(null);
    await this.#repository.saveAnswer(this.#session, answer, passed);
    return passed;
  }

  async openHint(step: Step, number: number, atMs: number): Promise<OpenedHint> {
    if (!step.hints[number - 1]) throw refusals.unknownHint(step.number, number, step.hints.length);
    const isOpen = (wanted: number) =>
      this.#stored.hints.some((hint) => hint.step === step.number && hint.number === wanted);
    if (number > 1 && !isOpen(number - 1)) throw refusals.hintInOrder(number);
    if (!isOpen(number)) {
      this.#stored.hints.push({ step: step.number, number });
      await this.#repository.openHint(this.#session, step.number, number, atMs);
    }
    return this.#hint(step.number, number);
  }

  async openSolution(step: Step, atMs: number): Promise<OpenedSolution> {
    if (step.solutionHtml === null) throw refusals.noSolution(step.number);
    const open = this.#stored.hints.filter((hint) => hint.step === step.number).length;
    const earned =
      this.#passed.has(step.number) ||
      (step.hints.length > 0 && open >= step.hints.length) ||
      (this.#check(step.number)?.failedRuns ?? 0) >= FAILURES_BEFORE_SOLUTION;
    if (!earned) throw refusals.solutionNotEarned();
    if (!this.#stored.solutions.includes(step.number)) {
      this.#stored.solutions.push(step.number);
      await this.#repository.openSolution(this.#session, step.number, atMs);
    }
    return this.#solution(step.number);
  }

  /** The step and all after it are to be done again; answers stay. */
  async resetFrom(step: number): Promise<void> {
    for (const passed of this.passedSteps()) if (passed >= step) this.#passed.delete(passed);
    this.#stored.checks = this.#stored.checks.filter((check) => check.step < step);
    await this.#repository.resetStep(this.#session, step);
  }

  #pass(step: number | null): number[] {
    const passed = step !== null && !this.#passed.has(step) ? [step] : [];
    for (const number of passed) this.#passed.add(number);
    const more = this.#newlyPassed();
    for (const number of more) this.#passed.add(number);
    return [...passed, ...more];
  }

  /** Steps without a check that are done now. A step that is only read passes when all before it have passed. */
  #newlyPassed(): number[] {
    const newly: number[] = [];
    for (const step of this.#lab.steps) {
      if (this.#passed.has(step.number)) continue;
      const before = this.#lab.steps.slice(0, step.number - 1);
      const reached = before.every((other) => this.#passed.has(other.number) || newly.includes(other.number));
      const asked = step.questions.filter((question) => !question.predict);
      if (!step.check && reached && asked.every((question) => this.#isDone(question))) newly.push(step.number);
    }
    return newly;
  }

  #isDone(question: Question): boolean {
    const state = this.answer(question.id)?.state;
    return state === 'right' || state === 'shown';
  }

  #check(step: number): StoredCheck | undefined {
    return this.#stored.checks.find((check) => check.step === step);
  }

  #hint(step: number, number: number): OpenedHint {
    return { step, number, html: this.#lab.steps[step - 1]?.hints[number - 1] ?? '' };
  }

  #solution(step: number): OpenedSolution {
    return { step, html: this.#lab.steps[step - 1]?.solutionHtml ?? '' };
  }
}
