import type { Duplex } from 'node:stream';
import { CurlError } from './errors.ts';

/** The head of a response as it came. */
export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** Name and value as sent, in order. */
  readonly headers: readonly (readonly [string, string])[];
  /** The whole block with its blank line. */
  readonly text: string;
}

const MAX_HEAD_BYTES = 300 * 1024;

export const headerOf = (head: ResponseHead, name: string): string | undefined =>
  head.headers.find(([key]) => key.toLowerCase() === name)?.[1];

export const headersOf = (head: ResponseHead, name: string): string[] =>
  head.headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));

/** Bytes of a connection, pulled one read at a time. */
export class SocketReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #failure: Error | null = null;
  #tell: ((bytes: Buffer) => Promise<void>) | null = null;

  constructor(socket: Duplex) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    socket.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** What is there; null at the end. */
  async read(): Promise<Buffer | null> {
    if (this.#rest.length > 0) {
      const chunk = this.#rest;
      this.#rest = Buffer.alloc(0);
      return chunk;
    }
    try {
      const { value, done } = await this.#chunks.next();
      if (!done) await this.#tell?.(value);
      return done ? null : value;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  /** Tells of all that comes from now on. */
  listen(tell: ((bytes: Buffer) => Promise<void>) | null): void {
    this.#tell = tell;
  }

  /** What was read ahead. */
  ahead(): Buffer {
    return this.#rest;
  }

  unread(bytes: Buffer): void {
    this.#rest = Buffer.concat([bytes, this.#rest]);
  }

  /** Up to and with the next `\n`; null when the connection ends first with nothing read. */
  async line(limit = MAX_HEAD_BYTES): Promise<string | null> {
    let held = Buffer.alloc(0);
    for (;;) {
      const chunk = await this.read();
      if (!chunk) return held.length > 0 ? held.toString('latin1') : null;
      const end = chunk.indexOf(10);
      held = Buffer.concat([held, end < 0 ? chunk : chunk.subarray(0, end + 1)]);
      if (end >= 0) {
        this.unread(chunk.subarray(end + 1));
        return held.toString('latin1');
      }
      if (held.length > limit) throw new CurlError(56, 'Too large response headers: more than 307200 bytes');
    }
  }
}

/** What is told of a response's head as its lines come. */
export interface HeadListener {
  line(text: string): Promise<void>;
  /** Before the line is told: what curl notes about it. */
  readonly notes: (line: string, head: ResponseHead) => Promise<boolean>;
}

export const SILENT_HEAD: HeadListener = { line: () => Promise.resolve(), notes: () => Promise.resolve(false) };

const NO_HTTP = 'Received HTTP/0.9 when not allowed';

/** The next response head; null when the server closed without a byte; the bytes themselves when they are no HTTP. */
export async function readHead(reader: SocketReader, listener: HeadListener): Promise<ResponseHead | Buffer | null> {
  const first = await reader.line();
  if (first === null) return null;
  const match = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*?))?\r?\n$/.exec(first);
  if (!match) return Buffer.from(first, 'latin1');
  const headers: [string, string][] = [];
  let text = first;
  const head = () => ({ version: match[1]!, status: Number(match[2]), reason: match[3] ?? '', headers, text });
  const tell = async (line: string) => {
    if (await listener.notes(line, head())) await listener.line(line);
  };
  await tell(first);
  for (;;) {
    const line = await reader.line();
    if (line === null) throw new CurlError(56, 'Recv failure: Connection reset by peer');
    text += line;
    await tell(line);
    if (line === '\r\n' || line === '\n') return head();
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
    if (text.length > MAX_HEAD_BYTES) throw new CurlError(56, 'Too large response headers: more than 307200 bytes');
  }
}

/** Throws what bytes that are no HTTP come to. */
export function refuseOldHttp(): never {
  throw new CurlError(1, NO_HTTP);
}

export interface BodyResult {
  /** The connection can be used again. */
  readonly reusable: boolean;
}

/** What is done with a body. */
export interface BodyListener {
  /** Bytes as they came, with chunks' sizes. */
  raw(bytes: Buffer): Promise<void>;
  data(chunk: Buffer): Promise<void>;
}

/** Whether a response has an end of its own (RFC 9112 section 6.3). */
export function isDelimited(head: ResponseHead, method: string): boolean {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return true;
  return /chunked/i.test(headerOf(head, 'transfer-encoding') ?? '') || headerOf(head, 'content-length') !== undefined;
}

/** How a body is delimited (RFC 9112 section 6.3). */
export async function readBody(
  reader: SocketReader,
  head: ResponseHead,
  method: string,
  listener: BodyListener,
): Promise<BodyResult> {
  const keep = keepsAlive(head);
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return { reusable: keep };
  if (reader.ahead().length > 0) await listener.raw(reader.ahead());
  reader.listen((bytes) => listener.raw(bytes));
  if (/chunked/i.test(headerOf(head, 'transfer-encoding') ?? '')) {
    await readChunked(reader, (chunk) => listener.data(chunk));
    return { reusable: keep };
  }
  const length = headerOf(head, 'content-length');
  if (length !== undefined) {
    await readCounted(reader, Number(length), (chunk) => listener.data(chunk));
    return { reusable: keep };
  }
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) await listener.data(chunk);
  return { reusable: false };
}

export function keepsAlive(head: ResponseHead): boolean {
  const connection = (headerOf(head, 'connection') ?? '').toLowerCase();
  return head.version === '1.0' ? connection === 'keep-alive' : connection !== 'close';
}

async function readCounted(
  reader: SocketReader,
  length: number,
  onData: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  let left = length;
  while (left > 0) {
    const chunk = await reader.read();
    if (!chunk) throw new CurlError(18, `transfer closed with ${left} bytes remaining to read`);
    const part = chunk.subarray(0, left);
    if (part.length < chunk.length) reader.unread(chunk.subarray(part.length));
    left -= part.length;
    await onData(part);
  }
}

async function readChunked(reader: SocketReader, onData: (chunk: Buffer) => Promise<void>): Promise<void> {
  for (;;) {
    const line = await reader.line(4096);
    if (line === null) throw new CurlError(18, 'transfer closed with outstanding read data remaining');
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) throw new CurlError(56, 'Illegal or missing hexadecimal sequence in chunked-encoding');
    if (size === 0) break;
    await readCounted(reader, size, onData);
    await reader.line(4096);
  }
  for (let line = await reader.line(); line !== null && line !== '\r\n' && line !== '\n'; line = await reader.line());
}
