import { BrokenPipe } from './byte-stream.ts';

/** Bytes printed and not yet read by the outside, beyond which a writer waits. */
const CAPACITY = 65_536;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** What programs print, on its way out: newlines translated (ONLCR), writers held back while the outside is slow. */
export class TerminalOutput {
  translatesNewlines = true;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #closed = false;
  #isHeld = false;
  #reader: ((bytes: Uint8Array | null) => void) | null = null;
  #writers: { resolve: () => void; reject: (error: Error) => void }[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw new BrokenPipe();
    if (bytes.length === 0) return;
    this.#push(this.translatesNewlines ? withCarriageReturns(bytes) : bytes);
    if (this.#held >= CAPACITY) await new Promise<void>((resolve, reject) => this.#writers.push({ resolve, reject }));
  }

  /** Echoed keys never wait: while the outside does not read they are dropped, as a full tty buffer drops them. */
  echo(text: string): void {
    if (!this.#closed && text !== '' && this.#held < CAPACITY) this.#push(Buffer.from(text));
  }

  /** Everything printed so far and not yet read, or the next bytes. One reader at a time. */
  read(): Promise<Uint8Array | null> {
    if (this.#chunks.length > 0 && !this.#isHeld) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      this.flush();
      return Promise.resolve(bytes);
    }
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  /** Ctrl-S: nothing goes out until it is let go. */
  hold(held: boolean): void {
    this.#isHeld = held;
    const reader = this.#reader;
    if (held || !reader || this.#chunks.length === 0) return;
    this.#reader = null;
    void this.read().then(reader);
  }

  /** Drops what has not been read yet (as a signal from the keyboard does) and lets writers go on. */
  flush(): void {
    this.#chunks = [];
    this.#held = 0;
    for (const writer of this.#writers.splice(0)) writer.resolve();
  }

  close(): void {
    this.#closed = true;
    for (const writer of this.#writers.splice(0)) writer.reject(new BrokenPipe());
    this.#reader?.(null);
    this.#reader = null;
  }

  #push(bytes: Uint8Array): void {
    const reader = this.#reader;
    if (reader && !this.#isHeld) {
      this.#reader = null;
      reader(bytes);
      return;
    }
    this.#chunks.push(bytes);
    this.#held += bytes.length;
  }
}

function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  let newlines = 0;
  for (const byte of bytes) if (byte === NEWLINE) newlines++;
  if (newlines === 0) return bytes;
  const translated = new Uint8Array(bytes.length + newlines);
  let at = 0;
  for (const byte of bytes) {
    if (byte === NEWLINE) translated[at++] = CARRIAGE_RETURN;
    translated[at++] = byte;
  }
  return translated;
}
