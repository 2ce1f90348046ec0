import type { WebSocket } from 'ws';
import type { ByteReader, ByteWriter } from '../../machinery/byte-stream.ts';
import { BrokenPipe, createPipe } from '../../machinery/byte-stream.ts';

/** The first byte of each message (apiserver/pkg/util/httpstream, remotecommand/websocket.go). */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
/** v5: the next byte says which channel the client has closed. */
const CLOSE = 255;

const NORMAL_CLOSURE = 1000;

/** One remote command's streams on a WebSocket, in the protocols v5.channel.k8s.io and v4.channel.k8s.io. */
export class ChannelSocket {
  readonly #socket: WebSocket;
  readonly #stdin = createPipe();
  readonly #resizeListeners: ((columns: number, rows: number) => void)[] = [];
  readonly #gone = new AbortController();
  #size: { columns: number; rows: number } | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', () => this.#end());
    socket.on('error', () => this.#end());
  }

  get stdin(): ByteReader {
    return this.#stdin.reader;
  }

  /** Aborted when the client went away. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get stdout(): ByteWriter {
    return this.#writer(STDOUT);
  }

  get stderr(): ByteWriter {
    return this.#writer(STDERR);
  }

  /** The last size the client told, if it has. */
  get size(): { columns: number; rows: number } | null {
    return this.#size;
  }

  onResize(listener: (columns: number, rows: number) => void): void {
    this.#resizeListeners.push(listener);
  }

  /** The command's end: a metav1.Status, then the socket closes. */
  finish(status: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(frame(ERROR, Buffer.from(JSON.stringify(status))));
    this.#socket.close(NORMAL_CLOSURE);
  }

  #receive(data: Buffer): void {
    const channel = data[0];
    const rest = data.subarray(1);
    if (channel === STDIN && rest.length > 0) this.#typed(rest);
    else if (channel === RESIZE) this.#resize(rest);
    else if (channel === CLOSE && rest[0] === STDIN) this.#stdin.writer.close();
  }

  /** A command that does not read stops the client, not the server's memory. */
  #typed(bytes: Buffer): void {
    let waiting = true;
    this.#stdin.writer
      .write(Uint8Array.from(bytes))
      .catch(() => {})
      .finally(() => {
        waiting = false;
        this.#socket.resume();
      });
    if (waiting) this.#socket.pause();
  }

  #resize(bytes: Buffer): void {
    const size = parseSize(bytes.toString('utf8'));
    if (!size) return;
    this.#size = size;
    for (const listener of this.#resizeListeners) listener(size.columns, size.rows);
  }

  #writer(channel: number): ByteWriter {
    return {
      write: (bytes) =>
        new Promise((resolve, reject) => {
          if (this.#socket.readyState !== this.#socket.OPEN) return reject(new BrokenPipe());
          this.#socket.send(frame(channel, bytes), (error) => (error ? reject(new BrokenPipe()) : resolve()));
        }),
      close: () => {},
    };
  }

  #end(): void {
    this.#stdin.writer.close();
    this.#gone.abort();
  }
}

function frame(channel: number, bytes: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return message;
}

/** `{"Width":80,"Height":24}`. */
function parseSize(text: string): { columns: number; rows: number } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('Width' in value) || !('Height' in value)) return null;
    const { Width: columns, Height: rows } = value;
    return typeof columns === 'number' && typeof rows === 'number' ? { columns, rows } : null;
  } catch {
    return null;
  }
}
