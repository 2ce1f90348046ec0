/** At most `limit` takes per key within any `windowMs`. Keys that are quiet are forgotten. */
export class RateLimit {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #taken = new Map<string, number[]>();

  constructor(limit: number, windowMs: number, now: () => number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  take(key: string): boolean {
    const now = this.#now();
    const since = now - this.#windowMs;
    if (this.#taken.size > 10_000) this.#forget(since);
    const recent = (this.#taken.get(key) ?? []).filter((at) => at > since);
    const free = recent.length < this.#limit;
    this.#taken.set(key, free ? [...recent, now] : recent);
    return free;
  }

  #forget(since: number): void {
    for (const [key, times] of this.#taken) if ((times.at(-1) ?? 0) <= since) this.#taken.delete(key);
  }
}
