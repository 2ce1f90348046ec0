/** The two ends of every pipe, terminal and file descriptor. */
export interface ByteReader {
  /** The path of the file that it reads, where it is one. */
  readonly file?: string;
  /** The next bytes (never empty), or null at the end. */
  read(): Promise<Uint8Array | null>;
  /** The reader goes away: writers get EPIPE from now on. */
  close(): void;
}

export interface ByteWriter {
  /** The path of the file that it writes, where it is one. */
  readonly file?: string;
  /** Resolves when the reader has room again. Rejects with `BrokenPipe` when nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes: the reader sees the end after what was written. */
  close(): void;
}

/** EPIPE: what a program is killed by (SIGPIPE) when it writes to a pipe that nobody reads. */
export class BrokenPipe extends Error {
  readonly code = 'EPIPE';
  constructor() {
    super('Broken pipe');
  }
}

/** Bytes a pipe holds before its writer waits; the kernel's own default (pipe(7)). */
const PIPE_CAPACITY = 65_536;

/** A pipe with backpressure. Chunks are passed on as they are; nobody may change one after writing it. */
export function createPipe(capacity: number = PIPE_CAPACITY): { reader: ByteReader; writer: ByteWriter } {
  const pipe = new Pipe(capacity);
  return {
    reader: { read: () => pipe.read(), close: () => pipe.closeReader() },
    writer: { write: (bytes) => pipe.write(bytes), close: () => pipe.closeWriter() },
  };
}

class Pipe {
  readonly #capacity: number;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #ended = false;
  #broken = false;
  #readers: ((chunk: Uint8Array | null) => void)[] = [];
  #writers: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  read(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.#held -= chunk.length;
      if (this.#held < this.#capacity) this.#release();
      return Promise.resolve(chunk);
    }
    if (this.#ended || this.#broken) return Promise.resolve(null);
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#broken || this.#ended) return Promise.reject(new BrokenPipe());
    if (bytes.length === 0) return Promise.resolve();
    const reader = this.#readers.shift();
    if (reader) {
      reader(bytes);
      return Promise.resolve();
    }
    this.#chunks.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#capacity) return Promise.resolve();
    return new Promise((resolve, reject) => this.#writers.push({ resolve, reject }));
  }

  closeWriter(): void {
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader(null);
  }

  closeReader(): void {
    this.#broken = true;
    this.#chunks = [];
    this.#held = 0;
    for (const reader of this.#readers.splice(0)) reader(null);
    for (const writer of this.#writers.splice(0)) writer.reject(new BrokenPipe());
  }

  #release(): void {
    for (const writer of this.#writers.splice(0)) writer.resolve();
  }
}

/** An input that ends at once: /dev/null. */
export const emptyReader: ByteReader = { file: '/dev/null', read: () => Promise.resolve(null), close: () => {} };

/** A reader over bytes that are all there already; `file`: the path that they were read from. */
export function readerOf(bytes: Uint8Array, file?: string): ByteReader {
  let rest: Uint8Array | null = bytes.length > 0 ? bytes : null;
  return {
    ...(file === undefined ? {} : { file }),
    read: () => {
      const chunk = rest;
      rest = null;
      return Promise.resolve(chunk);
    },
    close: () => {
      rest = null;
    },
  };
}

/** Collects what is written, up to `limit` bytes; beyond it, further bytes are counted but not kept. */
export class CollectingWriter implements ByteWriter {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #kept = 0;
  /** Bytes that came after the limit was reached. */
  dropped = 0;

  constructor(limit: number = 16 * 1024 * 1024) {
    this.#limit = limit;
  }

  write(bytes: Uint8Array): Promise<void> {
    const room = Math.max(0, this.#limit - this.#kept);
    const kept = bytes.length <= room ? bytes : bytes.subarray(0, room);
    if (kept.length > 0) this.#chunks.push(kept);
    this.#kept += kept.length;
    this.dropped += bytes.length - kept.length;
    return Promise.resolve();
  }

  close(): void {}

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/** Everything a reader gives until its end, as one array; at most `limit` bytes. */
export async function readAll(reader: ByteReader, limit: number = 64 * 1024 * 1024): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    length += chunk.length;
    if (length > limit) throw new RangeError(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
