const LONGEST_QUERY = 256;

/** Ctrl-R: the latest line of history that holds what is typed. */
export class HistorySearch {
  readonly #lines: readonly string[];
  query = '';
  #at: number;
  failed = false;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#at = lines.length;
  }

  get found(): string {
    return this.#lines[this.#at] ?? '';
  }

  get prompt(): string {
    return `(${this.failed ? 'failed ' : ''}reverse-i-search)\`${this.query}': `;
  }

  type(text: string): void {
    this.query = (this.query + text).slice(0, LONGEST_QUERY);
    this.#search(Math.min(this.#at, this.#lines.length - 1));
  }

  backspace(): void {
    this.query = this.query.slice(0, -1);
    this.#at = this.#lines.length;
    this.failed = false;
    if (this.query !== '') this.#search(this.#lines.length - 1);
  }

  /** Ctrl-R again: the one before. */
  older(): void {
    if (this.query !== '') this.#search(this.#at - 1);
  }

  #search(from: number): void {
    for (let at = from; at >= 0; at--) {
      if (!this.#lines[at]!.includes(this.query)) continue;
      this.#at = at;
      this.failed = false;
      return;
    }
    this.failed = true;
  }
}
