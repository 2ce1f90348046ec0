/** The latest entries, oldest first. */
export class RingJournal<T> {
  readonly #limit: number;
  #entries: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    // Shifting one at a time would move them all each time.
    if (this.#entries.length >= this.#limit * 2) this.#entries = this.#entries.slice(-this.#limit);
  }

  list(): T[] {
    return this.#entries.slice(-this.#limit);
  }
}
