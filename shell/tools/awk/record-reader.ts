import { StringDecoder } from 'node:string_decoder';
import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { AwkFatal } from './failure.ts';
import type { Expressions } from './regular-expression.ts';

const PIECE = 65_536;
const LONGEST_RECORD = 64 * 1024 * 1024;

/** A stream record by record, as RS says at the moment of each. */
export class RecordReader {
  readonly #reader: ByteReader;
  readonly #expressions: Expressions;
  readonly #decoder = new StringDecoder('utf8');
  #bytes: Uint8Array | null = null;
  #bytesAt = 0;
  #text = '';
  #at = 0;
  #ended = false;
  /** What ended the record given last. */
  terminator = '';

  constructor(reader: ByteReader, expressions: Expressions) {
    this.#reader = reader;
    this.#expressions = expressions;
  }

  /** The next record when it is there already, undefined when the stream has to be waited for, null at the end. */
  take(separator: string): string | null | undefined {
    for (;;) {
      const taken = this.#cut(separator);
      if (taken !== undefined) return taken;
      if (!this.#decodeMore()) return undefined;
    }
  }

  /** Waits for more of the stream. */
  async fill(): Promise<void> {
    const chunk = await this.#reader.read();
    if (chunk) this.#bytes = chunk;
    else {
      this.#ended = true;
      this.#append(this.#decoder.end());
    }
    this.#bytesAt = 0;
  }

  close(): void {
    this.#reader.close();
  }

  #decodeMore(): boolean {
    const bytes = this.#bytes;
    if (!bytes) return false;
    const piece = bytes.subarray(this.#bytesAt, this.#bytesAt + PIECE);
    this.#bytesAt += piece.length;
    if (this.#bytesAt >= bytes.length) this.#bytes = null;
    this.#append(this.#decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length)));
    return true;
  }

  #append(text: string): void {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
    this.#at = 0;
    if (this.#text.length > LONGEST_RECORD) throw new AwkFatal('input record too long');
  }

  #cut(separator: string): string | null | undefined {
    if (separator === '') return this.#cutParagraph();
    if (separator.length > 1) return this.#cutByExpression(separator);
    const end = this.#text.indexOf(separator, this.#at);
    if (end < 0) return this.#rest();
    return this.#give(end, end + 1);
  }

  #give(end: number, next: number): string {
    const record = this.#text.slice(this.#at, end);
    this.terminator = this.#text.slice(end, next);
    this.#at = next;
    return record;
  }

  #rest(): string | null | undefined {
    if (!this.#ended || this.#bytes) return undefined;
    return this.#at < this.#text.length ? this.#give(this.#text.length, this.#text.length) : null;
  }

  /** Records are separated by blank lines; newlines before the first do not count. */
  #cutParagraph(): string | null | undefined {
    while (this.#text[this.#at] === '\n') this.#at++;
    const end = this.#text.indexOf('\n\n', this.#at);
    if (end < 0) {
      const rest = this.#rest();
      if (rest?.endsWith('\n')) {
        this.terminator = '\n';
        return rest.slice(0, -1);
      }
      return rest;
    }
    let next = end + 2;
    while (this.#text[next] === '\n') next++;
    if (next >= this.#text.length && (!this.#ended || this.#bytes)) return undefined;
    return this.#give(end, next);
  }

  #cutByExpression(separator: string): string | null | undefined {
    const matcher = this.#expressions.compile(separator).matcher(this.#text.slice(this.#at));
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      if (start === end) continue;
      // What ends at the buffer's end could go on.
      if (this.#at + end >= this.#text.length && (!this.#ended || this.#bytes)) return undefined;
      return this.#give(this.#at + start, this.#at + end);
    }
    const rest = this.#rest();
    return rest;
  }
}
