import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** First byte of a TLS record that carries a handshake (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;
const FIRST_BYTE_MS = 30_000;

/**
 * HTTP and HTTPS on one port, told apart by a connection's first byte. kubectl sends a token over HTTPS only, while a
 * page on this machine is opened over plain HTTP. Both end in the same `http` server's listeners.
 */
export function createTwoProtocolServer(
  http: Server,
  requestListener: RequestListener,
  credentials: { readonly certificate: string; readonly key: string },
): NetServer {
  const https = createHttpsServer({ cert: credentials.certificate, key: credentials.key, ALPNProtocols: ['http/1.1'] });
  https.requestTimeout = http.requestTimeout;
  https.on('request', (request: IncomingMessage, response: ServerResponse) => requestListener(request, response));
  https.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!http.emit('upgrade', request, socket, head)) socket.destroy();
  });
  https.on('tlsClientError', () => {});
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: false }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(FIRST_BYTE_MS, () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (!first) return;
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? https : http).emit('connection', socket);
    });
  });
  const close = server.close.bind(server);
  return Object.assign(server, {
    close: (done?: (error?: Error) => void) => {
      for (const socket of sockets) socket.destroy();
      return close(done);
    },
  });
}
