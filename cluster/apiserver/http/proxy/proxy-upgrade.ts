import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpOptions } from '../http-options.ts';
import { connectBackend } from './connect-backend.ts';
import { type HeaderList, requestHeaders } from './proxy-headers.ts';
import type { ProxyPath } from './proxy-path.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** An upgrade request for a backend: it is passed on, and from then on bytes both ways, whatever the backend answers. */
export async function proxyUpgrade(
  options: HttpOptions,
  target: ProxyTarget,
  path: ProxyPath,
  query: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const backend = await connectBackend(options, target);
  const headers = requestHeaders(request, path, { keepUpgrade: true });
  joinUpgrade(backend, `${request.method} ${path.target || '/'}${query}`, headers, socket, head);
}

/** `asked`: method and path of the request that `backend` is sent; `head`: what the client has sent behind its own. */
export function joinUpgrade(backend: Duplex, asked: string, headers: HeaderList, socket: Duplex, head: Buffer): void {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  backend.write(`${asked} HTTP/1.1\r\n${lines.join('')}\r\n`);
  if (head.length > 0) backend.write(head);
  backend.on('error', () => socket.destroy());
  backend.on('close', () => socket.end());
  socket.on('close', () => backend.destroy());
  socket.pipe(backend);
  backend.pipe(socket);
}
