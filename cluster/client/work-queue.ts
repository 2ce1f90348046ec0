import type { Clock } from '../machinery/clock.ts';
import type { Activity } from './activity.ts';

/** client-go's default item rate limiter (util/workqueue/default_rate_limiters.go). */
const DEFAULT_RETRY = { baseMs: 5, maxMs: 1_000_000 };

/** What is told of keys that are due. */
export type WorkCount = Pick<Activity, 'enter' | 'leave'>;

/**
 * client-go's work queue (util/workqueue): a key that is added again before it is taken counts once; a key that is
 * added while it is being processed is queued again afterwards, so one key is never processed twice at the same time.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #activity: WorkCount;
  readonly #retry: { readonly baseMs: number; readonly maxMs: number };
  #queue: string[] = [];
  #dirty = new Set<string>();
  #processing = new Set<string>();
  #failures = new Map<string, number>();
  #delayed = new Map<string, { at: number; cancel: () => void }>();
  #closed = false;
  /** Called when a key becomes available. */
  onReady: () => void = () => {};

  /** `retry`: the first delay of `addRateLimited` and its longest. */
  constructor(clock: Clock, activity: WorkCount, retry: { baseMs: number; maxMs: number } = DEFAULT_RETRY) {
    this.#clock = clock;
    this.#activity = activity;
    this.#retry = retry;
  }

  get length(): number {
    return this.#queue.length;
  }

  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return;
    this.#dirty.add(key);
    this.#activity.enter();
    if (this.#processing.has(key)) return;
    this.#queue.push(key);
    this.onReady();
  }

  /** Adds the key after `delayMs`; of several pending delays the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#closed) return;
    if (delayMs <= 0) return this.add(key);
    const at = this.#clock.now() + delayMs;
    const pending = this.#delayed.get(key);
    if (pending && pending.at <= at) return;
    pending?.cancel();
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { at, cancel });
  }

  /** Adds the key after the first delay (5 ms), doubled for each time since `forget`; the first `immediate` times without a delay. */
  addRateLimited(key: string, immediate = 0): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    if (failures < immediate) this.add(key);
    else this.addAfter(key, Math.min(this.#retry.baseMs * 2 ** (failures - immediate), this.#retry.maxMs));
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The next key, which is the caller's until `done`. */
  take(): string | undefined {
    const key = this.#queue.shift();
    if (key === undefined) return undefined;
    this.#dirty.delete(key);
    this.#processing.add(key);
    return key;
  }

  done(key: string): void {
    if (!this.#processing.delete(key)) return;
    if (this.#dirty.has(key)) {
      this.#queue.push(key);
      this.onReady();
    }
    this.#activity.leave();
  }

  /** Drops what waits and takes nothing more. */
  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    for (let left = this.#dirty.size; left > 0; left--) this.#activity.leave();
    this.#dirty.clear();
    this.#queue = [];
  }
}
