import type { ByteConnection } from '../driver.ts';
import type { StreamMessage } from './messages.ts';

/** Bytes that may be under way in one direction before the writer waits. */
const WINDOW_BYTES = 256 * 1024;

export type PostStream = (message: StreamMessage, transfer: readonly ArrayBuffer[]) => void;

/** Byte streams with backpressure over one message port; both ends have one of these. */
export class MessageStreams {
  readonly #post: PostStream;
  readonly #streams = new Map<number, MessageStream>();

  constructor(post: PostStream) {
    this.#post = post;
  }

  /** The end of stream `id` on this side. Both sides know the id. */
  open(id: number): ByteConnection {
    const stream = new MessageStream(id, this.#post, () => this.#streams.delete(id));
    this.#streams.set(id, stream);
    return stream;
  }

  receive(message: StreamMessage): void {
    this.#streams.get(message.stream)?.receive(message);
  }

  /** The other side is gone. */
  endAll(): void {
    for (const stream of [...this.#streams.values()]) stream.receive({ kind: 'end', stream: 0 });
  }
}

class MessageStream implements ByteConnection {
  readonly #id: number;
  readonly #post: PostStream;
  readonly #forget: () => void;
  #arrived: Uint8Array[] = [];
  #reader: ((bytes: Uint8Array | null) => void) | null = null;
  #window = WINDOW_BYTES;
  #writers: (() => void)[] = [];
  #over = false;

  constructor(id: number, post: PostStream, forget: () => void) {
    this.#id = id;
    this.#post = post;
    this.#forget = forget;
  }

  read(): Promise<Uint8Array | null> {
    const chunk = this.#arrived.shift();
    if (chunk) {
      this.#taken(chunk);
      return Promise.resolve(chunk);
    }
    if (this.#over) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += WINDOW_BYTES) {
      while (this.#window <= 0 && !this.#over) await new Promise<void>((resolve) => this.#writers.push(resolve));
      if (this.#over) throw new Error('the other end of the stream is gone');
      // A copy of exactly these bytes: posting a view would copy all of the buffer behind it.
      const copy = bytes.slice(at, at + WINDOW_BYTES);
      const own = copy.byteLength === copy.buffer.byteLength ? copy : new Uint8Array(copy);
      this.#window -= own.length;
      this.#post({ kind: 'bytes', stream: this.#id, bytes: own }, [own.buffer as ArrayBuffer]);
    }
  }

  close(): void {
    if (this.#over) return;
    this.#post({ kind: 'end', stream: this.#id }, []);
    this.#end();
  }

  receive(message: StreamMessage): void {
    if (message.kind === 'end') this.#end();
    else if (message.kind === 'credit') {
      this.#window += message.bytes;
      for (const writer of this.#writers.splice(0)) writer();
    } else if (this.#reader) {
      const reader = this.#reader;
      this.#reader = null;
      this.#taken(message.bytes);
      reader(message.bytes);
    } else this.#arrived.push(message.bytes);
  }

  #taken(chunk: Uint8Array): void {
    if (!this.#over) this.#post({ kind: 'credit', stream: this.#id, bytes: chunk.length }, []);
  }

  #end(): void {
    this.#over = true;
    this.#forget();
    this.#reader?.(null);
    this.#reader = null;
    for (const writer of this.#writers.splice(0)) writer();
  }
}
