import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { BLOCK_BYTES, decodeHeader, type TarHeader } from './tar-header.ts';

/** Long names and pax records are no longer than this. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

/** Reads an archive member by member as its bytes come. */
export class TarReader {
  readonly #input: ByteReader;
  #chunk: Buffer = Buffer.alloc(0);
  #left = 0;
  #padding = 0;

  constructor(input: ByteReader) {
    this.#input = input;
  }

  /** The next member; null at the end. What was not read of the last one is passed over. Throws on what is no archive. */
  async next(): Promise<TarHeader | null> {
    const longer: { name?: string; linkName?: string } = {};
    for (;;) {
      while (await this.read()) {
        // The rest of the last member.
      }
      await this.#take(this.#padding);
      const header = decodeHeader(await this.#take(BLOCK_BYTES));
      if (!header) return null;
      this.#left = header.sizeBytes;
      this.#padding = (BLOCK_BYTES - (header.sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
      if (!['L', 'K', 'x', 'g'].includes(header.flag)) return { ...header, ...longer };
      const text = (await this.#extension()).toString('utf8');
      if (header.flag === 'L') longer.name = text.replace(/\0+$/, '');
      else if (header.flag === 'K') longer.linkName = text.replace(/\0+$/, '');
      else if (header.flag === 'x') Object.assign(longer, paxFields(text));
    }
  }

  /** The next bytes of the member; null at its end. */
  async read(): Promise<Buffer | null> {
    if (this.#left === 0) return null;
    const bytes = await this.#some(this.#left);
    this.#left -= bytes.length;
    return bytes;
  }

  async #extension(): Promise<Buffer> {
    if (this.#left > MAX_EXTENSION_BYTES) throw new Error('archive/tar: header field too long');
    const parts: Buffer[] = [];
    for (let part = await this.read(); part; part = await this.read()) parts.push(part);
    return Buffer.concat(parts);
  }

  async #take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await this.#some(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  async #some(most: number): Promise<Buffer> {
    if (this.#chunk.length === 0) {
      const chunk = await this.#input.read();
      if (!chunk) throw new Error('unexpected EOF');
      this.#chunk = Buffer.from(chunk);
    }
    const bytes = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(bytes.length);
    return bytes;
  }
}

/** `LENGTH KEY=VALUE\n` records. */
function paxFields(text: string): { name?: string; linkName?: string } {
  const fields: { name?: string; linkName?: string } = {};
  for (const line of text.split('\n')) {
    const record = /^\d+ ([^=]+)=(.*)$/.exec(line);
    if (record?.[1] === 'path') fields.name = record[2]!;
    else if (record?.[1] === 'linkpath') fields.linkName = record[2]!;
  }
  return fields;
}
