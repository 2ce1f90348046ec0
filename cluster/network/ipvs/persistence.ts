import type { IpvsConnectionInfo } from '../../machinery/virtual-servers.ts';
import { type Address, formatAddress, requireAddress } from '../address.ts';
import type { RealServer } from './real-server.ts';
import type { VirtualServer } from './virtual-server.ts';

interface Template {
  readonly virtual: VirtualServer;
  readonly server: RealServer;
  readonly client: Address;
  expiresMs: number;
}

/** Clients a host remembers; the oldest go first. */
const LIMIT = 4_096;

/** Which client belongs to which real server of a persistent virtual server. */
export class Persistence {
  readonly #templates = new Map<string, Template>();

  /** The client's server, when it has one that still takes connections. It is remembered for another while. */
  find(virtual: VirtualServer, source: Address, nowMs: number): RealServer | null {
    const key = keyOf(virtual, maskedClient(virtual, source));
    const template = this.#templates.get(key);
    if (!template) return null;
    // expire_quiescent_template, which kube-proxy switches on.
    if (template.expiresMs <= nowMs || !template.server.available || template.server.weight <= 0) {
      this.#forget(key, template);
      return null;
    }
    template.expiresMs = nowMs + (virtual.settings.persistentSeconds ?? 0) * 1000;
    return template.server;
  }

  remember(virtual: VirtualServer, server: RealServer, source: Address, nowMs: number): void {
    const client = maskedClient(virtual, source);
    const expiresMs = nowMs + (virtual.settings.persistentSeconds ?? 0) * 1000;
    const [oldest] = this.#templates;
    if (oldest && this.#templates.size >= LIMIT) this.#forget(...oldest);
    this.#templates.set(keyOf(virtual, client), { virtual, server, client, expiresMs });
    server.persistent++;
  }

  list(nowMs: number): IpvsConnectionInfo[] {
    for (const [key, template] of this.#templates) if (template.expiresMs <= nowMs) this.#forget(key, template);
    return [...this.#templates.values()].map(({ virtual, server, client, expiresMs }) => ({
      protocol: virtual.key.protocol,
      client: { address: formatAddress(client), port: 0 },
      virtual: { address: virtual.key.address, port: virtual.key.port },
      destination: { address: formatAddress(server.address), port: server.port },
      state: 'ASSURED',
      expiresSeconds: Math.ceil((expiresMs - nowMs) / 1000),
    }));
  }

  #forget(key: string, { server }: Template): void {
    this.#templates.delete(key);
    server.persistent--;
  }
}

function maskedClient({ settings }: VirtualServer, source: Address): Address {
  return (source & requireAddress(settings.netmask)) >>> 0;
}

function keyOf({ key }: VirtualServer, client: Address): string {
  return `${key.protocol} ${client} ${key.address}:${key.port}`;
}
