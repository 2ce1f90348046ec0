/** Pieces of killed text that are kept. */
const RING_SIZE = 10;
const LONGEST_KILL = 1024 * 1024;

/** Killed text, newest last; one kill after another grows the newest piece. */
export class KillRing {
  #pieces: string[] = [];
  #at = 0;

  /** `joins`: the command before was a kill too. */
  add(text: string, direction: 'forward' | 'backward', joins: boolean): void {
    if (text.length > LONGEST_KILL) return;
    const last = this.#pieces.at(-1);
    if (joins && last !== undefined) {
      const grown = direction === 'forward' ? last + text : text + last;
      if (grown.length <= LONGEST_KILL) this.#pieces[this.#pieces.length - 1] = grown;
    } else {
      this.#pieces.push(text);
      if (this.#pieces.length > RING_SIZE) this.#pieces.shift();
    }
    this.#at = this.#pieces.length - 1;
  }

  /** What a yank inserts. */
  get current(): string | undefined {
    return this.#pieces[this.#at];
  }

  /** The piece before, round and round. */
  rotate(): void {
    if (this.#pieces.length > 0) this.#at = (this.#at + this.#pieces.length - 1) % this.#pieces.length;
  }
}
