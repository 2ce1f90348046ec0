/** Quiet time after the last change before a check runs by itself. */
const DEBOUNCE_MS = 300;
/** However busy the cluster is, a check is not put off for longer than this. */
const LATEST_MS = 2_000;

/** Runs `check` after changes, one at a time, never while one is under way. */
export class AutomaticCheck {
  readonly #check: () => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #firstChangeMs = 0;
  #running = false;
  #again = false;
  #stopped = false;

  constructor(check: () => Promise<void>) {
    this.#check = check;
  }

  changed(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    const now = Date.now();
    if (this.#timer) clearTimeout(this.#timer);
    else this.#firstChangeMs = now;
    const delay = Math.max(0, Math.min(DEBOUNCE_MS, this.#firstChangeMs + LATEST_MS - now));
    this.#timer = setTimeout(() => void this.#run(), delay);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#running = true;
    this.#again = false;
    try {
      await this.#check();
    } finally {
      this.#running = false;
    }
    if (this.#again) this.changed();
  }
}
