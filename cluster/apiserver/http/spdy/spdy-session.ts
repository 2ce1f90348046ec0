import { HeaderCodec } from '../../../machinery/spdy/header-codec.ts';

/** Control frames (draft-mbelshe-httpbis-spdy-00, section 2.6). */
const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const CANCEL = 5;
const FLAG_FIN = 1;
const MAX_STREAMS = 512;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** Data is sent in pieces of this size, so that streams take turns. */
const PIECE_BYTES = 32 * 1024;

export interface SpdyStream {
  readonly headers: ReadonlyMap<string, string>;
  send(bytes: Uint8Array): Promise<void>;
  /** No more bytes from this side. */
  end(): Promise<void>;
  reset(): Promise<void>;
  onData: (bytes: Buffer) => void;
  onEnd: () => void;
  onReset: () => void;
}

export interface SpdySessionOptions {
  /** Resolves when there is room for more. */
  readonly send: (bytes: Buffer) => Promise<void>;
  readonly onStream: (stream: SpdyStream) => void;
}

/** The server's side of a SPDY/3.1 connection, as far as Kubernetes uses it: the client opens streams, both write. */
export class SpdySession {
  readonly #options: SpdySessionOptions;
  readonly #codec = new HeaderCodec();
  readonly #streams = new Map<number, SpdyStream>();
  /** Streams of which one side has ended. */
  readonly #halfClosed = new Map<number, 'here' | 'there'>();
  #rest: Buffer = Buffer.alloc(0);

  constructor(options: SpdySessionOptions) {
    this.#options = options;
  }

  /** Frames may be cut anywhere. Call again only after the promise has settled; it rejects when the peer is no SPDY. */
  async receive(bytes: Buffer): Promise<void> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 8) {
      const length = this.#rest.readUIntBE(5, 3);
      if (length > MAX_FRAME_BYTES) throw new RangeError('frame too large');
      if (this.#rest.length < 8 + length) return;
      const frame = this.#rest.subarray(0, 8 + length);
      this.#rest = this.#rest.subarray(8 + length);
      if (frame[0]! & 0x80) await this.#control(frame);
      else this.#data(frame);
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.onReset();
    this.#streams.clear();
    this.#codec.close();
  }

  async #control(frame: Buffer): Promise<void> {
    const type = frame.readUInt16BE(2);
    const payload = frame.subarray(8);
    if (type === SYN_STREAM) await this.#open(payload, frame[4]!);
    else if (type === RST_STREAM) this.#reset(payload.readUInt32BE(0) & 0x7fff_ffff);
    else if (type === PING) await this.#options.send(Buffer.from(frame));
  }

  async #open(payload: Buffer, flags: number): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fff_ffff;
    const headers = await this.#codec.decode(payload.subarray(10));
    if (this.#streams.size >= MAX_STREAMS) return this.#sendReset(id);
    const stream = this.#createStream(id, headers);
    this.#streams.set(id, stream);
    await this.#options.send(controlFrame(SYN_REPLY, [uint32(id), await this.#codec.encode({})]));
    this.#options.onStream(stream);
    if (flags & FLAG_FIN) this.#ended(id, stream);
  }

  #ended(id: number, stream: SpdyStream): void {
    this.#closeHalf(id, 'there');
    stream.onEnd();
  }

  /** A stream that both sides have ended is no more. */
  #closeHalf(id: number, side: 'here' | 'there'): void {
    const closed = this.#halfClosed.get(id);
    if (closed === undefined) this.#halfClosed.set(id, side);
    else if (closed !== side) {
      this.#halfClosed.delete(id);
      this.#streams.delete(id);
    }
  }

  #createStream(id: number, headers: ReadonlyMap<string, string>): SpdyStream {
    const open = () => this.#streams.has(id);
    return {
      headers,
      send: async (bytes) => {
        for (let at = 0; at < bytes.length && open(); at += PIECE_BYTES) {
          await this.#options.send(dataFrame(id, bytes.subarray(at, at + PIECE_BYTES), 0));
        }
      },
      end: async () => {
        if (!open() || this.#halfClosed.get(id) === 'here') return;
        this.#closeHalf(id, 'here');
        await this.#options.send(dataFrame(id, new Uint8Array(), FLAG_FIN));
      },
      reset: async () => {
        this.#halfClosed.delete(id);
        if (this.#streams.delete(id)) await this.#sendReset(id);
      },
      onData: () => {},
      onEnd: () => {},
      onReset: () => {},
    };
  }

  #data(frame: Buffer): void {
    const id = frame.readUInt32BE(0);
    const stream = this.#streams.get(id);
    if (!stream) return;
    if (frame.length > 8) stream.onData(frame.subarray(8));
    if (frame[4]! & FLAG_FIN) this.#ended(id, stream);
  }

  #reset(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    this.#halfClosed.delete(id);
    stream?.onReset();
  }

  #sendReset(id: number): Promise<void> {
    return this.#options.send(controlFrame(RST_STREAM, [uint32(id), uint32(CANCEL)]));
  }
}

function controlFrame(type: number, parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function dataFrame(id: number, bytes: Uint8Array, flags: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head[4] = flags;
  head.writeUIntBE(bytes.length, 5, 3);
  return Buffer.concat([head, bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
