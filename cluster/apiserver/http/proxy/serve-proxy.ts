import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { refusals } from '../../errors.ts';
import type { HttpOptions } from '../http-options.ts';
import { connectBackend } from './connect-backend.ts';
import { requestHeaders, responseHeaders } from './proxy-headers.ts';
import type { ProxyPath } from './proxy-path.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { type RewriteOptions, rewriteHtml, rewriteUrl } from './rewrite-links.ts';

/** A page larger than this is passed on with its links as they are. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** Passes one request on to a backend and its answer back (apimachinery/pkg/util/proxy/upgradeaware.go). `query` with its `?`. */
export async function serveProxy(
  options: HttpOptions,
  target: ProxyTarget,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path.target === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    response.writeHead(301, { location: `${path.prefix}/${query}` }).end();
    return;
  }
  if (target.kubelet) return serveKubelet(target.kubelet, path, query, request, response);
  const socket = await connectBackend(options, target);
  response.once('close', () => socket.destroy());
  const answer = await exchange(socket, target, path, query, request);
  await passOn(answer, target, path, request, response);
}

async function serveKubelet(
  kubelet: NonNullable<ProxyTarget['kubelet']>,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await kubelet.http?.(request.method ?? 'GET', `${path.target}${query}`);
  const { status, contentType, body } = answer ?? {
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    body: '404 page not found\n',
  };
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function exchange(
  socket: Duplex,
  target: ProxyTarget,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      socket.destroy();
      reject(refusals.unavailable(`error trying to reach service: ${reasonOf(error)}`));
    };
    const upstream = http.request({
      createConnection: () => socket as never,
      host: target.host,
      method: request.method,
      path: `${path.target || '/'}${query}`,
      headers: requestHeaders(request, path).flat(),
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

async function passOn(
  answer: IncomingMessage,
  { host, port }: ProxyTarget,
  path: ProxyPath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const rewriting = { prefix: path.prefix, hosts: [`${host}:${port}`, host, request.headers.host ?? ''] };
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
