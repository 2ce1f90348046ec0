import { refusals } from '../errors.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { webSocketTransport } from './byte-transport.ts';
import { portsOf, serveChannelPortForward } from './channel-port-forward.ts';
import { COMMAND_PROTOCOLS, LOG_PROTOCOLS, PORT_FORWARD_CHANNEL_PROTOCOLS } from './channel-protocol.ts';
import { ChannelSocket } from './channel-socket.ts';
import { checkExecOptions, expectedStreams, runRemoteCommand } from './exec-stream.ts';
import type { HttpOptions } from './http-options.ts';
import { streamLogToSocket } from './log-socket.ts';
import { type PodTarget, podTarget, refuseWithoutNode } from './pod-target.ts';
import { PORT_FORWARD_PROTOCOL, servePortForward, TUNNEL_PROTOCOL } from './port-forward.ts';
import { SPDY_COMMAND_PROTOCOLS, SpdyCommand } from './spdy/spdy-command.ts';
import { upgradeToSpdy } from './spdy/spdy-upgrade.ts';
import type { Upgrade } from './upgrade.ts';
import { offeredProtocols } from './web-sockets.ts';

/** exec, attach, port-forward and log of a pod over a connection that is upgraded now. Throws what can be refused before. */
export function servePodStream(
  server: ServerState,
  options: HttpOptions,
  upgrade: Upgrade,
  request: ResourceRequest,
): void {
  const { subresource } = request;
  const protocol = (upgrade.request.headers.upgrade ?? '').toLowerCase();
  if (subresource === 'log') return serveLog(server, options, upgrade, request);
  const target = podTarget(server, request, options.kubeletOf);
  refuseWithoutNode(target);
  if (protocol !== 'websocket' && protocol !== 'spdy/3.1') {
    throw refusals.badRequest('unable to upgrade: missing upgrade headers in request');
  }
  const overWebSocket = protocol === 'websocket';
  if (subresource === 'portforward') {
    if (overWebSocket) forwardOverWebSocket(options, upgrade, request, target);
    else forwardOverSpdy(options, upgrade, target);
    return;
  }
  checkExecOptions(request);
  if (overWebSocket) runOverWebSocket(options, upgrade, request, target);
  else runOverSpdy(options, upgrade, request, target);
}

function serveLog(server: ServerState, options: HttpOptions, upgrade: Upgrade, request: ResourceRequest): void {
  podTarget(server, request, options.kubeletOf);
  const { request: http, socket, head, webSockets } = upgrade;
  webSockets.open(http, socket, head, LOG_PROTOCOLS, (webSocket, protocol) => {
    streamLogToSocket(server, request, options.kubeletOf, webSocket, protocol).catch(options.onError);
  });
}

function runOverWebSocket(options: HttpOptions, upgrade: Upgrade, request: ResourceRequest, target: PodTarget): void {
  const { request: http, socket, head, webSockets } = upgrade;
  webSockets.open(http, socket, head, COMMAND_PROTOCOLS, (webSocket, protocol) => {
    const isTranslated = protocol.name === 'v5.channel.k8s.io';
    void runRemoteCommand(request, target, new ChannelSocket(webSocket, protocol), { ...options, isTranslated });
  });
}

function runOverSpdy(options: HttpOptions, upgrade: Upgrade, request: ResourceRequest, target: PodTarget): void {
  const { request: http, socket, head } = upgrade;
  const upgraded = upgradeToSpdy(http, socket, head, SPDY_COMMAND_PROTOCOLS);
  if (!upgraded) return;
  const { transport, protocol } = upgraded;
  new SpdyCommand(transport, {
    protocol,
    expected: expectedStreams(request, protocol),
    onReady: (streams) => void runRemoteCommand(request, target, streams, { ...options, isTranslated: false }),
  });
}

function forwardOverWebSocket(
  options: HttpOptions,
  upgrade: Upgrade,
  request: ResourceRequest,
  target: PodTarget,
): void {
  const { request: http, socket, head, webSockets } = upgrade;
  const kubelet = refuseWithoutNode(target);
  if (offeredProtocols(http).includes(TUNNEL_PROTOCOL)) {
    webSockets.open(http, socket, head, [{ name: TUNNEL_PROTOCOL }], (webSocket) => {
      servePortForward(webSocketTransport(webSocket), kubelet, target.pod, options.onError);
    });
    return;
  }
  const ports = portsOf(request.query);
  webSockets.open(http, socket, head, PORT_FORWARD_CHANNEL_PROTOCOLS, (webSocket, protocol) => {
    serveChannelPortForward(webSocket, protocol, ports, kubelet, target.pod, options.onError);
  });
}

function forwardOverSpdy(options: HttpOptions, upgrade: Upgrade, target: PodTarget): void {
  const { request: http, socket, head } = upgrade;
  const upgraded = upgradeToSpdy(http, socket, head, [PORT_FORWARD_PROTOCOL]);
  if (upgraded) servePortForward(upgraded.transport, refuseWithoutNode(target), target.pod, options.onError);
}
