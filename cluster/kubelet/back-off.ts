/** First and longest wait between restarts and between pulls; the kubelet's own (10 s doubling to 5 min). */
const BASE_MS = 10_000;
const MAX_MS = 300_000;

/** A `BackOff` as JSON. */
export interface BackOffSnapshot {
  readonly delayMs: number;
  readonly updatedMs: number;
}

/** Growing waits, forgotten after ten quiet minutes (client-go util/flowcontrol/backoff.go). */
export class BackOff {
  #delayMs = 0;
  #updatedMs = 0;

  static from({ delayMs, updatedMs }: BackOffSnapshot): BackOff {
    const backOff = new BackOff();
    backOff.#delayMs = delayMs;
    backOff.#updatedMs = updatedMs;
    return backOff;
  }

  snapshot(): BackOffSnapshot {
    return { delayMs: this.#delayMs, updatedMs: this.#updatedMs };
  }

  /** The present wait; 0 before the first failure. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** When the next attempt may be made after a failure at `failedMs`. */
  nextAttemptMs(failedMs: number): number {
    const forgotten = failedMs - this.#updatedMs > 2 * MAX_MS;
    return this.#delayMs === 0 || forgotten ? failedMs : failedMs + this.#delayMs;
  }

  /** An attempt is made now. */
  advance(nowMs: number): void {
    const forgotten = nowMs - this.#updatedMs > 2 * MAX_MS;
    this.#delayMs = this.#delayMs === 0 || forgotten ? BASE_MS : Math.min(2 * this.#delayMs, MAX_MS);
    this.#updatedMs = nowMs;
  }
}

/** Go's Duration of whole seconds: `10s`, `1m20s`, `5m0s`. */
export function goSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
