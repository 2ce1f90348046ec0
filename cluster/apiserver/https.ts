import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Listener, MachineNetwork } from '../machinery/machine.ts';
import type { ApiServer } from './api-server.ts';
import type { ServingCredentials } from './certificates.ts';

/** The API server's port on the node that carries it. */
export const API_SERVER_PORT = 6443;

/** Serves the API with real TLS on a socket of the virtual network. */
export function serveHttps(
  listen: MachineNetwork['listen'],
  api: ApiServer,
  credentials: ServingCredentials,
  options: { readonly port?: number; readonly address?: string } = {},
): Listener {
  const server = new HttpsServer({
    cert: credentials.certificate,
    key: credentials.key,
    ca: credentials.ca,
    // A client may show a certificate; one that the authority has not signed is refused with 401, not by TLS.
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  });
  api.attach(server);
  // The virtual network's sockets have no real time to time out in.
  quiet(server);
  const { port = API_SERVER_PORT, address } = options;
  return listen(port, (socket) => accept(server, socket), {
    program: 'kube-apiserver',
    ...(address !== undefined && { address }),
  });
}

/** Serves the API without TLS on any connection handed in. */
export function createPlainServer(api: ApiServer): (socket: Duplex) => void {
  const server = new HttpServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => api.handleRequest(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    api.handleUpgrade(request, socket, head),
  );
  quiet(server);
  return (socket) => accept(server, socket);
}

function accept(server: HttpServer | HttpsServer, socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  server.emit('connection', socket);
}

/** Node's own timers would cut idle connections and keep the process busy checking them. */
function quiet(server: HttpServer | HttpsServer): void {
  server.timeout = 0;
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.on('tlsClientError', () => {});
  server.on('clientError', (_error: Error, socket: Duplex) => socket.destroy());
}
