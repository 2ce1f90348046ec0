import { createServer, type Server } from 'node:http';

/** What the recorded downloads were answered with. */
export function createTestServer(): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'Content-Length': String(Buffer.byteLength(body)), ...headers }).end(body);
    const { url = '' } = request;
    if (url === '/redirect') answer(302, '', { Location: '/ok' });
    else if (url === '/loop') answer(302, '', { Location: '/loop' });
    else if (url === '/missing') answer(404, 'no\n');
    else if (url === '/broken') answer(500, 'no\n');
    else if (url === '/text') answer(200, 'text\n', { 'Content-Type': 'text/plain; charset=utf-8' });
    else if (url === '/big') answer(200, 'x'.repeat(70_000), { 'Content-Type': 'text/plain' });
    else if (url === '/private' && request.headers.authorization !== 'Basic dTpw') {
      answer(401, 'no\n', { 'WWW-Authenticate': 'Basic realm="x"' });
    } else if (url === '/chunks') {
      response.write('abc\n');
      response.end('de\n');
    } else if (url === '/echo') {
      let body = `${request.method} ${url}\n`;
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        body += `${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}\n`;
      }
      request.on('data', (data: Buffer) => {
        body += data.toString();
      });
      request.on('end', () => answer(200, body));
    } else answer(200, 'hello\n', { 'Content-Type': 'text/html' });
  });
}
