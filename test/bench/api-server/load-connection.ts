import { connect, type TLSSocket } from 'node:tls';
import type { ApiServerUnderTest } from './api-server-under-test.ts';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

type Waiting = { resolve(answer: Answer): void; reject(error: Error): void; onData: ((bytes: Buffer) => void) | null };

const EMPTY = Buffer.alloc(0);
const HEAD_END = '\r\n\r\n';

/** One HTTPS connection, kept alive, one request at a time: cheaper than node:http, so that the server is what is measured. */
export class LoadConnection {
  readonly #socket: TLSSocket;
  readonly #token: string;
  #buffer: Buffer = EMPTY;
  #waiting: Waiting | null = null;

  private constructor(socket: TLSSocket, token: string) {
    this.#socket = socket;
    this.#token = token;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  static open({ port, token }: ApiServerUnderTest): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      // A self-signed certificate on this machine: there is nothing to verify it against.
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        socket.removeListener('error', reject);
        resolve(new LoadConnection(socket, token));
      });
    });
  }

  /** `onData` receives the chunks of an answer without an end (a watch). */
  send(
    method: string,
    path: string,
    { body = '', type = 'application/json', accept = 'application/json', onData = null }: SendOptions = {},
  ): Promise<Answer> {
    const head =
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${this.#token}\r\nAccept: ${accept}\r\n` +
      `${body === '' ? '' : `Content-Type: ${type}\r\n`}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, onData };
      this.#socket.write(head + body);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.#waiting?.onData && this.#buffer === STREAMING) return this.#waiting.onData(bytes);
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
    const end = this.#buffer.indexOf(HEAD_END);
    if (end < 0 || !this.#waiting) return;
    const head = this.#buffer.toString('latin1', 0, end).toLowerCase();
    const rest = this.#buffer.subarray(end + HEAD_END.length);
    const status = Number(head.slice(9, 12));
    if (this.#waiting.onData && status === 200) {
      this.#buffer = STREAMING;
      this.#waiting.onData(rest);
      return;
    }
    const body = head.includes('transfer-encoding: chunked') ? dechunk(rest) : sized(rest, head);
    if (!body) return;
    const { resolve } = this.#waiting;
    this.#waiting = null;
    this.#buffer = EMPTY;
    resolve({ status, body });
  }
}

export interface SendOptions {
  readonly body?: string;
  readonly type?: string;
  readonly accept?: string;
  readonly onData?: ((bytes: Buffer) => void) | null;
}

const STREAMING = Buffer.from('streaming');

function sized(rest: Buffer, head: string): Buffer | null {
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? '0');
  return rest.length < length ? null : rest.subarray(0, length);
}

/** RFC 9112 section 7.1; null until the last chunk is there. */
function dechunk(rest: Buffer): Buffer | null {
  if (rest.toString('latin1', Math.max(0, rest.length - 5)) !== '0\r\n\r\n') return null;
  const parts: Buffer[] = [];
  let at = 0;
  while (at < rest.length) {
    const line = rest.indexOf('\r\n', at);
    const size = Number.parseInt(rest.toString('latin1', at, line), 16);
    if (line < 0 || Number.isNaN(size)) return null;
    if (size === 0) return Buffer.concat(parts);
    if (line + 2 + size > rest.length) return null;
    parts.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return null;
}

/** Any answer; a body is sent as JSON. */
export function ask(connection: LoadConnection, method: string, path: string, body?: object): Promise<Answer> {
  return connection.send(method, path, body ? { body: JSON.stringify(body) } : {});
}

/** Throws what the server said when it refused. */
export async function must(
  connection: LoadConnection,
  method: string,
  path: string,
  body?: object,
  type?: string,
): Promise<Answer> {
  const answer = await connection.send(method, path, {
    ...(body && { body: JSON.stringify(body) }),
    ...(type && { type }),
  });
  if (answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString('utf8', 0, 500)}`);
  return answer;
}
