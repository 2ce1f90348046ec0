import type { ByteReader, ByteWriter } from '../../../machinery/byte-stream.ts';
import { BrokenPipe, createPipe } from '../../../machinery/byte-stream.ts';
import type { ByteTransport } from '../byte-transport.ts';
import {
  type CommandStatus,
  endText,
  parseSize,
  type RemoteCommandStreams,
  type TerminalSize,
} from '../remote-command.ts';
import { serveSpdy } from './serve-spdy.ts';
import type { SpdyStream } from './spdy-session.ts';

/** Of exec and attach, the best first (apimachinery/pkg/util/remotecommand/constants.go). */
export const SPDY_COMMAND_PROTOCOLS = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

export interface SpdyCommandOptions {
  readonly protocol: string;
  /** The streams that the client is going to open, by their `streamType`. */
  readonly expected: readonly string[];
  readonly onReady: (streams: RemoteCommandStreams) => void;
}

/** One remote command on a SPDY connection: a stream for each of error, stdin, stdout, stderr and resize. */
export class SpdyCommand implements RemoteCommandStreams {
  readonly #transport: ByteTransport;
  readonly #options: SpdyCommandOptions;
  readonly #streams = new Map<string, SpdyStream>();
  readonly #input = createPipe();
  readonly #resizeListeners: ((columns: number, rows: number) => void)[] = [];
  readonly #gone = new AbortController();
  #size: TerminalSize | null = null;

  constructor(transport: ByteTransport, options: SpdyCommandOptions) {
    this.#transport = transport;
    this.#options = options;
    serveSpdy(transport, (stream) => this.#opened(stream));
    transport.onClose(() => {
      this.#input.writer.close();
      this.#gone.abort();
    });
  }

  get stdin(): ByteReader {
    return this.#input.reader;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get stdout(): ByteWriter {
    return this.#writer('stdout');
  }

  get stderr(): ByteWriter {
    return this.#writer('stderr');
  }

  get size(): TerminalSize | null {
    return this.#size;
  }

  onResize(listener: (columns: number, rows: number) => void): void {
    this.#resizeListeners.push(listener);
  }

  finish(status: CommandStatus): void {
    void this.#finish(endText(status, this.#options.protocol === 'v4.channel.k8s.io'));
  }

  async #finish(text: string): Promise<void> {
    for (const name of ['stdout', 'stderr']) await this.#streams.get(name)?.end();
    const errors = this.#streams.get('error');
    if (text !== '') await errors?.send(Buffer.from(text));
    await errors?.end();
    this.#transport.end();
  }

  #opened(stream: SpdyStream): void {
    const name = stream.headers.get('streamtype') ?? '';
    if (this.#streams.has(name) || !this.#options.expected.includes(name)) return void stream.reset();
    this.#streams.set(name, stream);
    if (name === 'stdin') this.#readInput(stream);
    if (name === 'resize') this.#readSizes(stream);
    if (this.#streams.size === this.#options.expected.length) this.#options.onReady(this);
  }

  /** A command that does not read stops the client, not the server's memory. */
  #readInput(stream: SpdyStream): void {
    let written: Promise<void> = Promise.resolve();
    stream.onData = (bytes) => {
      this.#transport.pause();
      const copy = Uint8Array.from(bytes);
      written = written
        .then(() => this.#input.writer.write(copy))
        .catch(() => {})
        .then(() => this.#transport.resume());
    };
    stream.onEnd = () => {
      void written.then(() => this.#input.writer.close());
    };
    stream.onReset = stream.onEnd;
  }

  #readSizes(stream: SpdyStream): void {
    stream.onData = (bytes) => {
      for (const line of bytes.toString('utf8').split('\n')) {
        const size = line === '' ? null : parseSize(line);
        if (!size) continue;
        this.#size = size;
        for (const listener of this.#resizeListeners) listener(size.columns, size.rows);
      }
    };
  }

  #writer(name: string): ByteWriter {
    return {
      write: async (bytes) => {
        if (this.#gone.signal.aborted) throw new BrokenPipe();
        await this.#streams.get(name)?.send(bytes);
      },
      close: () => {},
    };
  }
}
