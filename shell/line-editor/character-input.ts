/** Typed characters waiting beyond this are dropped; a paste may be a large file. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Ctrl-C while a line is edited. */
export class KeyboardInterrupt extends Error {}

/** A terminal's bytes as characters; they may be cut anywhere between reads. */
export class CharacterInput {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #read: () => Promise<Uint8Array | null>;
  #waiting = '';
  #at = 0;

  constructor(read: () => Promise<Uint8Array | null>) {
    this.#read = read;
  }

  get hasMore(): boolean {
    return this.#at < this.#waiting.length;
  }

  get waitingLength(): number {
    return this.#waiting.length - this.#at;
  }

  /** The next character, or null at the end of input. Throws `KeyboardInterrupt` for Ctrl-C. */
  async next(): Promise<string | null> {
    for (;;) {
      const char = await this.nextLiteral();
      if (char === '\x03') throw new KeyboardInterrupt();
      // Ctrl-Z and Ctrl-\ reach the shell as signals that it ignores.
      if (char !== '\x1a' && char !== '\x1c') return char;
    }
  }

  /** The next character whatever it is. */
  async nextLiteral(): Promise<string | null> {
    while (!this.hasMore) {
      const bytes = await this.#read();
      if (!bytes) return null;
      this.#waiting = this.#decoder.decode(bytes, { stream: true }).slice(0, MOST_WAITING);
      this.#at = 0;
    }
    return this.take();
  }

  /** A character that is there already. */
  take(): string {
    const char = String.fromCodePoint(this.#waiting.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }

  peek(): string | undefined {
    return this.#waiting[this.#at];
  }

  /** The printable characters that wait, up to the first control character. */
  takePrintable(): string {
    let end = this.#at;
    while (end < this.#waiting.length) {
      const code = this.#waiting.charCodeAt(end);
      if (code < 32 || code === 127) break;
      end++;
    }
    const text = this.#waiting.slice(this.#at, end);
    this.#at = end;
    return text;
  }

  /** What waits up to and without `end`, or everything; `found` tells which. Throws `KeyboardInterrupt` as `next` does. */
  takeUntil(end: string): { text: string; found: boolean } {
    const at = this.#waiting.indexOf(end, this.#at);
    const interrupt = this.#waiting.indexOf('\x03', this.#at);
    if (interrupt >= 0 && (at < 0 || interrupt < at)) {
      this.#at = interrupt + 1;
      throw new KeyboardInterrupt();
    }
    if (at >= 0) {
      const text = this.#waiting.slice(this.#at, at);
      this.#at = at + end.length;
      return { text, found: true };
    }
    // Keep what may be the beginning of the end mark.
    const keep = Math.max(this.#at, this.#waiting.length - end.length + 1);
    const text = this.#waiting.slice(this.#at, keep);
    this.#at = keep;
    return { text, found: false };
  }

  /** Waits until there is more than what waits now; false at the end of input. */
  async more(): Promise<boolean> {
    const bytes = await this.#read();
    if (!bytes) return false;
    this.#waiting = this.#waiting.slice(this.#at) + this.#decoder.decode(bytes, { stream: true });
    this.#at = 0;
    return true;
  }

  /** Puts characters before what waits: a macro's keys. */
  push(text: string): void {
    this.#waiting = (text + this.#waiting.slice(this.#at)).slice(0, MOST_WAITING);
    this.#at = 0;
  }

  takeAll(): string {
    const text = this.#waiting.slice(this.#at);
    this.#waiting = '';
    this.#at = 0;
    return text;
  }
}
