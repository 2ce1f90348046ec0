import type { Clock } from '../machinery/clock.ts';

/** Turns of the event loop without work, after which nothing that is under way can cause more. */
const QUIET_TURNS = 3;

/**
 * Counts the work that is due now (queued keys, running reconciles), but nothing that waits for time. One a cluster: it
 * tells when everything has settled, and keeps a virtual clock from jumping ahead of work that needs no time.
 */
export class Activity {
  readonly #clock: Clock;
  #count = 0;
  #release: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  enter(): void {
    if (this.#count++ === 0) this.#release = this.#clock.hold();
  }

  leave(): void {
    if (--this.#count > 0) return;
    if (this.#count < 0) throw new Error('Activity.leave without enter');
    this.#release?.();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Counts `work` until it has ended. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.enter();
    try {
      return await work;
    } finally {
      this.leave();
    }
  }

  /** Takes work that is counted out of the count while it waits for time. */
  async outside<T>(wait: Promise<T>): Promise<T> {
    this.leave();
    try {
      return await wait;
    } finally {
      this.enter();
    }
  }

  idle(): boolean {
    return this.#count === 0;
  }

  /** Resolves when there has been nothing to do for a few turns of the event loop. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      if (this.#count > 0) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        quiet = 0;
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (this.#count > 0) return this.settled();
  }
}
