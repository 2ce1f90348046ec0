import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import { encode } from '../../commands/text/byte-text.ts';

const FLUSH_AT = 65_536;

/** What sed prints: gathered while there is more to do, and written before it waits for input. */
export class SedOutput {
  readonly #writer: ByteWriter;
  #text = '';
  readonly #end: string;
  #owesNewline = false;

  constructor(writer: ByteWriter, end = '\n') {
    this.#writer = writer;
    this.#end = end;
  }

  /** A line; one that came without its newline leaves without it, unless more follows. */
  line(text: string, terminated = true): void {
    this.raw(terminated ? text + this.#end : text);
    this.#owesNewline = !terminated;
  }

  raw(text: string): void {
    if (text === '') return;
    if (this.#owesNewline) this.#text += this.#end;
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
    await this.#writer.write(encode(text, 'utf8'));
  }
}
