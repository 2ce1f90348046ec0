import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../worker-thread.ts';
import { type ByteConnection, ClusterLost, type ClusterNotice } from '../driver.ts';
import { MessageStreams } from './message-streams.ts';
import type { FromWorker, WorkerCall, WorkerOptions } from './messages.ts';

export interface WorkerPoolOptions extends WorkerOptions {
  readonly workers: number;
  readonly memoryMiB: number;
  readonly entry: URL;
}

/** A worker that does not answer for so long is stuck in a loop, and ended. */
const SILENCE_MS = 20_000;
const PING_EVERY_MS = 5_000;

/** Threads that run clusters, each started when it is first needed and again after it was lost. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #workers: (ClusterWorker | null)[];

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#workers = Array.from({ length: options.workers }, () => null);
  }

  /** The worker with the fewest sessions. */
  leastBusy(): ClusterWorker {
    let best = 0;
    for (const [index, worker] of this.#workers.entries()) {
      if ((worker?.load ?? 0) < (this.#workers[best]?.load ?? 0)) best = index;
    }
    const existing = this.#workers[best];
    if (existing) return existing;
    const worker: ClusterWorker = new ClusterWorker(this.#options, () => {
      if (this.#workers[best] === worker) this.#workers[best] = null;
    });
    this.#workers[best] = worker;
    return worker;
  }

  /** Starts all threads and waits until they have read their sources, so that the first learner does not. */
  async warm(): Promise<void> {
    for (let started = 0; started < this.#workers.length; started++) {
      this.#workers[started] ??= new ClusterWorker(this.#options, () => {
        this.#workers[started] = null;
      });
    }
    await Promise.all(this.#workers.map((worker) => worker?.call('', { method: 'ping' })));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker?.end()));
  }
}

/** One thread and what is asked of it. */
export class ClusterWorker {
  readonly #worker: Worker;
  readonly #streams: MessageStreams;
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #sessions = new Map<string, (notice: ClusterNotice) => void>();
  readonly #watchdog: NodeJS.Timeout;
  #nextId = 1;
  #nextStream = 1;
  #lost: string | null = null;
  #heardMs = Date.now();
  #started = false;

  constructor(options: WorkerPoolOptions, onLost: () => void) {
    const { pace, memoryMiB } = options;
    const input: WorkerOptions = { pace };
    this.#worker = startWorker(options.entry, input, {
      name: 'clusters',
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    });
    this.#streams = new MessageStreams((message, transfer) => this.#worker.postMessage(message, [...transfer]));
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    const lose = (reason: string) => {
      if (this.#lost !== null) return;
      onLost();
      this.#lose(reason);
    };
    this.#worker.on('error', (error) => {
      console.error('a cluster worker failed:', error);
      lose('The cluster ended unexpectedly.');
    });
    this.#worker.on('exit', () => lose('The cluster ended unexpectedly.'));
    this.#watchdog = setInterval(() => {
      // Starting up (reading sources) is no silence.
      if (this.#started && Date.now() - this.#heardMs > SILENCE_MS) void this.#worker.terminate();
      else
        void this.call('', { method: 'ping' }).then(
          () => {
            this.#started = true;
          },
          () => {},
        );
    }, PING_EVERY_MS);
    this.#watchdog.unref();
    this.#worker.unref();
  }

  get load(): number {
    return this.#sessions.size;
  }

  call(session: string, call: WorkerCall): Promise<unknown> {
    if (this.#lost !== null) return Promise.reject(new ClusterLost(this.#lost));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ kind: 'call', id, session, call });
    });
  }

  openStream(): { id: number; connection: ByteConnection } {
    const id = this.#nextStream++;
    return { id, connection: this.#streams.open(id) };
  }

  join(session: string, listener: (notice: ClusterNotice) => void): void {
    this.#sessions.set(session, listener);
  }

  leave(session: string): void {
    this.#sessions.delete(session);
  }

  async end(): Promise<void> {
    this.#sessions.clear();
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    this.#heardMs = Date.now();
    if (message.kind === 'notice') this.#sessions.get(message.session)?.(message.notice);
    else if (message.kind === 'answer' || message.kind === 'failure') {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.kind === 'answer') pending?.resolve(message.value);
      else pending?.reject(message.lost ? new ClusterLost(message.message) : new Error(message.message));
    } else this.#streams.receive(message);
  }

  #lose(reason: string): void {
    this.#lost = reason;
    clearInterval(this.#watchdog);
    this.#streams.endAll();
    for (const pending of this.#pending.values()) pending.reject(new ClusterLost(reason));
    this.#pending.clear();
    for (const listener of [...this.#sessions.values()]) listener({ kind: 'lost', reason });
    this.#sessions.clear();
  }
}
