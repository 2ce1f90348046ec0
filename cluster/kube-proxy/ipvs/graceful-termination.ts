import type { Clock } from '../../machinery/clock.ts';
import type { VirtualServerKey, VirtualServers } from '../../machinery/virtual-servers.ts';

interface Terminating {
  readonly key: VirtualServerKey;
  readonly address: string;
  readonly port: number;
}

/** rsCheckDeleteInterval in pkg/proxy/ipvs. */
const LOOK_AGAIN_MS = 60_000;

/** Real servers of TCP that still have connections: they get no new ones (weight 0) and go when the last has timed out. */
export class GracefulTermination {
  readonly #ipvs: VirtualServers;
  readonly #clock: Clock;
  readonly #terminating = new Map<string, Terminating>();
  #cancel: (() => void) | null = null;

  constructor(ipvs: VirtualServers, clock: Clock) {
    this.#ipvs = ipvs;
    this.#clock = clock;
  }

  has(key: VirtualServerKey, address: string, port: number): boolean {
    return this.#terminating.has(nameOf({ key, address, port }));
  }

  /** Gone at once when it has no connections. */
  end(key: VirtualServerKey, address: string, port: number): void {
    const server = { key, address, port };
    if (this.#deleted(server)) return;
    const found = this.#find(server);
    if (found) this.#ipvs.editServer(key, { ...found, weight: 0 });
    this.#terminating.set(nameOf(server), server);
    this.#cancel ??= this.#clock.schedule(LOOK_AGAIN_MS, () => this.#look());
  }

  /** It is wanted again: it goes, so that it can be added anew. */
  resume(key: VirtualServerKey, address: string, port: number): void {
    this.#terminating.delete(nameOf({ key, address, port }));
    this.#ipvs.deleteServer(key, { address, port });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#terminating.clear();
  }

  #look(): void {
    for (const [name, server] of this.#terminating) if (this.#deleted(server)) this.#terminating.delete(name);
    this.#cancel = this.#terminating.size > 0 ? this.#clock.schedule(LOOK_AGAIN_MS, () => this.#look()) : null;
  }

  #deleted(server: Terminating): boolean {
    const found = this.#find(server);
    if (!found) return true;
    if (server.key.protocol === 'tcp' && found.active + found.inactive > 0) return false;
    this.#ipvs.deleteServer(server.key, server);
    return true;
  }

  #find({ key, address, port }: Terminating) {
    return this.#ipvs.find(key)?.servers.find((server) => server.address === address && server.port === port);
  }
}

function nameOf({ key, address, port }: Terminating): string {
  return `${key.protocol} ${key.address}:${key.port}/${address}:${port}`;
}
