import type { ByteReader } from '../../cluster/machinery/byte-stream.ts';

export interface Line {
  readonly text: string;
  /** False for a last line without a newline. */
  readonly terminated: boolean;
}

export interface LineSourceOptions {
  /** What ends a line: 10, or 0. */
  readonly delimiter?: number;
  /** Absent: UTF-8. */
  readonly decode?: (bytes: Buffer) => string;
}

const NEWLINE = 10;
const LONGEST_LINE = 16 * 1024 * 1024;

/** A stream line by line; it looks ahead only when asked whether a line is the last. */
export class LineSource {
  readonly #reader: ByteReader;
  readonly #delimiter: number;
  readonly #decode: (bytes: Buffer) => string;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #ended = false;

  constructor(reader: ByteReader, options: LineSourceOptions = {}) {
    this.#reader = reader;
    this.#delimiter = options.delimiter ?? NEWLINE;
    this.#decode = options.decode ?? ((bytes) => bytes.toString('utf8'));
  }

  /** Whether a whole line is there without waiting for the writer. */
  isReady(): boolean {
    return this.#ended || this.#chunk.indexOf(this.#delimiter, this.#at) >= 0;
  }

  async next(): Promise<Line | null> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (await this.#fill()) {
      const end = this.#chunk.indexOf(this.#delimiter, this.#at);
      const part = this.#chunk.subarray(this.#at, end < 0 ? undefined : end);
      parts.push(part);
      length += part.length;
      if (length > LONGEST_LINE) throw new RangeError('line too long');
      this.#at = end < 0 ? this.#chunk.length : end + 1;
      if (end >= 0) return { text: this.#decode(bytesOf(parts)), terminated: true };
    }
    return length > 0 ? { text: this.#decode(bytesOf(parts)), terminated: false } : null;
  }

  async atEnd(): Promise<boolean> {
    return !(await this.#fill());
  }

  close(): void {
    this.#reader.close();
  }

  async #fill(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      if (this.#ended) return false;
      const chunk = await this.#reader.read();
      if (!chunk) {
        this.#ended = true;
        return false;
      }
      this.#chunk = chunk;
      this.#at = 0;
    }
    return true;
  }
}

function bytesOf(parts: readonly Uint8Array[]): Buffer {
  const [first] = parts;
  const bytes = parts.length === 1 && first ? first : Buffer.concat(parts);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
