import { type Address, formatEndpoint } from './address.ts';
import type { Crossing } from './connection-record.ts';
import type { MarkTrail } from './netfilter/evaluate-chain.ts';
import type { HookPacket } from './netfilter/rule-spec.ts';
import type { HookName } from './netfilter/rule-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import type { CrossingDraft, TunnelLoss } from './passage.ts';
import { describeVerdict } from './walk-end.ts';
import { tooLong } from './walk-endings.ts';

/** VXLAN adds 20 bytes IP, 8 UDP, 8 VXLAN and 14 Ethernet. */
const OVERHEAD = 50;
const HOP_LIMIT = 64;

type Verdict = NonNullable<Crossing['verdict']>;

type Carried =
  | { readonly kind: 'arrived'; readonly device: NetworkInterface }
  | { readonly kind: 'unresolved' }
  | {
      readonly kind: 'lost';
      readonly verdict: Verdict;
      readonly loss: TunnelLoss;
      /** Where it was lost, and how it came in there; null: where it was made. */
      readonly host: NetworkHost;
      readonly inDevice: NetworkInterface | null;
    };

/**
 * Takes a packet into a VXLAN tunnel and out at the other end. The outer UDP datagram passes the hooks of every host on
 * its way like any other; it is not tracked. What happens to it the inner sender never learns (RFC 7348).
 */
export function carryThroughTunnel(
  device: NetworkInterface,
  nextHop: Address,
  inner: Packet,
  crossing: CrossingDraft,
): Carried {
  const { vxlan } = device;
  const underlay = device.tunnelPeers?.get(nextHop);
  if (!vxlan || underlay === undefined) return { kind: 'unresolved' };
  const outer: Packet = {
    protocol: 'udp',
    source: vxlan.local,
    sourcePort: flowPort(inner),
    destination: underlay,
    destinationPort: vxlan.port,
    mark: 0,
    ttl: HOP_LIMIT,
    length: inner.length + OVERHEAD,
    ...(inner.rehearsal && { rehearsal: inner.rehearsal }),
  };
  crossing.tunnel = {
    source: formatEndpoint(outer.source, outer.sourcePort),
    destination: formatEndpoint(outer.destination, outer.destinationPort),
    id: vxlan.id,
  };
  return carryOuter(device.host, outer, vxlan.id);
}

function carryOuter(origin: NetworkHost, outer: Packet, id: number): Carried {
  let host = origin;
  let inDevice: NetworkInterface | null = null;
  let links = 0;
  const lost = (verdict: Verdict, onLink = false): Carried => {
    return { kind: 'lost', verdict, loss: { links, onLink }, host, inDevice };
  };
  const dropped = (rule: string) => lost({ kind: 'DROP', rule });
  while (outer.ttl-- > 0) {
    if (host !== origin && host.isLocal(outer.destination)) {
      const stopped = passHooks(host, outer, 'INPUT', inDevice?.name ?? '', '');
      if (stopped) return lost(stopped);
      const end = host.vxlanDevice(id, outer.destination);
      return end ? { kind: 'arrived', device: end } : dropped('no tunnel ends here');
    }
    if (host !== origin && !host.forwarding) return dropped('not forwarding');
    const route = host.routing.lookup(outer.destination);
    if (!route) return dropped('no route');
    const hookName = host === origin ? 'OUTPUT' : 'FORWARD';
    const stopped = passHooks(host, outer, hookName, inDevice?.name ?? '', route.device.name);
    if (stopped) return lost(stopped);
    const owner = route.device.segment?.owner(route.via ?? outer.destination);
    if (!owner) return dropped('no answer to ARP on the underlay');
    const limit = route.device.segment?.limitBetween(route.device, owner) ?? outer.length;
    if (outer.length > limit) return lost({ kind: 'DROP', rule: tooLong(limit) }, true);
    if (!outer.rehearsal) count(route.device, owner, outer.length);
    links++;
    host = owner.host;
    inDevice = owner;
  }
  return dropped('Time to live exceeded');
}

function passHooks(
  host: NetworkHost,
  outer: Packet,
  hookName: 'OUTPUT' | 'INPUT' | 'FORWARD',
  inInterface: string,
  outInterface: string,
): Verdict | null {
  if (!host.hooks.active) return null;
  const hook = host.netfilter.hookPacket(outer, inInterface, outInterface);
  const marked = { origin: undefined };
  const asked: HookName[] = [hookName];
  if (hookName !== 'OUTPUT') asked.unshift('PREROUTING');
  if (hookName !== 'INPUT') asked.push('POSTROUTING');
  for (const name of asked) {
    const found = askAll(host, name, hook, marked);
    if (found) return { ...describeVerdict(found.table, name, found.verdict), kind: 'DROP' };
  }
  return null;
}

function askAll(host: NetworkHost, name: HookName, hook: HookPacket, marked: MarkTrail) {
  return host.hooks.filter(name, hook, marked, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function count(from: NetworkInterface, to: NetworkInterface, bytes: number): void {
  from.sentPackets++;
  from.sentBytes += bytes;
  to.receivedPackets++;
  to.receivedBytes += bytes;
}

/** A source port that stays the same for a flow (udp_flow_src_port): a hash of the inner addresses. */
export function flowPort({
  source,
  sourcePort,
  destination,
  destinationPort,
}: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>): number {
  let hash =
    Math.imul(source ^ (destination >>> 7), 0x9e3779b1) ^ Math.imul((sourcePort << 16) | destinationPort, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return 32_768 + (((hash ^ (hash >>> 13)) >>> 0) % 28_232);
}
