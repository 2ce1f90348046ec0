import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { type Codec, decode } from './byte-text.ts';

/** Bytes turned into lines at a time, between two chances for others to run. */
const BATCH_BYTES = 32 * 1024;
const LONGEST_LINE = 64 * 1024 * 1024;

/** A stream's lines, as many at a time as are there: whoever waits for the next batch waits for the writer. */
export class LineBatches {
  readonly #reader: ByteReader;
  readonly #codec: Codec;
  readonly #delimiter: number;
  #pieces: Buffer[] = [];
  #held = 0;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  /** The last line of the last batch had no delimiter behind it. */
  isUnterminated = false;

  constructor(reader: ByteReader, codec: Codec = 'latin1', delimiter = '\n') {
    this.#reader = reader;
    this.#codec = codec;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Lines without their delimiters, at least one; null at the end. */
  async next(): Promise<string[] | null> {
    for (;;) {
      const lines = this.ready();
      if (lines) return lines;
      const chunk = await this.#reader.read();
      if (!chunk) return this.#rest();
      this.#chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      this.#at = 0;
    }
  }

  /** What is there without waiting. */
  ready(): string[] | null {
    const chunk = this.#chunk;
    if (this.#at >= chunk.length) return null;
    const limit = Math.min(this.#at + BATCH_BYTES, chunk.length);
    let end = chunk.lastIndexOf(this.#delimiter, limit - 1);
    if (end < this.#at) end = chunk.indexOf(this.#delimiter, this.#at);
    if (end < 0) {
      this.#keep(chunk.subarray(this.#at));
      this.#at = chunk.length;
      return null;
    }
    const whole = chunk.subarray(this.#at, end);
    this.#at = end + 1;
    const bytes = this.#pieces.length > 0 ? Buffer.concat([...this.#pieces, whole]) : whole;
    this.#pieces = [];
    this.#held = 0;
    return decode(bytes, this.#codec).split(String.fromCharCode(this.#delimiter));
  }

  close(): void {
    this.#reader.close();
  }

  #keep(piece: Buffer): void {
    this.#held += piece.length;
    if (this.#held > LONGEST_LINE) throw new RangeError('memory exhausted');
    this.#pieces.push(piece);
  }

  #rest(): string[] | null {
    if (this.#pieces.length === 0) return null;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.isUnterminated = true;
    return [decode(bytes, this.#codec)];
  }
}
