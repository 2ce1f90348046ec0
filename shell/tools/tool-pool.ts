import { Worker } from 'node:worker_threads';

/** A file, or (bytes null) a directory, as a tool gets it or leaves it. */
export interface ToolFile {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  readonly mode: number;
  readonly modifiedMs: number;
}

export interface ToolJob {
  readonly tool: string;
  readonly args: readonly string[];
  readonly stdin: Uint8Array;
  readonly files: readonly ToolFile[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly exitCode: number;
  /** Files and directories that are new or have changed. */
  readonly written: readonly ToolFile[];
  readonly removed: readonly string[];
}

/** The tool did not come to an end: it ran too long, or needed too much memory. The message is for the learner. */
export class ToolStopped extends Error {}

const WORKERS = 2;
const LONGEST_RUN_MS = 10_000;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };

interface Run {
  readonly job: ToolJob;
  resolve(result: ToolResult): void;
  reject(error: unknown): void;
  /** The thread at work on it. */
  worker?: Worker;
}

const idle: Worker[] = [];
const queue: Run[] = [];
let started = 0;

/**
 * Runs a finite tool in a worker thread, so that one learner's long job takes no time from the others. At most two
 * workers per process, started when first needed and again after one had to be ended. Rejects with the signal's reason
 * when aborted, with `ToolStopped` beyond 10 s.
 */
export function runTool(job: ToolJob, signal: AbortSignal): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const run: Run = { job, resolve, reject };
    const onAbort = () => {
      if (run.worker) void run.worker.terminate();
      else queue.splice(queue.indexOf(run), 1);
      reject(signal.reason);
    };
    const settled = () => signal.removeEventListener('abort', onAbort);
    run.resolve = (result) => {
      settled();
      resolve(result);
    };
    run.reject = (error) => {
      settled();
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    queue.push(run);
    startNext();
  });
}

function startNext(): void {
  if (queue.length === 0) return;
  const worker = idle.pop() ?? (started < WORKERS ? startWorker() : undefined);
  if (worker) work(worker, queue.shift()!);
}

function startWorker(): Worker {
  started++;
  const worker = new Worker(new URL('./tool-worker.js', import.meta.url), {
    name: 'shell-tools',
    // A loader of the parent (tsx) is of no use to a JavaScript file and would only make it start slowly.
    execArgv: [],
    resourceLimits: RESOURCE_LIMITS,
  });
  worker.once('exit', () => {
    started--;
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    startNext();
  });
  return worker;
}

function work(worker: Worker, run: Run): void {
  run.worker = worker;
  worker.ref();
  // Real time, not the machine's: the thread works in real time, whatever clock the machine has.
  const timer = setTimeout(() => {
    run.reject(new ToolStopped(`stopped after ${LONGEST_RUN_MS / 1000} seconds`));
    void worker.terminate();
  }, LONGEST_RUN_MS);
  const done = () => {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  };
  const onMessage = (result: ToolResult) => {
    done();
    worker.unref();
    idle.push(worker);
    run.resolve(result);
    startNext();
  };
  const onError = (error: Error & { code?: string }) => {
    done();
    run.reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ToolStopped('memory exhausted') : error);
  };
  const onExit = () => {
    done();
    run.reject(new ToolStopped('ended unexpectedly'));
  };
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  worker.postMessage(run.job);
}
