import type { IncomingMessage, ServerResponse } from 'node:http';

/** The endpoint that recorded answers were made with: what it says depends on the path alone. */
export function answeringApp(request: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const answers: Readonly<Record<string, () => void>> = {
    '/app/chunked': () => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'X-One': '1' });
      response.write('one,two');
      response.end();
    },
    '/app/empty': () => void response.writeHead(204).end(),
    '/app/unchanged': () => void response.writeHead(304, { ETag: '"a"' }).end(),
    '/app/moved': () => void response.writeHead(302, { Location: '/app/there', 'Content-Length': 0 }).end(),
    '/app/cookies': () => {
      const headers = [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'Content-Length',
        '2',
        'Server',
        'app/1',
        'x-low',
        'case',
      ];
      response.writeHead(200, 'Fine', headers).end('ok');
    },
    '/app/late-length': () => {
      const headers = { 'X-First': '1', 'Content-Length': 2, 'Last-Modified': 'Mon, 05 Jan 2026 08:00:00 GMT' };
      response.writeHead(200, { ...headers, 'Content-Type': 'text/plain' }).end('ok');
    },
    '/app/teapot': () => void response.writeHead(418, { 'Content-Length': 3 }).end('tea'),
    '/app/reset': () => void request.socket.destroy(),
  };
  const answer = answers[path];
  if (answer) return answer();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers: string[] = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at] ?? '';
      if (name.toLowerCase() !== 'x-request-id') headers.push(`${name}: ${request.rawHeaders[at + 1]}`);
    }
    const lines = [`${request.method} ${request.url}`, ...headers.sort(), '', Buffer.concat(chunks).toString('latin1')];
    const body = lines.join('\n');
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
}
