import type { ProgressRepository } from '../database/progress-repository.ts';
import type { StoredSession } from '../database/session-repository.ts';
import {
  type CheckOutcome,
  ClusterLost,
  type ClusterNotice,
  type Driver,
  type SessionCluster,
} from '../drivers/driver.ts';
import type { Lab, Question, Step } from '../labs/lab.ts';
import type { SessionEvent } from '../schemas/events.ts';
import type {
  AnswerResult,
  AnswerValue,
  CheckResult,
  OpenedHint,
  OpenedSolution,
  SessionState,
} from '../schemas/sessions.ts';
import type { Topology } from '../schemas/topology.ts';
import type { Trace } from '../schemas/trace.ts';
import { type AnswerContext, giveAnswer, settleByStep, settleByTrace, showAnswer } from './answers.ts';
import { AutomaticCheck } from './automatic-check.ts';
import { beginStep, replaySteps, type Stage } from './begin-step.ts';
import { checkScript } from './check-script.ts';
import { refusals } from './refusal.ts';
import { SessionProgress } from './session-progress.ts';
import { SessionTerminals } from './session-terminals.ts';
import { SessionWatchers } from './session-watchers.ts';
import type { SharedTerminal } from './shared-terminal.ts';

export interface LabSessionOptions {
  readonly stored: StoredSession;
  readonly lab: Lab;
  readonly library: string;
  readonly driver: Driver;
  readonly repository: ProgressRepository;
  readonly now: () => number;
  readonly log: (error: unknown, what: string) => void;
}

/** How long a check that the learner asked for may take to come true. */
const CONVERGE_MS = 10_000;

/** One learner in one lab: the cluster, its terminals, the checks that run by themselves, and who watches. */
export class LabSession {
  readonly stored: StoredSession;
  readonly lab: Lab;
  readonly progress: SessionProgress;
  readonly #options: LabSessionOptions;
  readonly #watchers = new SessionWatchers();
  readonly #terminals = new SessionTerminals();
  readonly #automatic: AutomaticCheck;
  #state: SessionState['state'] = 'starting';
  #message: string | null = null;
  #readyMs: number | null = null;
  #cluster: Promise<SessionCluster> | null = null;
  /** The step whose beginning has been run, and when it is over. */
  #begun = 0;
  #beginning: Promise<void> = Promise.resolve();
  expiresMs: number;

  /** `open` is the way to one. */
  private constructor(options: LabSessionOptions, progress: SessionProgress) {
    this.stored = options.stored;
    this.expiresMs = options.stored.expiresMs;
    this.lab = options.lab;
    this.progress = progress;
    this.#options = options;
    this.#automatic = new AutomaticCheck(() => this.#checkCurrentStep());
  }

  static async open(options: LabSessionOptions, isNew: boolean): Promise<LabSession> {
    const empty = { passedSteps: [], checks: [], answers: [], hints: [], solutions: [], kept: {} };
    const stored = isNew ? empty : await options.repository.load(options.stored.id);
    return new LabSession(options, new SessionProgress(options.lab, options.stored.id, options.repository, stored));
  }

  get isLive(): boolean {
    return this.#state !== 'ended';
  }

  state(): SessionState {
    return {
      id: this.stored.id,
      lab: this.lab.slug,
      driver: this.stored.driver,
      expiresAt: new Date(this.expiresMs).toISOString(),
      state: this.#state,
      message: this.#message,
      readyMs: this.#readyMs,
      nodes: this.lab.start.nodes,
    };
  }

  /** The cluster, started when there is none: a new one, or one rebuilt by replaying what was passed. */
  cluster(): Promise<SessionCluster> {
    if (this.#state === 'ended') return Promise.reject(refusals.sessionEnded(this.#message ?? ''));
    this.#cluster ??= this.#start();
    return this.#cluster;
  }

  async #start(): Promise<SessionCluster> {
    const startedMs = performance.now();
    const passed = this.progress.passedSteps();
    this.#setState(passed.length > 0 || this.#readyMs !== null ? 'rebuilding' : 'starting', null);
    try {
      const cluster = await this.#options.driver.create(this.stored.id, this.lab.start, (notice) =>
        this.#notice(notice),
      );
      this.#begun = this.progress.currentStep;
      await replaySteps(cluster, { passed, current: this.#begun }, this.#stage());
      const first = await this.#terminals.open(cluster, 1, this.lab.start.terminalNote ?? '');
      await first.prompt;
      this.#readyMs = Math.round(performance.now() - startedMs);
      this.#setState('ready', null);
      if (this.#watchers.any) {
        this.#publish({ type: 'topology', topology: (await cluster.snapshot()).topology });
        this.#publish({ type: 'progress', progress: this.progress.view() });
      }
      return cluster;
    } catch (error) {
      this.#cluster = null;
      this.#options.log(error, 'a cluster could not be started');
      this.#setState('error', 'The cluster could not be started. Try again in a moment.');
      throw refusals.notReady('The cluster could not be started. Try again in a moment.');
    }
  }

  terminal(number: number): Promise<SharedTerminal> {
    return this.#terminals.get(() => this.cluster(), number);
  }

  /** See `SessionWatchers.join`. */
  watch(watcher: (event: SessionEvent) => void): Promise<() => void> {
    return this.#watchers.join(watcher, {
      state: () => this.state(),
      snapshot: async () => (await this.cluster()).snapshot(),
      progress: () => this.progress.view(),
    });
  }

  /** The learner's own run: waits up to 10 s for it to come true. */
  async check(number: number): Promise<CheckResult> {
    const step = this.#step(number);
    if (!step.check) throw refusals.noCheck(number);
    const cluster = await this.cluster();
    await this.#beginning;
    this.progress.markRunning(number, true);
    this.#publish({ type: 'check', check: this.progress.checkResult(number) });
    try {
      const outcome = await this.#runCheck(cluster, step, CONVERGE_MS);
      this.progress.markRunning(number, false);
      await this.#recordCheck(step, outcome, true);
    } finally {
      this.progress.markRunning(number, false);
      this.#publish({ type: 'check', check: this.progress.checkResult(number) });
    }
    return this.progress.checkResult(number);
  }

  async #checkCurrentStep(): Promise<void> {
    const step = this.lab.steps[this.progress.currentStep - 1];
    const cluster = this.#state === 'ready' ? await this.#cluster : null;
    if (!step?.check || step.check.onDemand || this.progress.isPassed(step.number) || !cluster) return;
    if (this.progress.checkResult(step.number).state === 'running') return;
    await this.#beginning;
    try {
      const outcome = await this.#runCheck(cluster, step, 0);
      await this.#recordCheck(step, outcome, false);
      this.#publish({ type: 'check', check: this.progress.checkResult(step.number) });
    } catch (error) {
      if (!(error instanceof ClusterLost)) this.#options.log(error, `check ${step.check.file} could not be run`);
    }
  }

  #runCheck(cluster: SessionCluster, step: Step, convergeMs: number): Promise<CheckOutcome> {
    const script = checkScript(this.lab, this.#options.library, step.check?.script ?? '');
    return cluster.check({ script, convergeMs, kept: this.progress.kept });
  }

  async #recordCheck(step: Step, outcome: CheckOutcome, asked: boolean): Promise<void> {
    await this.#afterPassing(await this.progress.recordCheck(step.number, outcome, asked, this.#options.now()));
  }

  async #afterPassing(steps: readonly number[]): Promise<void> {
    if (steps.length === 0) return;
    const context = await this.#answerContext();
    for (const step of steps) {
      for (const question of await settleByStep(context, step)) this.#publishAnswer(question);
    }
    await this.#beginCurrentStep(context.cluster);
    this.#publish({ type: 'progress', progress: this.progress.view() });
    // The next step may be true already.
    this.#automatic.changed();
  }

  async #beginCurrentStep(cluster: SessionCluster): Promise<void> {
    const { currentStep } = this.progress;
    if (currentStep === this.#begun || this.progress.isPassed(currentStep)) return;
    this.#begun = currentStep;
    this.#beginning = beginStep(cluster, this.lab.steps[currentStep - 1], this.#stage());
    await this.#beginning;
  }

  #stage(): Stage {
    const { library, log } = this.#options;
    return { lab: this.lab, library, log };
  }

  async answer(id: string, value: AnswerValue): Promise<AnswerResult> {
    const question = this.#question(id);
    await this.#afterPassing(await giveAnswer(await this.#answerContext(), question, value));
    return this.#publishAnswer(question);
  }

  async showAnswer(id: string): Promise<AnswerResult> {
    const question = this.#question(id);
    await this.#afterPassing(await showAnswer(await this.#answerContext(), question));
    return this.#publishAnswer(question);
  }

  async openHint(step: number, number: number): Promise<OpenedHint> {
    const hint = await this.progress.openHint(this.#step(step), number, this.#options.now());
    this.#publish({ type: 'progress', progress: this.progress.view() });
    return hint;
  }

  async openSolution(step: number): Promise<OpenedSolution> {
    const solution = await this.progress.openSolution(this.#step(step), this.#options.now());
    this.#publish({ type: 'progress', progress: this.progress.view() });
    return solution;
  }

  /** A fresh cluster with the steps before this one solved. */
  async resetStep(number: number): Promise<void> {
    this.#step(number);
    const before = await this.cluster();
    await this.progress.resetFrom(number);
    this.#forgetCluster();
    await before.close();
    await this.cluster();
  }

  async end(why: string): Promise<void> {
    if (this.#state === 'ended') return;
    const cluster = this.#cluster;
    this.#forgetCluster();
    this.#automatic.stop();
    this.#setState('ended', why);
    await (await cluster?.catch(() => null))?.close();
  }

  #notice(notice: ClusterNotice): void {
    if (notice.kind === 'topology') this.#onTopology(notice.topology);
    else if (notice.kind === 'changed') this.#automatic.changed();
    else if (notice.kind === 'traces') this.#onTraces(notice.traces, notice.skipped);
    else if (this.#state !== 'ended') {
      this.#forgetCluster();
      this.#setState('rebuilding', `${notice.reason} It is being rebuilt at your step; your progress is safe.`);
      this.cluster().catch(() => {});
    }
  }

  #onTopology(topology: Topology): void {
    this.#publish({ type: 'topology', topology });
    this.#automatic.changed();
  }

  #onTraces(traces: readonly Trace[], skipped: number): void {
    for (const trace of traces) this.#publish({ type: 'trace', trace });
    if (skipped > 0) this.#publish({ type: 'skipped', count: skipped });
    this.#automatic.changed();
    this.#settlePredictions(traces).catch((error) => this.#options.log(error, 'a prediction could not be compared'));
  }

  async #settlePredictions(traces: readonly Trace[]): Promise<void> {
    const context = await this.#answerContext();
    for (const trace of traces) {
      for (const question of await settleByTrace(context, trace)) this.#publishAnswer(question);
    }
  }

  async #answerContext(): Promise<AnswerContext> {
    const { lab, progress } = this;
    const { library, now } = this.#options;
    return { lab, library, progress, cluster: await this.cluster(), now };
  }

  #publishAnswer(question: Question): AnswerResult {
    const answer = this.progress.answerResult(question);
    this.#publish({ type: 'answer', answer });
    return answer;
  }

  #forgetCluster(): void {
    this.#cluster = null;
    this.#terminals.closeAll();
  }

  #setState(state: SessionState['state'], message: string | null): void {
    this.#state = state;
    this.#message = message;
    this.#publish({ type: 'state', state: this.state() });
  }

  #publish(event: SessionEvent): void {
    this.#watchers.publish(event);
  }

  #step(number: number): Step {
    const step = this.lab.steps[number - 1];
    if (!step) throw refusals.unknownStep(number, this.lab.steps.length);
    return step;
  }

  #question(id: string): Question {
    const question = this.lab.steps.flatMap((step) => step.questions).find((candidate) => candidate.id === id);
    if (!question) throw refusals.unknownQuestion(id);
    return question;
  }
}
