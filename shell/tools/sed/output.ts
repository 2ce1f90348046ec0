import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';

const FLUSH_AT = 65_536;

/** What sed prints: gathered while there is more to do, and written before it waits for input. */
export class SedOutput {
  readonly #writer: ByteWriter;
  #text = '';
  #owesNewline = false;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  /** A line; one that came without its newline leaves without it, unless more follows. */
  line(text: string, terminated = true): void {
    this.raw(terminated ? `${text}\n` : text);
    this.#owesNewline = !terminated;
  }

  raw(text: string): void {
    if (this.#owesNewline) this.#text += '\n';
    this.#owesNewline = false;
    this.#text += text;
  }

  isFull(): boolean {
    return this.#text.length >= FLUSH_AT;
  }

  async flush(): Promise<void> {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    await this.#writer.write(Buffer.from(text));
  }
}
