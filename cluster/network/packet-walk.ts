import { formatAddress, formatEndpoint } from './address.ts';
import { balanceDestination, repeatRewrite, rewriteDestination, rewriteSource } from './address-translation.ts';
import type { AddressPair, Crossing } from './connection-record.ts';
import { ConntrackEntry, type TrackedState } from './conntrack.ts';
import { refusedByGuard } from './guard.ts';
import {
  DESTINATION_UNREACHABLE,
  FRAGMENTATION_NEEDED,
  type IcmpProblem,
  NET_UNREACHABLE,
  PORT_UNREACHABLE,
  TIME_EXCEEDED,
} from './icmp-message.ts';
import type { MarkTrail, Verdict } from './netfilter/evaluate-chain.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { draftCrossing, type Passage } from './passage.ts';
import type { Route } from './routing-table.ts';
import { carryThroughTunnel } from './tunnel.ts';
import { describeVerdict, rejection, TABLE_FULL, type TerminalVerdict, type WalkEnd } from './walk-end.ts';

interface Arrival {
  readonly host: NetworkHost;
  readonly device: NetworkInterface;
  /** From one port of a bridge to another: the host that has the bridge is no hop. */
  readonly bridged?: boolean;
}

/**
 * One packet's way from the host that makes it to where it ends: through every host's hooks in the kernel's order
 * (raw, connection tracking, mangle, nat, filter), over every link between them.
 */
export class PacketWalk {
  readonly passages: Passage[] = [];
  readonly #packet: Packet;
  readonly #connection: TrackedState;
  /** Of an earlier packet of the same connection: the address rewrites that were confirmed hold. */
  readonly #earlier: readonly Passage[];
  readonly #releases: (() => void)[];
  #pair: AddressPair;
  #marked: MarkTrail = { origin: undefined };

  constructor(
    packet: Packet,
    connection: TrackedState,
    earlier: readonly Passage[] = [],
    releases: (() => void)[] = [],
  ) {
    this.#packet = packet;
    this.#connection = connection;
    this.#earlier = earlier;
    this.#releases = releases;
    this.#pair = this.#describePair();
  }

  get crossings(): Crossing[] {
    return this.passages.map(({ crossing }) => crossing);
  }

  run(origin: NetworkHost, route: Route | null): WalkEnd {
    const passage = this.#enter(origin, null);
    const reachable = route !== null || origin.isLocal(this.#packet.destination);
    let step: Arrival | WalkEnd = reachable ? this.#leaveOrigin(passage, route) : this.#send(passage, null);
    while ('device' in step) step = this.#cross(this.#enter(step.host, step.device, step.bridged));
    return step;
  }

  #enter(host: NetworkHost, device: NetworkInterface | null, bridged = false): Passage {
    this.#packet.mark = 0;
    this.#marked = { origin: undefined };
    const passage: Passage = {
      host,
      inDevice: device,
      outDevice: null,
      entry: null,
      hook: host.netfilter.active ? host.netfilter.hookPacket(this.#packet, device?.name ?? '', '') : null,
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
    if (device) {
      device.receivedPackets++;
      device.receivedBytes += this.#packet.length;
    }
    return passage;
  }

  /** OUTPUT, then POSTROUTING; a rewritten destination is routed anew (ip_route_me_harder). */
  #leaveOrigin(passage: Passage, route: Route | null): Arrival | WalkEnd {
    const { host, hook } = passage;
    let chosen = route;
    let local = host.isLocal(this.#packet.destination);
    if (hook) {
      hook.outInterface = local ? 'lo' : (chosen?.device.name ?? '');
      const before = this.#packet.destination;
      const stopped = this.#translateFirst(passage, 'OUTPUT');
      if (stopped) return stopped;
      if (this.#packet.destination !== before) {
        local = host.isLocal(this.#packet.destination);
        chosen = host.routing.lookup(this.#packet.destination);
        hook.outInterface = local ? 'lo' : (chosen?.device.name ?? '');
      }
      const filtered = this.#filter(passage, ['filter'], 'OUTPUT');
      if (filtered) return filtered;
    }
    if (!local) return this.#send(passage, chosen);
    return this.#leave(passage, host.device('lo'), this.#packet.destination) ?? this.#loopBack(passage);
  }

  /** A packet to the host itself comes in again by lo; nat has been asked already. */
  #loopBack(passage: Passage): WalkEnd {
    const { hook } = passage;
    if (hook) {
      hook.inInterface = 'lo';
      hook.outInterface = '';
      const stopped = this.#filter(passage, ['raw', 'mangle'], 'PREROUTING');
      if (stopped) return stopped;
    }
    return this.#deliver(passage);
  }

  #cross(passage: Passage): Arrival | WalkEnd {
    const { host } = passage;
    if (passage.hook) {
      const stopped = this.#translateFirst(passage, 'PREROUTING');
      if (stopped) return stopped;
    }
    const balanced = this.#balance(passage);
    if (balanced) return balanced;
    const guarded = this.#connection.answered ? undefined : refusedByGuard(this.passages, this.#packet);
    if (guarded) return this.#end(passage, 'dropped', guarded);
    if (host.isLocal(this.#packet.destination)) return this.#deliver(passage);
    if (!host.forwarding) return this.#end(passage, 'dropped', { kind: 'no-route', rule: 'not forwarding' });
    if (!passage.bridged && --this.#packet.ttl <= 0) {
      return this.#icmp(passage, { type: TIME_EXCEEDED, code: 0 }, unreachable('Time to live exceeded'));
    }
    const route = host.routing.lookup(this.#packet.destination);
    if (route && this.#packet.dontFragment && this.#packet.length > route.device.mtu) {
      const { mtu, name } = route.device;
      const problem = { type: DESTINATION_UNREACHABLE, code: FRAGMENTATION_NEEDED, mtu };
      return this.#icmp(passage, problem, unreachable(`longer than the MTU of ${name}: ${mtu}`));
    }
    if (route && passage.hook) {
      passage.hook.outInterface = route.device.name;
      const stopped = this.#filter(passage, ['mangle', 'filter'], 'FORWARD');
      if (stopped) return stopped;
    }
    return this.#send(passage, route);
  }

  /** raw, connection tracking, mangle, nat. */
  #translateFirst(passage: Passage, hookName: 'PREROUTING' | 'OUTPUT'): WalkEnd | null {
    const stopped = this.#filter(passage, ['raw'], hookName);
    if (stopped) return stopped;
    if (passage.host.netfilter.tracking) this.#track(passage);
    const mangled = this.#filter(passage, ['mangle'], hookName);
    if (mangled) return mangled;
    const { entry, hook } = passage;
    if (entry?.confirmed) {
      repeatRewrite(passage, this.#packet, 'destination');
    } else if (entry) {
      const verdict = passage.host.netfilter.evaluate('nat', hookName, hook!, this.#marked);
      if (verdict?.kind === 'DROP') return this.#stop(passage, 'nat', hookName, verdict);
      if (verdict?.kind === 'DNAT') rewriteDestination(passage, this.#packet, verdict);
    }
    this.#pair = this.#describePair();
    return null;
  }

  #track(passage: Passage): void {
    const { host, hook } = passage;
    const known = this.#earlier.find(
      ({ host: passed, entry }) => passed === host && entry && host.tracked.holds(entry) && entry.matches(this.#packet),
    );
    passage.entry = known?.entry ?? new ConntrackEntry(this.#packet, this.#connection);
    passage.repeats = known?.crossing.rewrites;
    if (hook && known && this.#connection.answered) hook.state = 'ESTABLISHED';
  }

  #balance(passage: Passage): Arrival | WalkEnd | null {
    const { host } = passage;
    const { source, sourcePort } = this.#packet;
    const balancer = host.balancer(this.#packet);
    if (!balancer) return null;
    if (!passage.entry) this.#track(passage);
    if (passage.entry?.confirmed) {
      repeatRewrite(passage, this.#packet, 'destination');
      this.#pair = this.#describePair();
      return null;
    }
    const decision = balancer({ source: formatAddress(source), sourcePort });
    if (!decision) return null;
    if ('refuse' in decision) {
      const kind = decision.refuse === 'reset' ? 'refused' : 'DROP';
      const { rule, origin } = decision;
      return this.#end(passage, kind === 'DROP' ? 'dropped' : 'refused', { kind, rule, ...(origin && { origin }) });
    }
    if (decision.release) this.#releases.push(decision.release);
    balanceDestination(passage, this.#packet, decision);
    this.#pair = this.#describePair();
    return null;
  }

  #deliver(passage: Passage): WalkEnd {
    const { host } = passage;
    const { protocol, destination, destinationPort } = this.#packet;
    if (passage.hook) {
      passage.hook.outInterface = '';
      const stopped = this.#filter(passage, ['mangle', 'filter'], 'INPUT');
      if (stopped) return stopped;
    }
    this.#leftBy(passage);
    if (!this.#confirm(passage)) return this.#end(passage, 'dropped', TABLE_FULL);
    if (protocol === 'icmp') return { kind: 'echoed', host };
    if (protocol === 'udp') {
      const socket = host.udp.find(destination, destinationPort);
      if (socket) return { kind: 'received', host, socket };
    } else {
      const listener = host.listeners.find(destination, destinationPort);
      if (listener) return { kind: 'delivered', host, listener };
    }
    const rule = `nobody listens on ${formatEndpoint(destination, destinationPort)}`;
    if (protocol === 'tcp') return this.#end(passage, 'refused', { kind: 'refused', rule });
    const problem = { type: DESTINATION_UNREACHABLE, code: PORT_UNREACHABLE };
    return this.#icmp(passage, problem, { kind: 'refused', rule });
  }

  #send(passage: Passage, route: Route | null): Arrival | WalkEnd {
    if (!route) {
      const rule = `no route to ${formatAddress(this.#packet.destination)}`;
      return this.#icmp(passage, { type: DESTINATION_UNREACHABLE, code: NET_UNREACHABLE }, { kind: 'no-route', rule });
    }
    const nextHop = route.via ?? this.#packet.destination;
    return this.#leave(passage, route.device, nextHop) ?? this.#transmit(passage, route.device, nextHop);
  }

  /** POSTROUTING: mangle, nat, and the connection is confirmed. */
  #leave(passage: Passage, device: NetworkInterface, nextHop: number): WalkEnd | null {
    const { hook, entry, host } = passage;
    if (hook) {
      hook.outInterface = device.name;
      const stopped = this.#filter(passage, ['mangle'], 'POSTROUTING');
      if (stopped) return stopped;
      if (entry?.confirmed) {
        repeatRewrite(passage, this.#packet, 'source');
      } else if (entry) {
        const verdict = host.netfilter.evaluate('nat', 'POSTROUTING', hook, this.#marked);
        if (verdict?.kind === 'DROP') return this.#stop(passage, 'nat', 'POSTROUTING', verdict);
        if (verdict) rewriteSource(passage, this.#packet, { device, nextHop, verdict, marked: this.#marked.origin });
      }
      this.#pair = this.#describePair();
    }
    this.#leftBy(passage);
    return this.#confirm(passage) ? null : this.#end(passage, 'dropped', TABLE_FULL);
  }

  #transmit(passage: Passage, device: NetworkInterface, nextHop: number): Arrival | WalkEnd {
    passage.outDevice = device;
    passage.crossing.outInterface = device.name;
    device.sentPackets++;
    device.sentBytes += this.#packet.length;
    if (device.vxlan) {
      const carried = carryThroughTunnel(device, nextHop, this.#packet, passage.crossing);
      if (carried.kind === 'arrived') return { host: carried.device.host, device: carried.device };
      if (carried.kind === 'lost') {
        passage.tunnelLinks = carried.links;
        return this.#end(passage, 'dropped', carried.verdict);
      }
      return this.#unresolved(passage, nextHop, device);
    }
    const owner = device.segment?.owner(nextHop);
    const asks = passage.host.arp.note(nextHop, device, owner ?? null, this.#connection.lastPacketMs);
    if (asks) passage.host.network.captures?.askNeighbour(device, nextHop, owner ?? null);
    if (!owner) return this.#unresolved(passage, nextHop, device);
    const bridge = device.segment?.bridge;
    // From one port of a bridge to another: through the host that has the bridge.
    if (bridge && bridge !== device && owner !== bridge) return { host: bridge.host, device: bridge, bridged: true };
    return { host: owner.host, device: owner };
  }

  #unresolved(passage: Passage, nextHop: number, device: NetworkInterface): WalkEnd {
    const rule = `no answer to ARP for ${formatAddress(nextHop)} on ${device.name}`;
    return this.#end(passage, 'unresolved', unreachable(rule));
  }

  #filter(passage: Passage, tables: readonly TableName[], hookName: HookName): WalkEnd | null {
    for (const table of tables) {
      const verdict = passage.host.netfilter.evaluate(table, hookName, passage.hook!, this.#marked);
      if (verdict) return this.#stop(passage, table, hookName, verdict);
    }
    return null;
  }

  #stop(passage: Passage, table: TableName, hookName: HookName, verdict: Verdict): WalkEnd {
    const recorded = describeVerdict(table, hookName, verdict);
    const answer = rejection(verdict);
    if (answer === null) return this.#end(passage, 'dropped', recorded);
    return answer === 'reset' ? this.#end(passage, 'refused', recorded) : this.#icmp(passage, answer, recorded);
  }

  #icmp(passage: Passage, problem: IcmpProblem, verdict: TerminalVerdict): WalkEnd {
    passage.crossing.verdict = verdict;
    // The error quotes the packet as it is now.
    passage.sentDestination = this.#packet.destination;
    const { host } = passage;
    // Errors to the host itself are not limited (icmpv4_xrlim_allow).
    const own = passage.inDevice === null;
    if (!own && !host.icmpLimit.allow(this.#packet.source, host.network.clock.now())) return { kind: 'dropped', host };
    return { kind: 'icmp', host, problem };
  }

  #end(passage: Passage, kind: 'refused' | 'dropped' | 'unresolved', verdict: TerminalVerdict): WalkEnd {
    passage.crossing.verdict = verdict;
    return { kind, host: passage.host };
  }

  #leftBy(passage: Passage): void {
    passage.crossing.sent = this.#pair;
    passage.sentDestination = this.#packet.destination;
    passage.sentDestinationPort = this.#packet.destinationPort;
  }

  #confirm({ host, entry }: Passage): boolean {
    return !entry || host.tracked.confirm(entry);
  }

  #describePair(): AddressPair {
    const { source, sourcePort, destination, destinationPort } = this.#packet;
    return {
      source: formatEndpoint(source, sourcePort),
      destination: formatEndpoint(destination, destinationPort),
    };
  }
}

function unreachable(rule: string): TerminalVerdict {
  return { kind: 'unreachable', rule };
}
