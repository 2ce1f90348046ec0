import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UserInfo } from '../../machinery/api-transport.ts';
import { refuseUnlessAuthorized } from '../authorization/authorize.ts';
import { requestAttributes } from '../authorization/request-attributes.ts';
import { refusals, StatusError } from '../errors.ts';
import { understand } from '../resource-handler.ts';
import type { ServerState } from '../resource-request.ts';
import { admitStream } from './admit-stream.ts';
import { authenticateRequest } from './authentication.ts';
import type { HttpOptions } from './http-options.ts';
import { servePodStream } from './pod-stream.ts';
import { admitProxy } from './proxy/admit-proxy.ts';
import { parseProxyPath } from './proxy/proxy-path.ts';
import { proxyTarget } from './proxy/proxy-target.ts';
import { proxyUpgrade } from './proxy/proxy-upgrade.ts';
import { parseRequestTarget } from './request-target.ts';
import { refuseUpgrade } from './upgrade-refusal.ts';
import { WebSockets } from './web-sockets.ts';

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer, path: string) => void;

/** exec, attach, port-forward, proxies and logs: connections that leave HTTP behind. */
export function createUpgradeHandler(server: ServerState, options: HttpOptions): UpgradeHandler {
  const webSockets = new WebSockets();
  return (request, socket, head, target) => {
    socket.on('error', () => socket.destroy());
    const upgrade = { request, socket, head, webSockets };
    handleUpgrade(server, options, upgrade, target).catch((error: unknown) => {
      if (!(error instanceof StatusError)) options.onError(error);
      if (socket.destroyed) return;
      refuseUpgrade(socket, error instanceof StatusError ? error : refusals.internal('the server has a fault'));
    });
  };
}

/** A connection that asks to be upgraded, as Node's HTTP server hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly webSockets: WebSockets;
}

async function handleUpgrade(
  server: ServerState,
  options: HttpOptions,
  upgrade: Upgrade,
  target: string,
): Promise<void> {
  const url = parseRequestTarget(target);
  const { request, socket, head } = upgrade;
  const user = authenticateRequest(server, request);
  refuseUnlessAuthorized(server, user, requestAttributes(request.method ?? 'GET', url.pathname, url.searchParams));
  const { aggregation } = options;
  if (aggregation.isNeeded && (await aggregation.upgrade(request, { socket, head }, url, user))) return;
  const proxied = parseProxyPath(url.pathname);
  if (proxied) {
    await admitProxy(server, user, proxied);
    const backend = proxyTarget(server, proxied, options.kubeletOf);
    return proxyUpgrade(options, backend, proxied, url.search, request, socket, head);
  }
  const understood = understandStream(server, user, request, url);
  await admitStream(server, understood);
  servePodStream(server, options, upgrade, understood);
}

function understandStream(server: ServerState, user: UserInfo, request: IncomingMessage, url: URL) {
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
  if (definition.plural !== 'pods' || !['exec', 'attach', 'portforward', 'log'].includes(subresource)) {
    throw refusals.badRequest('the requested resource cannot be upgraded');
  }
  return understood;
}
