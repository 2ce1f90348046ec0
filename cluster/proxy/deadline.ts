import type { Clock } from '../machinery/clock.ts';

/** A moment that moves often and is seldom reached: moving it costs nothing, one timer waits for all of them. */
export class Deadline {
  readonly #clock: Clock;
  readonly #reached: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #timerMs = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, reached: () => void) {
    this.#clock = clock;
    this.#reached = reached;
  }

  in(ms: number): void {
    this.#atMs = this.#clock.now() + ms;
    if (this.#atMs < this.#timerMs) this.#arm();
  }

  /** Not reached until it is set again. */
  clear(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  /** For good. */
  stop(): void {
    this.clear();
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerMs = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    this.#cancel?.();
    this.#timerMs = this.#atMs;
    this.#cancel = this.#clock.schedule(Math.max(0, this.#atMs - this.#clock.now()), () => {
      this.#cancel = undefined;
      this.#timerMs = Number.POSITIVE_INFINITY;
      if (this.#atMs === Number.POSITIVE_INFINITY) return;
      if (this.#atMs > this.#clock.now()) return this.#arm();
      this.clear();
      this.#reached();
    });
  }
}
