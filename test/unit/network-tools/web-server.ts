import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createHttp2Server } from './http2-server.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

const text = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
};

const compressed = (encoding: string, compress: (body: string) => Buffer): Handler => {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Encoding': encoding });
    response.end(compress('compressed text\n'));
  };
};

/** What every path says; the same program answers the real tools and ours. */
const PATHS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['/', (_request, response) => text(response, 200, 'root\n')],
  ['/hello', (_request, response) => text(response, 200, 'hello\n')],
  ['/hello.txt', (_request, response) => text(response, 200, 'hello\n')],
  ['/bare', (_request, response) => response.end('no newline')],
  ['/echo', echo],
  ['/status', (_request, response, url) => text(response, Number(url.searchParams.get('code')), 'told\n')],
  [
    '/redirect',
    (_request, response, url) =>
      text(response, Number(url.searchParams.get('code') ?? 302), 'moved\n', {
        Location: url.searchParams.get('to') ?? '/hello',
      }),
  ],
  ['/loop', (_request, response) => text(response, 302, '', { Location: '/loop' })],
  [
    '/chunked',
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.write('one\n');
      response.end('two\n');
    },
  ],
  ['/close', (_request, response) => response.writeHead(200, { Connection: 'close' }).end('closing\n')],
  ['/empty', (request) => request.socket.end()],
  ['/reset', (request) => raw(request, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')],
  ['/cut', (request) => raw(request, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')],
  ['/unended', (request) => raw(request, 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end\n')],
  ['/http10', (request) => raw(request, 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold\n')],
  ['/nonsense', (request) => raw(request, 'this is no HTTP\r\n')],
  ['/nothing', (_request, response) => response.writeHead(204).end()],
  ['/gzip', compressed('gzip', gzipSync)],
  ['/deflate', compressed('deflate', deflateSync)],
  ['/br', compressed('br', brotliCompressSync)],
  [
    '/cookies',
    (request, response, url) => {
      const set = url.searchParams.getAll('set');
      response.writeHead(200, set.length > 0 ? { 'Set-Cookie': set } : {});
      response.end(`cookie: ${request.headers.cookie ?? 'none'}\n`);
    },
  ],
  [
    '/attachment',
    (_request, response) =>
      text(response, 200, 'attached\n', { 'Content-Disposition': 'attachment; filename="given.txt"' }),
  ],
  ['/private', authenticated],
  ['/range', ranged],
  [
    '/dated',
    (request, response) => {
      const since = request.headers['if-modified-since'];
      const headers = { 'Last-Modified': 'Mon, 05 Jan 2026 09:00:00 GMT', ETag: '"abc"' };
      if (since || request.headers['if-none-match'] === '"abc"') response.writeHead(304, headers).end();
      else text(response, 200, 'dated\n', headers);
    },
  ],
  ['/silent', () => {}],
  ['/slow', (_request, response) => response.writeHead(200, { 'Content-Length': '20' }).write('only so far\n')],
  [
    '/headers',
    (_request, response) => text(response, 200, 'h\n', { 'X-One': '1', 'x-two': 'two words', Server: 'tests' }),
  ],
  ['/big', (_request, response) => text(response, 200, 'x'.repeat(200_000))],
  [
    '/early',
    (request) =>
      raw(request, 'HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n'),
  ],
]);

function raw({ socket }: IncomingMessage, bytes: string): void {
  socket.end(bytes);
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const lines: string[] = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
    }
    const head = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
    text(response, 200, `${[head, ...lines].join('\n')}\n\n${Buffer.concat(chunks).toString('latin1')}\n`);
  });
}

function authenticated(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization === `Basic ${Buffer.from('ann:secret').toString('base64')}`) {
    text(response, 200, 'come in\n');
  } else text(response, 401, 'who?\n', { 'WWW-Authenticate': 'Basic realm="tests"' });
}

function ranged(request: IncomingMessage, response: ServerResponse): void {
  const body = '0123456789';
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined) return text(response, 200, body);
  const first = from === '' ? body.length - Number(to) : Number(from);
  if (first >= body.length) return text(response, 416, 'no\n', { 'Content-Range': `bytes */${body.length}` });
  const last = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  text(response, 206, body.slice(first, last + 1), { 'Content-Range': `bytes ${first}-${last}/${body.length}` });
}

/** An HTTP/1.1 server for connections of any network. Its answers bear no date. */
export function createWebServer(): Server {
  const server = createServer((request, response) => {
    response.sendDate = false;
    const url = new URL(request.url ?? '/', 'http://server');
    const handler = PATHS.get(url.pathname);
    if (handler) handler(request, response, url);
    else text(response, 404, 'nothing here\n');
  });
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, connectionsCheckingInterval: 0 });
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

export interface ServerKeys {
  readonly certificate: string;
  readonly key: string;
}

/** What listens where: ports, each with what it does to a connection. */
export function servers(keys: ServerKeys): ReadonlyMap<number, (socket: Duplex) => void> {
  const web = createWebServer();
  const plain = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    web.emit('connection', socket);
  };
  const secure = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const wrapped = new TLSSocket(socket, {
      isServer: true,
      cert: keys.certificate,
      key: keys.key,
      ALPNProtocols: ['http/1.1'],
    });
    wrapped.on('error', () => socket.destroy());
    web.emit('connection', wrapped);
  };
  const http2 = createHttp2Server();
  const http2Only = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    http2(socket);
  };
  const either = createTlsServer(
    // The context is part of the session tickets, whose lengths -v tells.
    { cert: keys.certificate, key: keys.key, ALPNProtocols: ['h2', 'http/1.1'], sessionIdContext: '-' },
    (socket) => (socket.alpnProtocol === 'h2' ? http2(socket) : web.emit('connection', socket)),
  );
  either.on('tlsClientError', (_error, socket) => socket.destroy());
  const negotiated = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    either.emit('connection', socket);
  };
  const refusing = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request'));
  };
  const greeting = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.end('welcome\r\n');
  };
  const mirror = (socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  };
  return new Map([
    [80, plain],
    [8080, plain],
    [443, secure],
    [8081, http2Only],
    [8082, refusing],
    [8443, negotiated],
    [2525, greeting],
    [7777, mirror],
  ]);
}
