import { NetworkError, type Process } from '../../cluster/machinery/machine.ts';
import { CurlError } from './curl/errors.ts';
import { type ResponseHead, readBody, readHead, SILENT_HEAD, SocketReader } from './curl/http-exchange.ts';

/** Where the cloud's HTTP services answer. */
const ADDRESS = '192.0.2.10';
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The cloud refused or could not be reached; `message` is a sentence for the learner. */
export class CloudApiError extends Error {}

/** One call of the cloud's API: JSON in, JSON out. */
export async function callCloud(
  process: Pick<Process, 'machine' | 'signal'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const socket = await process.machine.network.dial(ADDRESS, 80, { signal: process.signal }).catch((error: unknown) => {
    if (!(error instanceof NetworkError)) throw error;
    throw new CloudApiError(`The cloud's API at http://${ADDRESS} cannot be reached: ${error.message}.`);
  });
  const stop = () => socket.destroy();
  process.signal.addEventListener('abort', stop, { once: true });
  try {
    const reader = new SocketReader(socket);
    socket.write(requestText(method, path, body === undefined ? '' : JSON.stringify(body)));
    const head = await readHead(reader, SILENT_HEAD);
    if (!head || Buffer.isBuffer(head))
      throw new CloudApiError("The cloud's API closed the connection without an answer.");
    const value = await readJson(reader, head, method);
    if (head.status < 400) return value;
    throw new CloudApiError(messageOf(value) ?? `The cloud's API answered ${head.status}.`);
  } catch (error) {
    if (error instanceof CurlError) throw new CloudApiError(`The cloud's API broke off: ${error.message}.`);
    throw error;
  } finally {
    process.signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function requestText(method: string, path: string, body: string): string {
  const length = body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : '';
  return `${method} ${path} HTTP/1.1\r\nHost: ${ADDRESS}\r\nAccept: application/json\r\nConnection: close\r\n${length}\r\n${body}`;
}

async function readJson(reader: SocketReader, head: ResponseHead, method: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  await readBody(reader, head, method, {
    raw: () => Promise.resolve(),
    data: async (chunk) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) throw new CloudApiError("The cloud's answer is too long.");
      chunks.push(chunk);
    },
  });
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    throw new CloudApiError("The cloud's API answered something that is not JSON.");
  }
}

function messageOf(value: unknown): string | null {
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : null;
  return typeof message === 'string' ? message : null;
}
