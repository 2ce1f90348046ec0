import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: readonly string[]) => void;

/** Node's own would be the time. */
const DATE = 'Mon, 05 Jan 2026 09:00:00 GMT';

const text = (stream: ServerHttp2Stream, status: number, body: string, headers: Record<string, string> = {}): void => {
  stream.respond({ ':status': status, 'content-type': 'text/plain', date: DATE, ...headers });
  stream.end(body);
};

/** What every path says over HTTP/2. */
const PATHS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['/hello', (stream) => text(stream, 200, 'hello\n', { 'content-length': '6', 'x-two': 'two words' })],
  ['/echo', echo],
  ['/missing', (stream) => text(stream, 404, 'nothing here\n')],
  ['/redirect', (stream) => text(stream, 302, 'moved\n', { location: '/hello' })],
  ['/cookie', (stream) => text(stream, 200, 'set\n', { 'set-cookie': 'a=b' })],
  [
    '/nothing',
    (stream) => {
      stream.respond({ ':status': 204, date: DATE });
      stream.end();
    },
  ],
  ['/big', (stream) => text(stream, 200, 'x'.repeat(200_000))],
  ['/empty', (stream) => text(stream, 302, '', { location: '/hello' })],
  ['/silent', () => {}],
  [
    '/slow',
    (stream) => {
      stream.respond({ ':status': 200, 'content-length': '20', date: DATE });
      stream.write('only so far\n');
    },
  ],
  ['/trailers', trailers],
  ['/early', early],
  ['/reset', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
  ['/refuse', (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
  ['/cancel', (stream) => stream.close(constants.NGHTTP2_CANCEL)],
  ['/cut', cut],
  ['/destroy', (stream) => stream.session?.destroy()],
]);

function echo(stream: ServerHttp2Stream, _headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const lines: string[] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
    text(stream, 200, `${lines.join('\n')}\n\n${Buffer.concat(chunks).toString('latin1')}\n`);
  });
}

function trailers(stream: ServerHttp2Stream): void {
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': 'abc', 'x-other': 'd' }));
  stream.respond({ ':status': 200, 'content-type': 'text/plain', date: DATE }, { waitForTrailers: true });
  stream.end('body\n');
}

function early(stream: ServerHttp2Stream): void {
  stream.additionalHeaders({ ':status': 103, link: '</s>' });
  text(stream, 200, 'ok\n');
}

/** Ends a body before its announced length. */
function cut(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-length': '100', date: DATE });
  stream.end('part\n');
}

/** An HTTP/2 server for connections of any network, after the preface of prior knowledge or ALPN. */
export function createHttp2Server(): (socket: Duplex) => void {
  const server = createServer();
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers, _flags, rawHeaders: readonly string[] = []) => {
    stream.on('error', () => {});
    const handler = PATHS.get(String(headers[':path']).split('?')[0]!);
    if (handler) handler(stream, headers, rawHeaders);
    else text(stream, 404, 'nothing here\n');
  });
  return (socket) => server.emit('connection', socket);
}
