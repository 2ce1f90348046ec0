import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import type { Dial } from '../http/http-options.ts';
import { dialBackend } from '../http/proxy/connect-backend.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { tlsErrorText } from '../webhook/tls-error-text.ts';
import type { RemoteService } from './remote-service.ts';

/** The Service is not there or has no such port. */
export class ResolveError extends Error {}

/** Where a Service is reached: its ClusterIP (apiserver/pkg/util/proxy ResolveCluster). Throws ResolveError. */
export function resolveService({ store }: ServerState, { service }: RemoteService): { host: string; port: number } {
  const { namespace, name, port } = service;
  const stored = store.get({ resource: 'services', namespace, name });
  if (!stored) throw new ResolveError(`service ${JSON.stringify(name)} not found`);
  const spec = isMap(stored.spec) ? stored.spec : {};
  if (spec.type === 'ExternalName') return { host: String(spec.externalName), port };
  const ports = Array.isArray(spec.ports) ? spec.ports.filter(isMap) : [];
  if (!ports.some((candidate) => candidate.port === port)) {
    throw new ResolveError(`no service port ${port} found for service ${JSON.stringify(name)}`);
  }
  return { host: String(spec.clusterIP), port };
}

/** A TLS connection to the service's API server, `verify`: if its certificate is for the Service. Rejects in Go's words. */
export async function connectService(
  server: ServerState,
  dial: Dial | undefined,
  remote: RemoteService,
  verify: boolean,
): Promise<TLSSocket> {
  const { host, port } = resolveService(server, remote);
  const socket = await dialBackend(dial, host, port);
  const { namespace, name } = remote.service;
  return secured(socket, {
    servername: `${name}.${namespace}.svc`,
    rejectUnauthorized: verify && !remote.insecure,
    ...(remote.authority !== undefined && { ca: remote.authority }),
  });
}

function secured(
  socket: Duplex,
  options: { readonly servername: string; readonly rejectUnauthorized: boolean; readonly ca?: string },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connect({ socket, ALPNProtocols: ['http/1.1'], ...options });
    const fail = (error: Error) => {
      socket.destroy();
      reject(new Error(tlsErrorText(error)));
    };
    secure.once('error', fail);
    secure.once('secureConnect', () => {
      secure.off('error', fail);
      resolve(secure);
    });
  });
}
