/** How often the real server forgets what its lists may still show (storage/etcd3/compact.go). */
const INTERVAL_MS = 5 * 60_000;

/**
 * What pages of a list can no longer be continued. Every five minutes the moment of the last round is forgotten; nobody
 * has to be woken for it, since only those who read pages ask.
 */
export class Compaction {
  readonly #now: () => number;
  #rounds: { readonly time: number; readonly revision: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is older than this revision has been forgotten. `current`: the store's. */
  revision(current: number): number {
    const now = this.#now();
    const last = this.#rounds.at(-1);
    if (!last || now - last.time >= INTERVAL_MS) this.#rounds.push({ time: now, revision: current });
    const forgotten = this.#rounds.findLastIndex((round) => now - round.time >= INTERVAL_MS);
    if (forgotten > 0) this.#rounds = this.#rounds.slice(forgotten);
    return forgotten < 0 ? 0 : this.#rounds[0]!.revision;
  }
}
