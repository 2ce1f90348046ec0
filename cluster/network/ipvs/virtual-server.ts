import type { VirtualServerInfo, VirtualServerKey, VirtualServerSettings } from '../../machinery/virtual-servers.ts';
import { type Address, requireAddress } from '../address.ts';
import { Counters, type RealServer } from './real-server.ts';
import { createScheduler, type Scheduler } from './schedulers.ts';

/** A service address of one host, and whom it is balanced over. */
export class VirtualServer {
  readonly key: VirtualServerKey;
  readonly address: Address;
  readonly counters = new Counters();
  settings: VirtualServerSettings;
  scheduler: Scheduler;
  /** In the kernel's order: the one that was added last is the first. */
  readonly servers: RealServer[] = [];

  constructor(key: VirtualServerKey, settings: VirtualServerSettings) {
    this.key = key;
    this.address = requireAddress(key.address);
    this.settings = settings;
    this.scheduler = createScheduler(settings.scheduler, settings.flags);
  }

  change(settings: VirtualServerSettings): void {
    const before = this.settings;
    this.settings = settings;
    if (before.scheduler === settings.scheduler && `${before.flags}` === `${settings.flags}`) return;
    this.scheduler = createScheduler(settings.scheduler, settings.flags);
  }

  find(address: Address, port: number): RealServer | undefined {
    return this.servers.find((server) => server.address === address && server.port === port);
  }

  remove(server: RealServer): void {
    const index = this.servers.indexOf(server);
    this.servers.splice(index, 1);
    server.available = false;
    this.scheduler.removed?.(server, index);
  }

  describe(): VirtualServerInfo {
    const servers = this.servers.toSorted((a, b) => a.address - b.address || a.port - b.port);
    return {
      ...this.key,
      ...this.settings,
      counters: this.counters.describe(),
      servers: servers.map((server) => server.describe()),
    };
  }

  /** As `ipvsadm -Ln` prints it. */
  get line(): string {
    const { protocol, address, port } = this.key;
    const { scheduler, persistentSeconds } = this.settings;
    const persistent = persistentSeconds === null ? '' : ` persistent ${persistentSeconds}`;
    return `${protocol.toUpperCase().padEnd(4)} ${address}:${port} ${scheduler}${persistent}`;
  }
}
