/** The most that is handed on at once. */
const PIECE = 4096;

const INTERRUPT = 3;

export interface TypingTarget {
  /** How many bytes it can hold now. */
  room(): number;
  type(bytes: Uint8Array): void;
}

/** A long paste on its way into a terminal: it goes on as the program reads. */
export class TypingQueue {
  readonly #target: TypingTarget;
  #waiting: { bytes: Uint8Array; done: () => void }[] = [];

  constructor(target: TypingTarget) {
    this.#target = target;
  }

  /** Resolves when the terminal has taken them. Ctrl-C overtakes what still waits, and drops it. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#waiting.length > 0 && bytes.includes(INTERRUPT)) this.close();
    return new Promise((done) => {
      this.#waiting.push({ bytes, done });
      this.advance();
    });
  }

  /** There may be room now. */
  advance(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const piece = next.bytes.subarray(0, PIECE);
      if (this.#target.room() < piece.length) return;
      next.bytes = next.bytes.subarray(PIECE);
      if (next.bytes.length === 0) this.#waiting.shift();
      this.#target.type(piece);
      if (next.bytes.length === 0) next.done();
    }
  }

  /** Nothing more is typed. */
  close(): void {
    for (const { done } of this.#waiting.splice(0)) done();
  }
}
