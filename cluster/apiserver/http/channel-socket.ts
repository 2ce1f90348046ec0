import type { WebSocket } from 'ws';
import type { ByteReader, ByteWriter } from '../../machinery/byte-stream.ts';
import { BrokenPipe, createPipe } from '../../machinery/byte-stream.ts';
import { type ChannelProtocol, decodeChannel, encodeChannel } from './channel-protocol.ts';
import {
  type CommandStatus,
  endText,
  parseSize,
  type RemoteCommandStreams,
  type TerminalSize,
} from './remote-command.ts';

/** The channels of a remote command (kubelet/pkg/cri/streaming/remotecommand/websocket.go). */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
/** v5: the next byte says which channel the client has closed. */
const CLOSE = 255;

const NORMAL_CLOSURE = 1000;

/** One remote command's streams on a WebSocket. */
export class ChannelSocket implements RemoteCommandStreams {
  readonly #socket: WebSocket;
  readonly #protocol: ChannelProtocol;
  readonly #stdin = createPipe();
  readonly #resizeListeners: ((columns: number, rows: number) => void)[] = [];
  readonly #gone = new AbortController();
  #size: TerminalSize | null = null;

  constructor(socket: WebSocket, protocol: ChannelProtocol) {
    this.#socket = socket;
    this.#protocol = protocol;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', () => this.#end());
    socket.on('error', () => this.#end());
  }

  get stdin(): ByteReader {
    return this.#stdin.reader;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get stdout(): ByteWriter {
    return this.#writer(STDOUT);
  }

  get stderr(): ByteWriter {
    return this.#writer(STDERR);
  }

  get size(): TerminalSize | null {
    return this.#size;
  }

  onResize(listener: (columns: number, rows: number) => void): void {
    this.#resizeListeners.push(listener);
  }

  finish(status: CommandStatus): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const text = endText(status, this.#protocol.speaksStatus);
    if (text !== '') this.#socket.send(encodeChannel(this.#protocol, ERROR, Buffer.from(text)));
    this.#socket.close(NORMAL_CLOSURE);
  }

  #receive(data: Buffer): void {
    const message = decodeChannel(this.#protocol, data);
    if (!message) return;
    const { channel, bytes } = message;
    if (channel === STDIN && bytes.length > 0) this.#typed(bytes);
    else if (channel === RESIZE) this.#resize(bytes);
    else if (channel === CLOSE && this.#protocol.closes && bytes[0] === STDIN) this.#stdin.writer.close();
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
          const message = encodeChannel(this.#protocol, channel, bytes);
          this.#socket.send(message, (error) => (error ? reject(new BrokenPipe()) : resolve()));
        }),
      close: () => {},
    };
  }

  #end(): void {
    this.#stdin.writer.close();
    this.#gone.abort();
  }
}
