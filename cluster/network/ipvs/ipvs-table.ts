import type { Clock } from '../../machinery/clock.ts';
import type { Rehearsal } from '../../machinery/rehearsal.ts';
import {
  type IpvsConnectionInfo,
  IpvsError,
  type IpvsTimeouts,
  type RealServerSettings,
  type VirtualServerInfo,
  type VirtualServerKey,
  type VirtualServerSettings,
  type VirtualServers,
} from '../../machinery/virtual-servers.ts';
import { formatAddress, formatEndpoint, requireAddress } from '../address.ts';
import type { TrackedState } from '../conntrack.ts';
import type { Director, DirectorDecision } from '../local-balancing.ts';
import type { Packet } from '../packet.ts';
import { IpvsConnection } from './ipvs-connection.ts';
import { Persistence } from './persistence.ts';
import { RealServer } from './real-server.ts';
import { isScheduler } from './schedulers.ts';
import { VirtualServer } from './virtual-server.ts';

/** Connections a host remembers; more are forgotten oldest first, but for established ones. */
const CONNECTION_LIMIT = 16_384;
const RECOUNT_STEP = 1_024;
const SERVICE_LIMIT = 65_536;
const HASHING: ReadonlySet<string> = new Set(['sh', 'dh', 'mh']);
/** Schedulers that do not look at weights. */
const EVEN: ReadonlySet<string> = new Set(['rr', 'lc']);
const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/** IPVS of one host: virtual servers, and the connections it has scheduled. */
export class IpvsTable implements VirtualServers, Director {
  readonly #clock: Clock;
  readonly #virtuals = new Map<string, VirtualServer>();
  readonly #connections = new Set<IpvsConnection>();
  readonly #persistence = new Persistence();
  /** With so many connections it is time to see which have timed out. */
  #recountAt = RECOUNT_STEP;
  #timeouts: IpvsTimeouts = { tcp: 900, tcpFin: 120, udp: 300 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new connection's real server, if it is for a virtual server. */
  schedule(packet: Readonly<Packet>, state: TrackedState): DirectorDecision | null {
    const { protocol, destination, destinationPort } = packet;
    if (this.#virtuals.size === 0 || protocol === 'icmp') return null;
    const virtual = this.#virtuals.get(`${protocol} ${formatAddress(destination)}:${destinationPort}`);
    if (!virtual) return null;
    const { origin } = virtual.settings;
    if (packet.rehearsal) return this.#foresee(virtual, packet, packet.rehearsal);
    const connection = this.#connect(virtual, packet, state);
    const refused = { refuse: 'unreachable' as const, rule: `${virtual.line} has no real server` };
    if (!connection) return { ...refused, ...(origin && { origin }) };
    connection.carried(true, 1, packet.length);
    const { server } = connection;
    const chosen = `-> ${formatEndpoint(server.address, server.port)} ${server.method}`;
    const to = { address: formatAddress(server.address), port: server.port };
    return { to, rule: `${virtual.line} ${chosen}`, ...(origin && { origin }) };
  }

  /** Whom it could choose, and how often in the long run. */
  #foresee(virtual: VirtualServer, packet: Readonly<Packet>, rehearsal: Rehearsal): DirectorDecision {
    const { origin, persistentSeconds, scheduler } = virtual.settings;
    const because = origin && { origin };
    const known = persistentSeconds === null ? null : this.#persistence.find(virtual, packet.source, this.#clock.now());
    const able = known ? [known] : virtual.servers.filter(({ weight }) => weight > 0);
    if (able.length === 0) return { refuse: 'unreachable', rule: `${virtual.line} has no real server`, ...because };
    // A hash has one answer; all others come round.
    const hashed = HASHING.has(scheduler) ? virtual.scheduler.choose(able, packet) : null;
    const weights = able.map(({ weight }) => (EVEN.has(scheduler) ? 1 : weight));
    const server = hashed ?? able[able.length === 1 ? 0 : rehearsal.pick(weights)]!;
    const to = { address: formatAddress(server.address), port: server.port };
    return { to, rule: `${virtual.line} -> ${to.address}:${to.port} ${server.method}`, ...because };
  }

  #connect(virtual: VirtualServer, packet: Readonly<Packet>, state: TrackedState): IpvsConnection | null {
    const limited = virtual.servers.some(({ upperThreshold }) => upperThreshold > 0);
    if (virtual.scheduler.counts || limited || this.#connections.size >= this.#recountAt) this.#recount();
    const now = this.#clock.now();
    const persistent = virtual.settings.persistentSeconds !== null;
    const known = persistent ? this.#persistence.find(virtual, packet.source, now) : null;
    const server = known ?? virtual.scheduler.choose(virtual.servers, packet);
    if (!server) return null;
    if (persistent && !known) this.#persistence.remember(virtual, server, packet.source, now);
    const connection = new IpvsConnection(virtual, server, packet.source, packet.sourcePort, state);
    virtual.counters.connections++;
    server.counters.connections++;
    this.#connections.add(connection);
    return connection;
  }

  list(): VirtualServerInfo[] {
    this.#recount();
    const rank = ({ key }: VirtualServer) => PROTOCOLS.indexOf(key.protocol);
    return [...this.#virtuals.values()]
      .toSorted((a, b) => rank(a) - rank(b) || a.address - b.address || a.key.port - b.key.port)
      .map((virtual) => virtual.describe());
  }

  connections(): IpvsConnectionInfo[] {
    this.#recount();
    const now = this.#clock.now();
    const connections = [...this.#connections].map((connection) => connection.describe(this.#timeouts, now));
    return [...connections, ...this.#persistence.list(now)];
  }

  find(key: VirtualServerKey): VirtualServerInfo | undefined {
    this.#recount();
    return this.#virtuals.get(textOf(key))?.describe();
  }

  add(key: VirtualServerKey, settings: VirtualServerSettings): void {
    if (!isScheduler(settings.scheduler)) throw new IpvsError('ENOENT');
    if (this.#virtuals.has(textOf(key))) throw new IpvsError('EEXIST');
    if (this.#virtuals.size >= SERVICE_LIMIT) throw new IpvsError('EINVAL');
    this.#virtuals.set(textOf(key), new VirtualServer(key, settings));
  }

  edit(key: VirtualServerKey, settings: VirtualServerSettings): void {
    if (!isScheduler(settings.scheduler)) throw new IpvsError('ENOENT');
    this.#require(key).change(settings);
  }

  delete(key: VirtualServerKey): void {
    const virtual = this.#require(key);
    for (const server of [...virtual.servers]) virtual.remove(server);
    this.#virtuals.delete(textOf(key));
  }

  addServer(key: VirtualServerKey, settings: RealServerSettings): void {
    const virtual = this.#require(key);
    if (virtual.find(requireAddress(settings.address), settings.port)) throw new IpvsError('EEXIST');
    virtual.servers.unshift(new RealServer(settings));
  }

  editServer(key: VirtualServerKey, settings: RealServerSettings): void {
    this.#requireServer(this.#require(key), settings).change(settings);
  }

  deleteServer(key: VirtualServerKey, server: Pick<RealServerSettings, 'address' | 'port'>): void {
    const virtual = this.#require(key);
    virtual.remove(this.#requireServer(virtual, server));
  }

  zero(key?: VirtualServerKey): void {
    for (const virtual of key ? [this.#require(key)] : this.#virtuals.values()) {
      virtual.counters.zero();
      for (const { counters } of virtual.servers) counters.zero();
    }
  }

  flush(): void {
    for (const { key } of [...this.#virtuals.values()]) this.delete(key);
  }

  timeouts(): IpvsTimeouts {
    return this.#timeouts;
  }

  setTimeouts({ tcp, tcpFin, udp }: IpvsTimeouts): void {
    const before = this.#timeouts;
    this.#timeouts = { tcp: tcp || before.tcp, tcpFin: tcpFin || before.tcpFin, udp: udp || before.udp };
  }

  #require(key: VirtualServerKey): VirtualServer {
    const virtual = this.#virtuals.get(textOf(key));
    if (!virtual) throw new IpvsError('ESRCH');
    return virtual;
  }

  #requireServer(virtual: VirtualServer, { address, port }: Pick<RealServerSettings, 'address' | 'port'>): RealServer {
    const server = virtual.find(requireAddress(address), port);
    if (!server) throw new IpvsError('ENOENT');
    return server;
  }

  /** What has timed out goes; the servers' counts are those of now. */
  #recount(): void {
    const now = this.#clock.now();
    const surplus = this.#connections.size - CONNECTION_LIMIT;
    let dropped = 0;
    for (const connection of this.#connections) {
      connection.recount();
      const over = connection.expiresMs(this.#timeouts) <= now;
      if (!over && (dropped >= surplus || connection.stateName === 'ESTABLISHED')) continue;
      connection.forget();
      this.#connections.delete(connection);
      dropped++;
    }
    this.#recountAt = this.#connections.size + RECOUNT_STEP;
  }
}

function textOf({ protocol, address, port }: VirtualServerKey): string {
  return `${protocol} ${address}:${port}`;
}
