import { once } from 'node:events';
import net from 'node:net';
import {
  type DialOptions,
  type MachineNetwork,
  type MachineSocket,
  NetworkError,
  type NetworkErrorCode,
} from '../../../cluster/machinery/machine.ts';

const CODES: ReadonlySet<string> = new Set<NetworkErrorCode>([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
]);

/** The host's own loopback as a machine's network, so that both kubectls talk to one and the same server. */
export function hostNetwork(): MachineNetwork {
  const missing = () => {
    throw new Error('only dial and lookup work on the host network');
  };
  return {
    dial,
    lookup: (name) =>
      name === 'localhost' ? Promise.resolve(['127.0.0.1']) : Promise.reject(new NetworkError('ENOTFOUND')),
    listen: missing,
    interfaces: () => [],
    routes: () => [],
    neighbours: () => [],
    sockets: () => [],
    rules: () => '',
    conntrack: () => [],
    hostId: 'host',
    requests: { nextId: () => 0, report: () => {} },
  };
}

async function dial(host: string, port: number, options: DialOptions = {}): Promise<MachineSocket> {
  const socket = net.connect({ host, port, ...(options.signal && { signal: options.signal }) });
  try {
    await once(socket, 'connect');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (CODES.has(code)) throw new NetworkError(code as NetworkErrorCode);
    throw error;
  }
  return Object.assign(socket, { connectionId: 0 }) as unknown as MachineSocket;
}
