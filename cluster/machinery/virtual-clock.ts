import type { Clock } from './clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Turns of the event loop without a new timer, a hold or an advance, after which nothing else is going to happen. */
const IDLE_TURNS = 12;

/**
 * A clock that tests step by hand (`advance`), or that jumps to its next timer by itself whenever the event loop has
 * gone idle (`runFreely`). Timers due at the same instant fire in the order they were set.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];
  #holds = 0;
  #activity = 0;
  #free = false;

  constructor(startMs = Date.UTC(2026, 0, 5, 9, 0, 0)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, callback };
    this.#activity++;
    let index = this.#timers.length;
    while (index > 0 && this.#timers[index - 1]!.at > timer.at) index--;
    this.#timers.splice(index, 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  hold(): () => void {
    this.#holds++;
    this.#activity++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#holds--;
      this.#activity++;
    };
  }

  /** Fires everything due within the next `ms`, letting promises settle between timers. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let timer = this.#timers[0]; timer && timer.at <= end; timer = this.#timers[0]) {
      this.#fire(timer);
      await settle();
    }
    this.#now = end;
  }

  /** From now on jumps ahead whenever nothing else can happen. The returned function stops it. */
  runFreely(): () => void {
    this.#free = true;
    let idle = 0;
    let seen = this.#activity;
    const turn = () => {
      if (!this.#free) return;
      if (this.#holds > 0 || seen !== this.#activity) idle = 0;
      seen = this.#activity;
      const next = this.#timers[0];
      if (++idle > IDLE_TURNS && next && !hostIsAtWork()) {
        idle = 0;
        this.#fire(next);
      }
      // With nothing due there is nothing to hurry for: let the host breathe.
      if (next && this.#holds === 0) setImmediate(turn);
      else setTimeout(turn, 1);
    };
    setImmediate(turn);
    return () => {
      this.#free = false;
    };
  }

  #fire(timer: Timer): void {
    this.#timers.shift();
    this.#now = Math.max(this.#now, timer.at);
    this.#activity++;
    timer.callback();
  }
}

/** Lets promise chains and in-process streams run until they wait for time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < IDLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Signing, key generation, compression and files are done by the host's own threads, in no time of the cluster's. */
function hostIsAtWork(): boolean {
  return process.getActiveResourcesInfo().some((name) => /REQUEST$|^FSReq|^ZLIB/.test(name));
}
