import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { refusals } from '../../errors.ts';
import { type HeaderList, responseHeaders } from './proxy-headers.ts';
import { type RewriteOptions, rewriteHtml, rewriteUrl } from './rewrite-links.ts';

/** A page larger than this is passed on with its links as they are. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** What a backend is sent beside the method and the body. */
export interface Forwarded {
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: HeaderList;
}

/** Sends a client's request over a connection; resolves with the head of the answer. Rejects with 503. */
export function exchange(
  socket: Duplex,
  { host, path, headers }: Forwarded,
  request: IncomingMessage,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      socket.destroy();
      reject(refusals.unavailable(`error trying to reach service: ${reasonOf(error)}`));
    };
    const upstream = http.request({
      createConnection: () => socket as never,
      host,
      method: request.method,
      path,
      headers: headers.flat(),
    });
    upstream.on('response', resolve);
    upstream.on('error', failed);
    pipeline(request, upstream).catch(failed);
  });
}

/** A backend that closes before it has answered is Go's EOF. */
function reasonOf(error: Error): string {
  return 'code' in error && error.code === 'ECONNRESET' ? 'EOF' : error.message;
}

/** Gives a backend's answer to the client, links and redirections rewritten. */
export async function passOn(
  answer: IncomingMessage,
  rewriting: RewriteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = responseHeaders(answer).map(([name, value]): [string, string] =>
    name.toLowerCase() === 'location' ? [name, rewriteUrl(value, rewriting)] : [name, value],
  );
  const status = answer.statusCode ?? 502;
  const page = isPage(answer) && request.method !== 'HEAD';
  if (!page) {
    response.writeHead(status, answer.statusMessage, headers.flat());
    await pipeline(answer, response).catch(() => response.destroy());
    return;
  }
  const body = await rewritten(answer, rewriting);
  const kept = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  response.writeHead(status, answer.statusMessage, [...kept.flat(), 'Content-Length', String(body.length)]);
  response.end(body);
}

/** A text/html answer whose links can be read; what moves elsewhere is not looked at. */
function isPage({ headers }: IncomingMessage): boolean {
  if (headers.location !== undefined) return false;
  if ((headers['content-type'] ?? '').split(';')[0]!.trim() !== 'text/html') return false;
  if (!['', 'gzip'].includes(headers['content-encoding'] ?? '')) return false;
  return Number(headers['content-length'] ?? 0) <= MAX_PAGE_BYTES;
}

async function rewritten(answer: IncomingMessage, rewriting: RewriteOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const compressed = answer.headers['content-encoding'] === 'gzip';
  const bytes = compressed ? await promisify(gunzip)(Buffer.concat(chunks)) : Buffer.concat(chunks);
  const page = Buffer.from(rewriteHtml(bytes.toString('utf8'), rewriting));
  return compressed ? promisify(gzip)(page) : page;
}
