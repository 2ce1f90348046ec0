import { WebSocket } from 'ws';
import { HeaderCodec } from '../../../cluster/machinery/spdy/header-codec.ts';
import type { Session } from '../session.ts';
import { openWebSocket } from './web-socket.ts';

/** Control frames (draft-mbelshe-httpbis-spdy-00, section 2.6). */
const SYN_STREAM = 1;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FLAG_FIN = 1;
const CANCEL = 5;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 32 * 1024;

export interface TunnelStream {
  send(bytes: Uint8Array): Promise<void>;
  /** No more bytes from this side. */
  end(): void;
  reset(): void;
  onData: (bytes: Buffer) => void;
  /** The other side has ended or reset the stream, or the tunnel is gone. */
  onEnd: () => void;
}

/** The client's side of SPDY/3.1 inside the binary messages of a WebSocket (KEP-4006): streams for a port-forward. */
export class SpdyTunnel {
  readonly #socket: WebSocket;
  readonly #codec = new HeaderCodec();
  readonly #streams = new Map<number, TunnelStream>();
  readonly closed: Promise<void>;
  #rest: Buffer = Buffer.alloc(0);
  #nextId = 1;
  /** Header blocks share the compressor's state: they are sent in the order in which they were made. */
  #opening: Promise<unknown> = Promise.resolve();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const stream of this.#streams.values()) stream.onEnd();
        this.#streams.clear();
        this.#codec.close();
        resolve();
      });
    });
  }

  static async open(session: Session, path: string, protocol: string): Promise<SpdyTunnel> {
    return new SpdyTunnel(await openWebSocket(session, { path, query: {}, protocol: `SPDY/3.1+${protocol}` }));
  }

  close(): void {
    this.#socket.terminate();
  }

  openStream(headers: Readonly<Record<string, string>>): Promise<TunnelStream> {
    const opened = this.#opening.then(async () => {
      const id = this.#nextId;
      this.#nextId += 2;
      const stream = this.#createStream(id);
      this.#streams.set(id, stream);
      const head = Buffer.alloc(10);
      head.writeUInt32BE(id);
      await this.#write(controlFrame(SYN_STREAM, Buffer.concat([head, await this.#codec.encode(headers)])));
      return stream;
    });
    this.#opening = opened.catch(() => {});
    return opened;
  }

  #createStream(id: number): TunnelStream {
    return {
      send: async (bytes) => {
        for (let at = 0; at < bytes.length && this.#streams.has(id); at += PIECE_BYTES)
          await this.#write(dataFrame(id, bytes.subarray(at, at + PIECE_BYTES), 0));
      },
      end: () => void this.#write(dataFrame(id, new Uint8Array(), FLAG_FIN)),
      reset: () => {
        if (this.#streams.delete(id)) void this.#write(resetFrame(id));
      },
      onData: () => {},
      onEnd: () => {},
    };
  }

  #write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== WebSocket.OPEN) resolve();
      else this.#socket.send(bytes, () => resolve());
    });
  }

  #receive(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 8) {
      const length = this.#rest.readUIntBE(5, 3);
      if (length > MAX_FRAME_BYTES) return this.#socket.terminate();
      if (this.#rest.length < 8 + length) return;
      const frame = this.#rest.subarray(0, 8 + length);
      this.#rest = this.#rest.subarray(8 + length);
      if (frame[0]! & 0x80) this.#control(frame);
      else this.#data(frame);
    }
  }

  #control(frame: Buffer): void {
    const type = frame.readUInt16BE(2);
    if (type === RST_STREAM && frame.length >= 12) this.#ended(frame.readUInt32BE(8) & 0x7fff_ffff);
    else if (type === PING) void this.#write(Buffer.from(frame));
    else if (type === GOAWAY) this.#socket.terminate();
  }

  #data(frame: Buffer): void {
    const id = frame.readUInt32BE(0);
    const stream = this.#streams.get(id);
    if (frame.length > 8) stream?.onData(frame.subarray(8));
    if (frame[4]! & FLAG_FIN) this.#ended(id);
  }

  #ended(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    stream?.onEnd();
  }
}

function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function resetFrame(id: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(id, 0);
  payload.writeUInt32BE(CANCEL, 4);
  return controlFrame(RST_STREAM, payload);
}

function dataFrame(id: number, bytes: Uint8Array, flags: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head[4] = flags;
  head.writeUIntBE(bytes.length, 5, 3);
  return Buffer.concat([head, bytes]);
}
