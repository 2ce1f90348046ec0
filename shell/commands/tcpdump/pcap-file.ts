import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import type { CapturedFrame } from '../../../cluster/machinery/packet-capture.ts';

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
/** MAXIMUM_SNAPLEN of libpcap. */
const LONGEST_PACKET = 262_144;

/** What is wrong with a file, in libpcap's words. */
export class PcapError extends Error {}

/** draft-ietf-opsawg-pcap. */
export function fileHeader(linkType: number, snapshotLength: number): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC_MICROSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapshotLength, true);
  view.setUint32(20, linkType, true);
  return bytes;
}

export function packetRecord({ timeMicros, bytes, length }: CapturedFrame): Uint8Array {
  const record = new Uint8Array(PACKET_HEADER + bytes.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, Math.floor(timeMicros / 1e6), true);
  view.setUint32(4, timeMicros % 1e6, true);
  view.setUint32(8, bytes.length, true);
  view.setUint32(12, length, true);
  record.set(bytes, PACKET_HEADER);
  return record;
}

/** Reads a capture file while it comes. */
export class PcapReader {
  linkType = 0;
  snapshotLength = 0;
  readonly #input: ByteReader;
  #held: Buffer = Buffer.alloc(0);
  #little = true;
  #perSecond = 1e6;

  constructor(input: ByteReader) {
    this.#input = input;
  }

  async open(): Promise<void> {
    await this.#fill(4);
    if (this.#held.length < 4) throw new PcapError(truncatedFile(FILE_HEADER, this.#held.length));
    const magic = this.#held.readUInt32LE(0);
    const swapped = this.#held.readUInt32BE(0);
    this.#little = magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS;
    const known = this.#little ? magic : swapped;
    if (known !== MAGIC_MICROSECONDS && known !== MAGIC_NANOSECONDS) throw new PcapError('unknown file format');
    if (known === MAGIC_NANOSECONDS) this.#perSecond = 1e9;
    await this.#fill(FILE_HEADER);
    // The magic number has been read before the rest.
    if (this.#held.length < FILE_HEADER) throw new PcapError(truncatedFile(FILE_HEADER, this.#held.length - 4));
    this.snapshotLength = this.#long(16) || LONGEST_PACKET;
    this.linkType = this.#long(20) & 0xffff;
    this.#held = this.#held.subarray(FILE_HEADER);
  }

  /** The next packet; null at the end. */
  async read(): Promise<CapturedFrame | null> {
    await this.#fill(PACKET_HEADER);
    if (this.#held.length === 0) return null;
    if (this.#held.length < PACKET_HEADER) {
      throw new PcapError(
        `truncated dump file; tried to read ${PACKET_HEADER} header bytes, only got ${this.#held.length}`,
      );
    }
    const [seconds, fraction, captured, length] = [0, 4, 8, 12].map((at) => this.#long(at)) as [
      number,
      number,
      number,
      number,
    ];
    if (captured > LONGEST_PACKET) {
      throw new PcapError(`invalid packet capture length ${captured}, bigger than maximum of ${LONGEST_PACKET}`);
    }
    await this.#fill(PACKET_HEADER + captured);
    const bytes = this.#held.subarray(PACKET_HEADER, PACKET_HEADER + captured);
    if (bytes.length < captured) {
      throw new PcapError(`truncated dump file; tried to read ${captured} captured bytes, only got ${bytes.length}`);
    }
    this.#held = this.#held.subarray(PACKET_HEADER + captured);
    return { timeMicros: seconds * 1e6 + Math.floor(fraction / (this.#perSecond / 1e6)), bytes, length };
  }

  async #fill(count: number): Promise<void> {
    while (this.#held.length < count) {
      const chunk = await this.#input.read();
      if (!chunk) return;
      this.#held = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
    }
  }

  #long(at: number): number {
    return this.#little ? this.#held.readUInt32LE(at) : this.#held.readUInt32BE(at);
  }
}

function truncatedFile(wanted: number, got: number): string {
  return `truncated dump file; tried to read ${wanted} file header bytes, only got ${got}`;
}
