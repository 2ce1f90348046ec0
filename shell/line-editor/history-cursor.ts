import type { LineBuffer } from './line-buffer.ts';

/** Where in the history the line being edited is; lines that were changed on the way keep their changes. */
export class HistoryCursor {
  readonly #lines: string[];
  readonly #buffer: LineBuffer;
  /** What changed lines said before, by index. */
  readonly #originals = new Map<number, string>();
  #newest = '';
  at: number;
  /** Where the next line begins (Ctrl-O). */
  nextStart: number | null = null;

  constructor(lines: string[], buffer: LineBuffer) {
    this.#lines = lines;
    this.#buffer = buffer;
    this.at = lines.length;
  }

  get length(): number {
    return this.#lines.length;
  }

  /** The line at an index; the one past the last is the line being typed. */
  line(at: number): string | undefined {
    return at === this.#lines.length ? this.#newest : this.#lines[at];
  }

  /** Goes to another line; false when there is none. */
  goTo(at: number, cursor?: number): boolean {
    if (at < 0 || at > this.#lines.length || at === this.at) return false;
    this.#keep();
    this.at = at;
    this.#buffer.load(this.line(at) ?? '', cursor);
    return true;
  }

  /** Back to the line being typed; the line that was edited on the way is as it was. */
  leave(): void {
    const original = this.#originals.get(this.at);
    if (original !== undefined) this.#lines[this.at] = original;
    this.#originals.delete(this.at);
  }

  #keep(): void {
    const { text } = this.#buffer;
    if (this.at === this.#lines.length) this.#newest = text;
    else if (this.#lines[this.at] !== text) {
      if (!this.#originals.has(this.at)) this.#originals.set(this.at, this.#lines[this.at]!);
      this.#lines[this.at] = text;
    }
  }
}
