import { type MachineSocket, NetworkError } from '../machinery/machine.ts';
import type { Backend, PassthroughRoute } from './proxy-configuration.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';

/** Carries a connection to an endpoint without looking into it. Another endpoint is tried where one refuses. */
export async function passThrough(
  { machine, turns, dialect }: ProxyRuntime,
  client: MachineSocket,
  route: Pick<PassthroughRoute, 'backend' | 'rule' | 'origin'>,
): Promise<void> {
  const decision = { rule: route.rule, ...(route.origin && { origin: route.origin }) };
  const link = (upstreamConnectionId: number | undefined) =>
    machine.network.requests.link({
      connectionId: client.connectionId,
      ...(upstreamConnectionId !== undefined && { upstreamConnectionId }),
      decision,
    });
  const upstream = await dialOne(route.backend, { machine, turns, dialect }, link);
  if (!upstream) {
    client.destroy();
    return;
  }
  link(upstream.connectionId);
  if (client.destroyed) {
    upstream.destroy();
    return;
  }
  joinSockets(client, upstream);
}

async function dialOne(
  backend: Backend,
  { machine, turns, dialect }: Pick<ProxyRuntime, 'machine' | 'turns' | 'dialect'>,
  failed: (connectionId: number | undefined) => void,
): Promise<MachineSocket | undefined> {
  if (backend.endpoints.length === 0) failed(undefined);
  for (let tries = 0; tries < Math.min(dialect.retries.tries, backend.endpoints.length); tries++) {
    const endpoint = turns.next(backend);
    if (!endpoint) return undefined;
    try {
      const options = { continuation: true, timeoutMs: dialect.timeouts.connectMs };
      return await machine.network.dial(endpoint.address, endpoint.port, options);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failed(error.connectionId);
    }
  }
  return undefined;
}

/** Bytes both ways, each end of a direction and each reset passed on. */
export function joinSockets(one: MachineSocket, other: MachineSocket): void {
  one.pipe(other);
  other.pipe(one);
  one.once('close', () => other.destroy()).once('error', () => other.destroy());
  other.once('close', () => one.destroy()).once('error', () => one.destroy());
}
