import { connect, type TLSSocket } from 'node:tls';
import type { ApiServerUnderTest } from './api-server-under-test.ts';
import { ChunkedBody } from './chunked-body.ts';

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
  #head: string | null = null;
  #chunks: ChunkedBody | null = null;
  #parts: Buffer[] = [];
  #received = 0;
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

  /** The server gave up on it: kube-apiserver does, after 32 s without a first request. */
  get closed(): boolean {
    return this.#socket.destroyed;
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
      if (this.closed) return reject(new Error('the connection is closed'));
      this.#waiting = { resolve, reject, onData };
      this.#socket.write(head + body);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (!this.#waiting) return;
    if (this.#head === null) {
      this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
      const end = this.#buffer.indexOf(HEAD_END);
      if (end < 0) return;
      this.#head = this.#buffer.toString('latin1', 0, end).toLowerCase();
      this.#chunks = this.#head.includes('transfer-encoding: chunked') ? new ChunkedBody() : null;
      bytes = this.#buffer.subarray(end + HEAD_END.length);
      this.#buffer = EMPTY;
    }
    const data = this.#chunks ? this.#chunks.read(bytes) : bytes;
    const status = Number(this.#head.slice(9, 12));
    if (this.#waiting.onData && status === 200) return this.#waiting.onData(data);
    this.#parts.push(data);
    this.#received += data.length;
    const length = Number(/content-length: (\d+)/.exec(this.#head)?.[1] ?? '0');
    if (this.#chunks ? this.#chunks.ended : this.#received >= length) this.#answer(status);
  }

  #answer(status: number): void {
    const { resolve } = this.#waiting!;
    const body = Buffer.concat(this.#parts);
    this.#waiting = null;
    this.#head = null;
    this.#parts = [];
    this.#received = 0;
    resolve({ status, body });
  }
}

export interface SendOptions {
  readonly body?: string;
  readonly type?: string;
  readonly accept?: string;
  readonly onData?: ((bytes: Buffer) => void) | null;
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
