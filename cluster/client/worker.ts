import { ApiError } from './client.ts';
import type { WorkQueue } from './work-queue.ts';

/** Conflicts that are retried without waiting: the cache is usually newer already. */
const IMMEDIATE_CONFLICT_RETRIES = 5;

export interface WorkerOptions {
  readonly queue: WorkQueue;
  /** Different keys processed at the same time. */
  readonly concurrency: number;
  readonly process: (key: string) => Promise<void>;
  /** Told of every failure that is not a conflict; the key is retried with growing delays. */
  readonly onError: (key: string, error: unknown) => void;
}

/** Processes a queue, a turn of the event loop after its keys came, so that a burst of changes to one key counts once. */
export function startWorker(options: WorkerOptions): void {
  const { queue, concurrency } = options;
  let running = 0;
  let scheduled = false;
  const drain = () => {
    scheduled = false;
    while (running < concurrency) {
      const key = queue.take();
      if (key === undefined) return;
      running++;
      void processKey(options, key).then(() => {
        running--;
        wake();
      });
    }
  };
  const wake = () => {
    if (scheduled || queue.length === 0 || running >= concurrency) return;
    scheduled = true;
    setImmediate(drain);
  };
  queue.onReady = wake;
  wake();
}

async function processKey({ queue, process, onError }: WorkerOptions, key: string): Promise<void> {
  try {
    await process(key);
    queue.forget(key);
  } catch (error) {
    const conflict = error instanceof ApiError && error.reason === 'Conflict';
    if (!conflict) onError(key, error);
    queue.addRateLimited(key, conflict ? IMMEDIATE_CONFLICT_RETRIES : 0);
  } finally {
    queue.done(key);
  }
}
