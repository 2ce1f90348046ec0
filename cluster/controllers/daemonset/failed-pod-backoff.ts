import type { Clock } from '../../machinery/clock.ts';

/** BackoffInitial and BackoffMax of failedPodsBackoff. */
const FIRST_MS = 1_000;
const LONGEST_MS = 900_000;

/** Keeps a DaemonSet and a kubelet that rejects its pods from chasing each other (client-go flowcontrol.Backoff). */
export class FailedPodBackoff {
  readonly #clock: Clock;
  #entries = new Map<string, { delayMs: number; updatedAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long to leave failed pods alone; 0 when they may be replaced now, after which the next time takes longer. */
  takeDelay(key: string): number {
    const now = this.#clock.now();
    const entry = this.#entries.get(key);
    if (entry && now - entry.updatedAt < entry.delayMs) return entry.delayMs;
    const isForgotten = !entry || now - entry.updatedAt > 2 * LONGEST_MS;
    const delayMs = isForgotten ? FIRST_MS : Math.min(entry.delayMs * 2, LONGEST_MS);
    this.#entries.set(key, { delayMs, updatedAt: now });
    return 0;
  }

  /** Forgets what a set's pods have done. */
  forget(setUid: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(`${setUid}/`)) this.#entries.delete(key);
  }
}
