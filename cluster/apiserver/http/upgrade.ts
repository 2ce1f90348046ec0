import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUnlessAuthorized } from '../authorization/authorize.ts';
import { requestAttributes } from '../authorization/request-attributes.ts';
import { refusals, StatusError } from '../errors.ts';
import { understand } from '../resource-handler.ts';
import type { ServerState } from '../resource-request.ts';
import { authenticateRequest } from './authentication.ts';
import { ChannelSocket } from './channel-socket.ts';
import { checkExecOptions, runRemoteCommand } from './exec-stream.ts';
import type { HttpOptions } from './http-options.ts';
import { podTarget, refuseWithoutNode } from './pod-target.ts';
import { PORT_FORWARD_PROTOCOL, servePortForward } from './port-forward.ts';

/** The best first. */
const COMMAND_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** Keys and files of a `kubectl cp` come in far smaller messages. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer, path: string) => void;

/** exec, attach and port-forward: connections that leave HTTP behind. */
export function createUpgradeHandler(server: ServerState, options: HttpOptions): UpgradeHandler {
  const sockets = createSockets();
  return (request, socket, head, target) => {
    socket.on('error', () => socket.destroy());
    try {
      upgrade(server, options, sockets, request, socket, head, target);
    } catch (error) {
      if (!(error instanceof StatusError)) options.onError(error);
      refuse(socket, error instanceof StatusError ? error : refusals.internal('the server has a fault'));
    }
  };
}

interface Sockets {
  readonly commands: WebSocketServer;
  readonly tunnels: WebSocketServer;
}

function createSockets(): Sockets {
  const limits = { noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false };
  const handleProtocols = (offered: Set<string>) => COMMAND_PROTOCOLS.find((name) => offered.has(name)) ?? false;
  const tunnels = new WebSocketServer(limits);
  tunnels.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${PORT_FORWARD_PROTOCOL}`));
  return { commands: new WebSocketServer({ ...limits, handleProtocols }), tunnels };
}

function upgrade(
  server: ServerState,
  options: HttpOptions,
  { commands, tunnels }: Sockets,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  target: string,
): void {
  const url = new URL(target, 'http://apiserver');
  const user = authenticateRequest(server, request);
  refuseUnlessAuthorized(server, user, requestAttributes(request.method ?? 'GET', url.pathname, url.searchParams));
  const understood = understand(
    server,
    {
      method: 'GET',
      path: url.pathname,
      query: url.searchParams,
      user,
      userAgent: request.headers['user-agent'] ?? '',
    },
    true,
  );
  const { definition, subresource } = understood;
  if (definition.plural !== 'pods' || !['exec', 'attach', 'portforward'].includes(subresource)) {
    throw refusals.badRequest('the requested resource cannot be upgraded');
  }
  const pod = podTarget(server, understood, options.kubeletOf);
  const kubelet = refuseWithoutNode(pod);
  if (subresource !== 'portforward') checkExecOptions(understood);
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    throw refusals.badRequest('unable to upgrade: only WebSocket is served, not SPDY');
  }
  if (subresource === 'portforward') {
    refuseUnknownProtocols(request, [PORT_FORWARD_PROTOCOL]);
    // The protocol's name is no token of RFC 6455, and ws would refuse it: it is put back into the answer by hand.
    delete request.headers['sec-websocket-protocol'];
    tunnels.handleUpgrade(request, socket, head, (webSocket) => {
      servePortForward(webSocket, kubelet, pod.pod, options.onError);
    });
    return;
  }
  refuseUnknownProtocols(request, COMMAND_PROTOCOLS);
  commands.handleUpgrade(request, socket, head, (webSocket) => {
    void runRemoteCommand(understood, pod, new ChannelSocket(webSocket), options.onError);
  });
}

function refuseUnknownProtocols(request: IncomingMessage, served: readonly string[]): void {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (offered.some((name) => served.includes(name))) return;
  throw refusals.badRequest(`unable to upgrade: none of the subprotocols is served: ${offered.join(', ')}`);
}

/** An answer on a socket that is still HTTP. */
function refuse(socket: Duplex, { status }: StatusError): void {
  const code = status.code ?? 500;
  const body = Buffer.from(`${JSON.stringify(status)}\n`);
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]),
  );
}
