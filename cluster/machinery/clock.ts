/** Time as the simulation sees it. Nothing inside `cluster/` or `shell/` asks the host for the time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, callback: () => void): () => void;
  /**
   * Tells the clock that real work is under way outside the event loop (a worker thread, a real socket), so that a
   * virtual clock must not jump ahead. Call the returned function when it has ended. A no-op on the real clock.
   */
  hold(): () => void;
}

/** Resolves after `delayMs` of the clock's time; rejects with the signal's reason when aborted. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = clock.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A longer timer of the host's would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The host's clock. Its timers never keep the process alive on their own. */
export class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, callback: () => void): () => void {
    if (delayMs > LONGEST_TIMER_MS) {
      let cancel = this.schedule(LONGEST_TIMER_MS, () => {
        cancel = this.schedule(delayMs - LONGEST_TIMER_MS, callback);
      });
      return () => cancel();
    }
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  }

  hold(): () => void {
    return () => {};
  }
}
