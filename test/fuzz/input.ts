import type { FuzzedKind } from './fuzzed-kinds.ts';

/** One thing that is sent. */
export interface FuzzInput {
  readonly family: string;
  /** The HTTP message, head and body. */
  readonly bytes: Buffer;
  readonly after?: Buffer;
  /** May be cut off or broken, so that the server goes on waiting for the rest. */
  readonly mayBeIncomplete?: boolean;
  readonly endless?: boolean;
  /** The kind it is about. */
  readonly kind?: FuzzedKind;
  /** A plain write of one object, which can be read back when it was accepted. */
  readonly writesObject?: boolean;
  /** The request changes nothing, whatever is answered (GET, dry runs). */
  readonly changesNothing?: boolean;
}

export interface HttpMessage {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/** Bytes of an HTTP/1.1 request of the administrator; the connection ends with its answer. */
export function httpBytes({ method, target, headers = {}, body }: HttpMessage): Buffer {
  const all = {
    Host: 'fuzz',
    Authorization: 'Bearer secret',
    Connection: 'close',
    ...(body && { 'Content-Length': String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = Buffer.from(`${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
  return body ? Buffer.concat([head, body]) : head;
}

/** The same body in pieces (RFC 9112 7.1). */
export function chunkedBytes({ body, ...message }: HttpMessage, pieces: number): Buffer {
  const bytes = body ?? Buffer.alloc(0);
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  const parts: Buffer[] = [httpBytes({ ...message, headers: { ...message.headers, 'Transfer-Encoding': 'chunked' } })];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from('0\r\n\r\n'));
  return Buffer.concat(parts);
}
