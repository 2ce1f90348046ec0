import type { SessionEvent } from '../../../server/schemas/events.ts';
import type { Lab } from '../../../server/schemas/labs.ts';
import type {
  AnswerResult,
  CheckResult,
  NewAnswer,
  Progress,
  Session,
  SessionState,
} from '../../../server/schemas/sessions.ts';
import type { Topology } from '../../../server/schemas/topology.ts';
import type { Trace } from '../../../server/schemas/trace.ts';
import { EventStream, type Link } from '../api/event-stream.ts';
import { ApiError, http } from '../api/http.ts';

const ringSize = 200;

type Opened = Progress['hintsOpened'][number];

/** One learner's lab: its text, its session and everything the session tells. The page reads it; only this talks to the server. */
export class LabSession {
  readonly slug: string;
  lab = $state.raw<Lab | null>(null);
  /** Why the lab's text could not be read. */
  failure = $state<string | null>(null);
  state = $state.raw<SessionState | null>(null);
  /** Why there is no session. */
  refusal = $state<string | null>(null);
  /** Waited for longer than 400 ms: worth a word. */
  slow = $state(false);
  link = $state<Link>('connecting');
  retrySeconds = $state(0);
  online = $state(navigator.onLine);
  topology = $state.raw<Topology | null>(null);
  traces = $state.raw<readonly Trace[]>([]);
  /** The last request before a load balancer's targets changed, by its id: what was observed before no longer counts. */
  sharesSince = $state<Record<string, number>>({});
  /** Requests that were not sent one by one, because there were too many. */
  skipped = $state(0);
  checks = $state<Record<number, CheckResult>>({});
  answers = $state<Record<string, AnswerResult>>({});
  hints = $state.raw<readonly Opened[]>([]);
  solutions = $state.raw<Progress['solutionsOpened']>([]);
  passed = $state(false);
  /** Progress has been told at least once. */
  known = $state(false);
  private stream: EventStream | null = null;
  private progressStep = $state(1);

  constructor(slug: string) {
    this.slug = slug;
  }

  /** The step to continue with. */
  get furthest(): number {
    return this.progressStep;
  }

  get id(): string | null {
    return this.state?.id ?? null;
  }

  async open(): Promise<void> {
    this.failure = null;
    try {
      this.lab = await http.get<Lab>(`/api/labs/${this.slug}`);
    } catch (error) {
      this.failure = reason(error);
      return;
    }
    this.progressStep = this.lab.progress.step;
    await this.start(this.lab.progress.session);
  }

  /** Joins the session that is still there, or asks for a new one. */
  async start(existing: string | null = null): Promise<void> {
    this.refusal = null;
    const timer = setTimeout(() => {
      this.slow = true;
    }, 400);
    try {
      const id = existing ?? (await http.post<Session>('/api/sessions', { lab: this.slug })).id;
      // Which steps were drawn is known with the session.
      if (existing === null && this.lab?.drawn) this.lab = await http.get<Lab>(`/api/labs/${this.slug}`);
      this.follow(id);
    } catch (error) {
      this.refusal = reason(error);
    } finally {
      clearTimeout(timer);
      this.slow = false;
    }
  }

  close(): void {
    this.stream?.close();
    this.stream = null;
  }

  setOnline(online: boolean): void {
    this.online = online;
    if (online) this.stream?.retry();
  }

  async answer(question: string, value: NewAnswer['value']): Promise<void> {
    this.keepAnswer(await http.post<AnswerResult>(this.at(`answers/${question}`), { value }));
  }

  async showAnswer(question: string): Promise<void> {
    this.keepAnswer(await http.post<AnswerResult>(this.at(`answers/${question}/show`)));
  }

  async openHint(step: number, number: number): Promise<void> {
    const hint = await http.post<Opened>(this.at(`steps/${step}/hints/${number}`));
    if (!this.hints.some((h) => h.step === step && h.number === number)) this.hints = [...this.hints, hint];
  }

  async openSolution(step: number): Promise<void> {
    const solution = await http.post<Progress['solutionsOpened'][number]>(this.at(`steps/${step}/solution`));
    this.solutions = [...this.solutions.filter((s) => s.step !== step), solution];
  }

  async runCheck(step: number): Promise<void> {
    this.checks[step] = await http.post<CheckResult>(this.at(`checks/${step}`));
  }

  at(path: string): string {
    if (!this.state) throw new ApiError(0, 'There is no cluster yet.');
    return `/api/sessions/${this.state.id}/${path}`;
  }

  private follow(id: string): void {
    this.stream?.close();
    this.stream = new EventStream(id, {
      event: (event) => this.receive(event),
      link: (link, seconds) => {
        this.link = link;
        this.retrySeconds = seconds;
        if (link === 'reconnecting' && seconds > 0) void this.lookFor(id);
      },
    });
  }

  /** A connection that does not come back may belong to a session that is no more: then a new one is asked for. */
  private async lookFor(id: string): Promise<void> {
    try {
      await http.get<SessionState>(`/api/sessions/${id}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404 || !this.stream) return;
      this.close();
      this.state = null;
      await this.start();
    }
  }

  private receive(event: SessionEvent): void {
    if (event.type === 'state') this.state = event.state;
    else if (event.type === 'topology') this.readTopology(event.topology);
    else if (event.type === 'progress') this.readProgress(event.progress);
    else if (event.type === 'trace') this.keepTrace(event.trace);
    else if (event.type === 'skipped') this.skipped += event.count;
    else if (event.type === 'check') this.checks[event.check.step] = event.check;
    else this.keepAnswer(event.answer);
  }

  private readTopology(topology: Topology): void {
    for (const balancer of topology.loadBalancers) {
      const before = this.topology?.loadBalancers.find((one) => one.id === balancer.id);
      const changed = before !== undefined && JSON.stringify(before.members) !== JSON.stringify(balancer.members);
      if (changed) this.sharesSince[balancer.id] = this.traces[this.traces.length - 1]?.id ?? 0;
    }
    this.topology = topology;
  }

  private readProgress(progress: Progress): void {
    this.progressStep = progress.step;
    for (const check of progress.checks) this.checks[check.step] = check;
    for (const answer of progress.answers) this.keepAnswer(answer);
    this.hints = progress.hintsOpened;
    this.solutions = progress.solutionsOpened;
    this.passed = progress.passed;
    this.known = true;
  }

  private keepAnswer(answer: AnswerResult): void {
    this.answers[answer.question] = answer;
  }

  /** Traffic of checks is not the learner's. After a reconnection the last requests come again. */
  private keepTrace(trace: Trace): void {
    if (trace.origin !== 'learner') return;
    const last = this.traces[this.traces.length - 1];
    if (last && trace.id <= last.id && this.traces.some((t) => t.id === trace.id)) return;
    this.traces = [...this.traces.slice(-(ringSize - 1)), trace];
  }
}

export const reason = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something unexpected happened. Reload the page.';
