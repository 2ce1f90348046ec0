import { formatAddress, formatEndpoint } from './address.ts';
import type { AddressPair, Crossing } from './connection-record.ts';
import type { TrackedState } from './conntrack.ts';
import { deliverHere, type SocketTarget } from './delivery.ts';
import { refusedByGuard } from './guard.ts';
import { CONNTRACK, NAT_DESTINATION } from './hook-stages.ts';
import { DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED, NET_UNREACHABLE, TIME_EXCEEDED } from './icmp-message.ts';
import { balanceHere, directHere } from './local-balancing.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { PacketHooks } from './packet-hooks.ts';
import { draftCrossing, type KnownPassage, type Passage } from './passage.ts';
import type { Route } from './routing-table.ts';
import { type Arrival, transmit } from './transmission.ts';
import { TABLE_FULL, type WalkEnd } from './walk-end.ts';
import { endHere, endWithError, unreachable } from './walk-endings.ts';
import { type MirrorPassage, WayBack } from './way-back.ts';

const FIRST = Number.NEGATIVE_INFINITY;
const LAST = Number.POSITIVE_INFINITY;

export interface WalkOptions {
  /** Of earlier packets of the same connection: the address rewrites that were confirmed hold. */
  readonly known?: readonly KnownPassage[];
  /** Gets what balancers in the path want to hear when the connection is over. */
  readonly releases?: (() => void)[];
  /** Of an answer: the way that its question came. */
  readonly mirror?: readonly MirrorPassage[];
  /** The one socket that the packet is for; absent: whoever listens. */
  readonly target?: SocketTarget;
}

/**
 * One packet's way from the host that makes it to where it ends: through every host's hooks in the kernel's order, over every
 * link between them.
 */
export class PacketWalk {
  readonly passages: Passage[] = [];
  readonly #packet: Packet;
  readonly #connection: TrackedState;
  readonly #options: WalkOptions;
  readonly #hooks: PacketHooks;
  readonly #way: WayBack | null;
  #pair: AddressPair;
  /** The packet's addresses that `#pair` is the text of. */
  #described: PacketAddresses;

  constructor(packet: Packet, connection: TrackedState, options: WalkOptions = {}) {
    this.#packet = packet;
    this.#connection = connection;
    this.#options = options;
    this.#hooks = new PacketHooks(packet, connection, options.known ?? []);
    this.#way = options.mirror ? new WayBack(options.mirror) : null;
    this.#described = addressesOf(packet);
    this.#pair = this.#textOf(this.#described);
  }

  get crossings(): Crossing[] {
    return this.passages.flatMap(({ crossing, tunnelEnd }) => (tunnelEnd ? [crossing, tunnelEnd] : [crossing]));
  }

  /** The packet arrived and its answer did not: the record says where that ended, on the host of the way there. */
  blameAnswer(answer: PacketWalk): void {
    const last = answer.crossings.at(-1);
    const place = this.passages.find(({ host }) => host.id === last?.host) ?? this.passages.at(-1);
    if (place && last?.verdict) place.crossing.verdict ??= last.verdict;
  }

  run(origin: NetworkHost, route: Route | null): WalkEnd {
    const passage = this.#enter(origin, null);
    const reachable = route !== null || origin.isLocal(this.#packet.destination);
    let step: Arrival | WalkEnd = reachable ? this.#leaveOrigin(passage, route) : this.#send(passage, null);
    while ('device' in step) step = this.#cross(this.#enter(step.host, step.device, step.bridged));
    return step;
  }

  #enter(host: NetworkHost, device: NetworkInterface | null, bridged = false): Passage {
    this.#hooks.enter();
    const passage: Passage = {
      host,
      inDevice: device,
      outDevice: null,
      entry: null,
      isReply: false,
      hook: host.hooks.active ? host.netfilter.hookPacket(this.#packet, device?.name ?? '', '') : null,
      repeats: undefined,
      receivedSource: this.#packet.source,
      receivedSourcePort: this.#packet.sourcePort,
      receivedDestination: this.#packet.destination,
      bridged,
      sentDestination: this.#packet.destination,
      sentDestinationPort: this.#packet.destinationPort,
      crossing: draftCrossing(host, device, this.#pair),
    };
    this.passages.push(passage);
    if (device && !this.#packet.rehearsal) {
      device.receivedPackets++;
      device.receivedBytes += this.#packet.length;
    }
    return passage;
  }

  /** OUTPUT, then POSTROUTING; a rewritten destination is routed anew (ip_route_me_harder). */
  #leaveOrigin(passage: Passage, route: Route | null): Arrival | WalkEnd {
    const { host, hook } = passage;
    const before = this.#packet.destination;
    let chosen = route;
    let local = host.isLocal(before);
    if (hook) hook.outInterface = local ? 'lo' : (chosen?.device.name ?? '');
    const stopped = this.#hooks.untilDestination(passage, 'OUTPUT') ?? this.#direct(passage);
    if (stopped) return stopped;
    this.#pair = this.#describePair();
    if (this.#packet.destination !== before) {
      local = host.isLocal(this.#packet.destination);
      chosen = host.routing.lookup(this.#packet.destination);
      if (hook) hook.outInterface = local ? 'lo' : (chosen?.device.name ?? '');
    }
    const filtered = hook && this.#hooks.filter(passage, 'OUTPUT', NAT_DESTINATION + 1, LAST);
    if (filtered) return filtered;
    if (!local) return this.#send(passage, chosen);
    return this.#leave(passage, host.device('lo'), this.#packet.destination) ?? this.#loopBack(passage);
  }

  /** A packet to the host itself comes in again by lo; nat has been asked already. */
  #loopBack(passage: Passage): WalkEnd {
    const { hook } = passage;
    if (hook) {
      hook.inInterface = 'lo';
      hook.outInterface = '';
      const stopped =
        this.#hooks.filter(passage, 'PREROUTING', FIRST, LAST) ?? this.#hooks.filter(passage, 'INPUT', FIRST, LAST);
      if (stopped) return stopped;
    }
    return this.#reach(passage);
  }

  #cross(passage: Passage): Arrival | WalkEnd {
    const { host } = passage;
    const stopped =
      this.#hooks.untilDestination(passage, 'PREROUTING') ??
      (passage.hook && this.#hooks.filter(passage, 'PREROUTING', NAT_DESTINATION + 1, LAST)) ??
      balanceHere(passage, this.#packet, this.#hooks, this.#options.releases ?? []);
    if (stopped) return stopped;
    this.#pair = this.#describePair();
    const guarded =
      this.#connection.answered || this.#options.mirror ? undefined : refusedByGuard(this.passages, this.#packet);
    if (guarded) return endHere(passage, 'dropped', guarded);
    if (host.isLocal(this.#packet.destination)) return this.#deliver(passage);
    if (!host.forwarding) return endHere(passage, 'dropped', { kind: 'no-route', rule: 'not forwarding' });
    if (!passage.bridged && --this.#packet.ttl <= 0) {
      const problem = { type: TIME_EXCEEDED, code: 0 };
      return endWithError(passage, this.#packet, problem, unreachable('Time to live exceeded'));
    }
    const route = this.#way?.back(host) ?? host.routing.lookup(this.#packet.destination);
    if (route && this.#packet.dontFragment && this.#packet.length > route.device.mtu) {
      const { mtu, name } = route.device;
      const problem = { type: DESTINATION_UNREACHABLE, code: FRAGMENTATION_NEEDED, mtu };
      return endWithError(passage, this.#packet, problem, unreachable(`longer than the MTU of ${name}: ${mtu}`));
    }
    if (route && passage.hook) {
      passage.hook.outInterface = route.device.name;
      const filtered = this.#hooks.filter(passage, 'FORWARD', FIRST, LAST);
      if (filtered) return filtered;
    }
    return this.#send(passage, route);
  }

  #deliver(passage: Passage): Arrival | WalkEnd {
    const { host, hook } = passage;
    if (hook) hook.outInterface = '';
    if (host.director && !passage.isReply) {
      const stopped = hook && this.#hooks.filter(passage, 'INPUT', FIRST, LAST);
      if (stopped) return stopped;
      const before = this.#packet.destination;
      const refused = this.#direct(passage);
      if (refused) return refused;
      this.#pair = this.#describePair();
      if (this.#packet.destination !== before) return this.#sendDirected(passage);
      return this.#reach(passage);
    }
    if (hook || passage.entry) {
      const way = { device: passage.inDevice!, nextHop: this.#packet.source };
      const stopped = this.#hooks.withSource(passage, 'INPUT', way);
      if (stopped) return stopped;
      this.#pair = this.#describePair();
    }
    return this.#reach(passage);
  }

  #direct(passage: Passage): WalkEnd | null {
    return directHere(passage, this.#packet, this.#connection, this.#options.releases ?? []);
  }

  /** IPVS sends on by way of OUTPUT's filters (ip_vs_nat_send_or_cont). */
  #sendDirected(passage: Passage): Arrival | WalkEnd {
    const { host, hook } = passage;
    const route = host.routing.lookup(this.#packet.destination);
    if (hook) {
      hook.outInterface = route?.device.name ?? '';
      const stopped = this.#hooks.filter(passage, 'OUTPUT', CONNTRACK, LAST);
      if (stopped) return stopped;
    }
    if (host.isLocal(this.#packet.destination)) return this.#reach(passage);
    return this.#send(passage, route);
  }

  /** A socket, or nobody. */
  #reach(passage: Passage): WalkEnd {
    this.#leftBy(passage);
    if (!this.#confirm(passage)) return endHere(passage, 'dropped', TABLE_FULL);
    return deliverHere(passage, this.#packet, this.#options.target);
  }

  #send(passage: Passage, route: Route | null): Arrival | WalkEnd {
    if (!route) {
      const rule = `no route to ${formatAddress(this.#packet.destination)}`;
      const problem = { type: DESTINATION_UNREACHABLE, code: NET_UNREACHABLE };
      return endWithError(passage, this.#packet, problem, { kind: 'no-route', rule });
    }
    const nextHop = route.via ?? this.#packet.destination;
    const way = { device: route.device, nextHop, receiver: route.receiver };
    // A bridge passes a packet from port to port on when it knows its neighbour (br_nf_pre_routing_finish_bridge).
    if (passage.inDevice === route.device && !passage.bridged && !route.device.segment?.owner(nextHop)) {
      this.#leftBy(passage);
      return transmit(passage, this.#packet, way, this.#connection.lastPacketMs);
    }
    return (
      this.#leave(passage, route.device, nextHop) ?? transmit(passage, this.#packet, way, this.#connection.lastPacketMs)
    );
  }

  /** POSTROUTING, and the connection is confirmed. */
  #leave(passage: Passage, device: NetworkInterface, nextHop: number): WalkEnd | null {
    const { hook } = passage;
    if (hook) hook.outInterface = device.name;
    if (hook || passage.entry) {
      const stopped = this.#hooks.withSource(passage, 'POSTROUTING', { device, nextHop });
      if (stopped) return stopped;
      this.#pair = this.#describePair();
    }
    this.#leftBy(passage);
    return this.#confirm(passage) ? null : endHere(passage, 'dropped', TABLE_FULL);
  }

  #leftBy(passage: Passage): void {
    passage.crossing.sent = this.#pair;
    passage.sentDestination = this.#packet.destination;
    passage.sentDestinationPort = this.#packet.destinationPort;
  }

  #confirm({ host, entry }: Passage): boolean {
    return !entry || this.#packet.rehearsal !== undefined || host.tracked.confirm(entry);
  }

  /** The same object while no address has changed. */
  #describePair(): AddressPair {
    const { source, sourcePort, destination, destinationPort } = this.#packet;
    const last = this.#described;
    if (
      last.source === source &&
      last.sourcePort === sourcePort &&
      last.destination === destination &&
      last.destinationPort === destinationPort
    ) {
      return this.#pair;
    }
    this.#described = addressesOf(this.#packet);
    return this.#textOf(this.#described);
  }

  /** An answer's addresses are read by captures alone. */
  #textOf(addresses: PacketAddresses): AddressPair {
    return this.#way ? new UnwrittenPair(addresses) : textOf(addresses);
  }
}

/** Written when it is read. */
class UnwrittenPair implements AddressPair {
  readonly #addresses: PacketAddresses;

  constructor(addresses: PacketAddresses) {
    this.#addresses = addresses;
  }

  get source(): string {
    return formatEndpoint(this.#addresses.source, this.#addresses.sourcePort);
  }

  get destination(): string {
    return formatEndpoint(this.#addresses.destination, this.#addresses.destinationPort);
  }
}

type PacketAddresses = Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;

function addressesOf({ source, sourcePort, destination, destinationPort }: Packet): PacketAddresses {
  return { source, sourcePort, destination, destinationPort };
}

function textOf({ source, sourcePort, destination, destinationPort }: PacketAddresses): AddressPair {
  return {
    source: formatEndpoint(source, sourcePort),
    destination: formatEndpoint(destination, destinationPort),
  };
}
