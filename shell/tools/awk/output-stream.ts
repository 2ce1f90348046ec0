import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { RunningProcess } from '../../../cluster/machinery/machine.ts';

const FULL = 32_768;

/** Where print writes: gathered until it is much, or awk waits for something. */
export class OutputStream {
  readonly #writer: ByteWriter;
  /** The command that reads it. */
  readonly child: RunningProcess | null;
  #text = '';

  constructor(writer: ByteWriter, child: RunningProcess | null = null) {
    this.#writer = writer;
    this.child = child;
  }

  write(text: string): void {
    this.#text += text;
  }

  get isFull(): boolean {
    return this.#text.length >= FULL;
  }

  async flush(): Promise<void> {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    await this.#writer.write(Buffer.from(text));
  }

  close(): void {
    this.#writer.close();
  }
}
