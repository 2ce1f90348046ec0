import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { HEADER_DICTIONARY } from './header-dictionary.ts';

const FLUSH = constants.Z_SYNC_FLUSH;
/** Port-forward streams carry three short headers. */
const MAX_BLOCK_BYTES = 64 * 1024;

/** Name/value blocks of one connection: compressed with state that goes on from block to block. */
export class HeaderCodec {
  readonly #inflate = createInflate({ dictionary: HEADER_DICTIONARY, flush: FLUSH });
  readonly #deflate = createDeflate({ dictionary: HEADER_DICTIONARY, flush: FLUSH });

  /** Rejects on anything that is no block. */
  async decode(compressed: Buffer): Promise<Map<string, string>> {
    const block = await transform(this.#inflate, compressed);
    if (block.length > MAX_BLOCK_BYTES) throw new RangeError('header block too large');
    let at = 4;
    const text = () => {
      const length = block.readUInt32BE(at);
      const value = block.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    const headers = new Map<string, string>();
    for (let left = block.readUInt32BE(0); left > 0; left--) headers.set(text().toLowerCase(), text());
    return headers;
  }

  encode(headers: Readonly<Record<string, string>>): Promise<Buffer> {
    const entries = Object.entries(headers);
    const parts = entries.flatMap(([name, value]) => [lengthAndText(name), lengthAndText(value)]);
    return transform(this.#deflate, Buffer.concat([uint32(entries.length), ...parts]));
  }

  close(): void {
    this.#inflate.destroy();
    this.#deflate.destroy();
  }
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function transform(stream: Inflate | Deflate, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(input, () => {
      stream.off('error', reject);
      const output: unknown = stream.read();
      resolve(Buffer.isBuffer(output) ? output : Buffer.alloc(0));
    });
  });
}
