import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import { type Codec, encode } from './byte-text.ts';

const FULL = 32 * 1024;

/** Collects output until the program waits for input or there is much of it. */
export class TextOutput {
  readonly #writer: ByteWriter;
  readonly #codec: Codec;
  #text = '';

  constructor(writer: ByteWriter, codec: Codec = 'latin1') {
    this.#writer = writer;
    this.#codec = codec;
  }

  add(text: string): void {
    this.#text += text;
  }

  get isFull(): boolean {
    return this.#text.length >= FULL;
  }

  async flush(): Promise<void> {
    if (this.#text === '') return;
    const bytes = encode(this.#text, this.#codec);
    this.#text = '';
    await this.#writer.write(bytes);
  }
}
