import type { Clock } from '../machinery/clock.ts';
import type { ConntrackInfo } from '../machinery/machine.ts';
import type { Address } from './address.ts';
import { describeEntry } from './conntrack-info.ts';
import type { Packet } from './packet.ts';

export type TcpState = NonNullable<ConntrackInfo['state']>;

/** Seconds an entry lives in each state: the kernel's, but ESTABLISHED and CLOSE_WAIT as kube-proxy sets them. */
const TIMEOUT_SECONDS: Readonly<Record<TcpState, number>> = {
  SYN_SENT: 120,
  SYN_RECV: 60,
  ESTABLISHED: 86_400,
  FIN_WAIT: 120,
  CLOSE_WAIT: 3_600,
  TIME_WAIT: 120,
  CLOSE: 10,
};

/** nf_conntrack_max of a node. */
const DEFAULT_LIMIT = 131_072;
/** Entries a host keeps at most: a simulation's memory is smaller than a node's. */
const KEPT_LIMIT = 16_384;
/** Of these, such as only wait for their time-out. */
const ENDING_LIMIT = 2_048;
/** How many of them go at once when there are too many. */
const ENDING_BATCH = 128;
/** How often at most a full table is looked through for what has timed out, and for connections that are ending (gc_worker). */
const SWEEP_MS = 1_000;
const COLLECT_MS = 60_000;
/** What may go early though it is assured, once a table is nearly full (tcp_can_early_drop). */
const ENDING_STATES: readonly (TcpState | undefined)[] = ['FIN_WAIT', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT'];

/** What all hosts on the way know together about one connection, or about the datagrams between two sockets. */
export interface TrackedState {
  readonly state: TcpState | undefined;
  lastPacketMs: number;
  /** Both ways have been used: a packet of it is not a new connection's (ctstate ESTABLISHED). */
  readonly answered: boolean;
  /** Not the first to go when the table is full ([ASSURED]). */
  readonly assured: boolean;
  expiresMs(): number;
}

/** Of a TCP connection. */
export class ConnectionState implements TrackedState {
  state: TcpState = 'SYN_SENT';
  lastPacketMs: number;
  /** It has stood: whatever comes, a reset too. */
  assured = false;

  constructor(nowMs: number) {
    this.lastPacketMs = nowMs;
  }

  change(state: TcpState, nowMs: number): void {
    this.state = state;
    this.lastPacketMs = nowMs;
    if (state === 'ESTABLISHED') this.assured = true;
  }

  get answered(): boolean {
    return this.state !== 'SYN_SENT';
  }

  expiresMs(): number {
    return this.lastPacketMs + TIMEOUT_SECONDS[this.state] * 1000;
  }
}

/** One host's memory of one connection: the addresses as they came, and as the answer will come. */
export class ConntrackEntry {
  readonly connection: TrackedState;
  readonly protocol: Packet['protocol'];
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly destinationPort: number;
  replySource: Address;
  replySourcePort: number;
  replyDestination: Address;
  replyDestinationPort: number;
  confirmed = false;
  replied = false;
  destinationRewritten = false;
  sourceRewritten = false;
  /** The host's own balancer (IPVS) has chosen the destination, behind PREROUTING. */
  directed = false;

  constructor(packet: Packet, connection: TrackedState) {
    this.connection = connection;
    this.protocol = packet.protocol;
    this.source = this.replyDestination = packet.source;
    this.sourcePort = this.replyDestinationPort = packet.sourcePort;
    this.destination = this.replySource = packet.destination;
    this.destinationPort = this.replySourcePort = packet.destinationPort;
  }

  matches(packet: Packet): boolean {
    return (
      this.source === packet.source &&
      this.sourcePort === packet.sourcePort &&
      this.destination === packet.destination &&
      this.destinationPort === packet.destinationPort
    );
  }

  /** Whether a packet is an answer. Of an echo's the identifier is in the same place as the question's. */
  matchesReply(packet: Packet): boolean {
    if (this.replySource !== packet.source || this.replyDestination !== packet.destination) return false;
    if (this.protocol === 'icmp') return this.replyDestinationPort === packet.sourcePort;
    return this.replySourcePort === packet.sourcePort && this.replyDestinationPort === packet.destinationPort;
  }
}

/** The connections a host tracks. An entry appears when its first packet has passed every hook ("confirmed"). */
export class ConntrackTable {
  readonly #clock: Clock;
  readonly #entries = new Set<ConntrackEntry>();
  /** Those that only wait for their time-out, oldest first. */
  readonly #ending = new Set<ConntrackEntry>();
  /** Ports taken by source rewrites: address × 65536 + port. */
  readonly #translatedPorts = new Set<number>();
  readonly #changed: () => void;
  #listeners: Set<ConntrackListener> | undefined;
  #limit = DEFAULT_LIMIT;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #collectedMs: number;
  /** Packets dropped for want of room, and entries that went to make some. */
  full = { count: 0, lastMs: 0, earlyDrops: 0 };

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.#collectedMs = clock.now();
  }

  /** nf_conntrack_max. */
  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#sweptMs = Number.NEGATIVE_INFINITY;
  }

  /** False when the table is full of living connections: `nf_conntrack: table full, dropping packet`. */
  confirm(entry: ConntrackEntry): boolean {
    if (entry.confirmed) return true;
    this.#expire();
    const isFull = this.#entries.size >= this.limit && !this.#makeRoom();
    if (isFull || (this.#entries.size >= KEPT_LIMIT && !this.#dropOldest(1))) {
      this.full = { ...this.full, count: this.full.count + 1, lastMs: this.#clock.now() };
      return false;
    }
    entry.confirmed = true;
    this.#entries.add(entry);
    this.#tell('NEW', entry);
    if (entry.sourceRewritten) this.#translatedPorts.add(translated(entry));
    return true;
  }

  /** The connection has no socket any more: the entry goes with its time-out. */
  release(entry: ConntrackEntry): void {
    if (!entry.confirmed || !this.#entries.has(entry)) return;
    this.#ending.delete(entry);
    this.#ending.add(entry);
    if (this.#ending.size > ENDING_LIMIT) this.#dropOldest(ENDING_BATCH);
  }

  /** Whether the entry is still there: neither timed out nor deleted. */
  holds(entry: ConntrackEntry): boolean {
    return entry.confirmed && entry.connection.expiresMs() > this.#clock.now();
  }

  /** `conntrack -D`. Answers what has gone. */
  deleteWhere(matches: (entry: ConntrackInfo) => boolean): ConntrackInfo[] {
    const now = this.#clock.now();
    const gone: ConntrackInfo[] = [];
    for (const entry of this.#entries) {
      const left = entry.connection.expiresMs() - now;
      const described = left > 0 ? describeEntry(entry, secondsLeft(left)) : null;
      if (!described || !matches(described)) continue;
      this.remove(entry);
      gone.push(described);
    }
    if (gone.length > 0) this.#changed();
    return gone;
  }

  /** The connection's state has changed. */
  updated(entry: ConntrackEntry): void {
    if (entry.confirmed) this.#tell('UPDATE', entry);
  }

  watch(listener: ConntrackListener): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => this.#listeners?.delete(listener);
  }

  isPortFree(address: Address, port: number): boolean {
    return !this.#translatedPorts.has(address * 65_536 + port);
  }

  list(): ConntrackInfo[] {
    this.#expire();
    const now = this.#clock.now();
    const listed: ConntrackInfo[] = [];
    for (const entry of this.#entries) {
      const left = entry.connection.expiresMs() - now;
      if (left > 0) listed.push(describeEntry(entry, secondsLeft(left)));
    }
    return listed;
  }

  #tell(event: 'NEW' | 'UPDATE' | 'DESTROY', entry: ConntrackEntry): void {
    if (!this.#listeners?.size) return;
    const seconds = Math.max(0, Math.ceil((entry.connection.expiresMs() - this.#clock.now()) / 1000));
    for (const listener of this.#listeners) listener(event, describeEntry(entry, seconds));
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const entry of this.#ending) {
      if (entry.connection.expiresMs() > now) break;
      this.remove(entry);
    }
  }

  /** What a kernel does with a full table: an entry that is not assured goes (early_drop), what is ending goes now and then. */
  #makeRoom(): boolean {
    const now = this.#clock.now();
    if (now - this.#sweptMs >= SWEEP_MS) {
      this.#sweptMs = now;
      const collects = now - this.#collectedMs >= COLLECT_MS;
      if (collects) this.#collectedMs = now;
      for (const entry of this.#entries) {
        const { state } = entry.connection;
        if (entry.connection.expiresMs() <= now || (collects && ENDING_STATES.includes(state))) this.remove(entry);
      }
      if (collects) this.#changed();
    }
    if (this.#entries.size < this.limit) return true;
    for (const entry of this.#entries) {
      if (entry.replied && entry.connection.assured) continue;
      this.remove(entry);
      this.full = { ...this.full, earlyDrops: this.full.earlyDrops + 1 };
      return true;
    }
    return false;
  }

  /** A simulation keeps fewer: the oldest of those that only wait for their time-out go. */
  #dropOldest(count: number): boolean {
    let dropped = 0;
    for (const entry of this.#ending) {
      if (dropped++ === count) break;
      this.remove(entry);
    }
    return dropped > 0;
  }

  /** One entry goes, whatever it waits for. */
  remove(entry: ConntrackEntry): void {
    if (entry.confirmed) this.#tell('DESTROY', entry);
    this.#entries.delete(entry);
    this.#ending.delete(entry);
    entry.confirmed = false;
    if (entry.sourceRewritten) this.#translatedPorts.delete(translated(entry));
  }
}

/** Whole seconds; some time has passed since the packet (nf_ct_expires). */
function secondsLeft(ms: number): number {
  return Math.ceil(ms / 1000) - 1;
}

export type ConntrackListener = (event: 'NEW' | 'UPDATE' | 'DESTROY', entry: ConntrackInfo) => void;

function translated(entry: ConntrackEntry): number {
  return entry.replyDestination * 65_536 + entry.replyDestinationPort;
}
