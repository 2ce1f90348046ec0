import { type Address, requireAddress } from '../address.ts';
import type { Crossing, Endpoint } from '../connection-record.ts';
import type { NetworkHost } from '../network-host.ts';
import type { NetworkInterface } from '../network-interface.ts';
import type { TunnelLoss } from '../passage.ts';
import type { Tuple } from './frame-bytes.ts';

/** A packet's way through one host, with its addresses as it comes in and as it leaves. */
export interface Place {
  readonly host: NetworkHost;
  readonly inDevice: NetworkInterface | null;
  readonly outDevice: NetworkInterface | null;
  readonly received: Tuple;
  readonly sent: Tuple;
  /** Absent when it came out of the tunnel. */
  readonly tunnelLoss?: TunnelLoss;
}

export interface Passed {
  readonly host: NetworkHost;
  readonly inDevice: NetworkInterface | null;
  readonly outDevice: NetworkInterface | null;
  readonly tunnelLoss?: TunnelLoss;
  readonly crossing: Pick<Crossing, 'received' | 'sent'>;
}

export function placesOf(passages: readonly Passed[]): Place[] {
  return passages.map(({ host, inDevice, outDevice, tunnelLoss, crossing }) => ({
    host,
    inDevice,
    outDevice,
    received: tuple(crossing.received.source, crossing.received.destination),
    sent: tuple(crossing.sent.source, crossing.sent.destination),
    ...(tunnelLoss && { tunnelLoss }),
  }));
}

/** The way back of an answer: the same hosts from the other side. */
export function reversed(places: readonly Place[]): Place[] {
  return places.toReversed().map(({ host, inDevice, outDevice, received, sent }) => ({
    host,
    inDevice: outDevice,
    outDevice: inDevice,
    received: swapped(sent),
    sent: swapped(received),
  }));
}

export function swapped({ source, sourcePort, destination, destinationPort }: Tuple): Tuple {
  return { source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort };
}

/** One place where a tap sees the packet. */
export interface Sighting {
  readonly device: NetworkInterface;
  readonly direction: 'in' | 'out';
  readonly tuple: Tuple;
  readonly ttl: number;
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Only a device in promiscuous mode takes it up: it goes from port to port of a bridge. */
  readonly promiscuous?: boolean;
  /** Of the packet that carries it, on the underlay of a tunnel. */
  readonly outer?: OuterHop;
}

export interface OuterHop {
  readonly source: Address;
  readonly destination: Address;
  readonly port: number;
  readonly id: number;
  readonly ttl: number;
  readonly innerSourceMac: string;
  readonly innerDestinationMac: string;
}

/**
 * Every place where a packet is seen, in order. A tap is before PREROUTING on the way in and after POSTROUTING on the way out;
 * a bridge takes up a port's packet after br_netfilter has asked PREROUTING, so that its destination is rewritten there already.
 * `transmitted` false: the last host had nobody to send it to.
 */
export function sightings(places: readonly Place[], ttl: number, transmitted = true): Sighting[] {
  const seen: Sighting[] = [];
  let left = ttl;
  let passedUp: Sighting | null = null;
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!;
    const next = places[at + 1];
    const isRouted = at > 0 && place.outDevice !== null && !isBridged(place);
    if (isRouted) left--;
    if (at === 0 && place.outDevice === null && place.host.isLocal(place.sent.destination)) {
      seen.push(onLoopback(place, left));
    }
    if (!place.outDevice || (!next && !transmitted)) continue;
    leave(seen, place, next, left);
    // br_handle_frame_finish: a bridge forwards first, then takes the frame up itself.
    if (passedUp) seen.push(passedUp);
    const waits = !transmitted && at + 2 === places.length && next?.inDevice === next?.outDevice;
    passedUp = next?.inDevice ? arrive(seen, place, next, places[at + 2], left, waits) : null;
  }
  if (passedUp) seen.push(passedUp);
  return seen;
}

export function isBridged({ inDevice, outDevice }: Place): boolean {
  return inDevice !== null && inDevice === outDevice && inDevice.kind === 'bridge';
}

function onLoopback({ host, sent }: Place, ttl: number): Sighting {
  const device = host.device('lo');
  return { device, direction: 'in', tuple: sent, ttl, sourceMac: device.mac, destinationMac: device.mac };
}

/** The frames that go out: of the device itself, of a bridge's port, of the tunnel's underlay. */
function leave(seen: Sighting[], place: Place, next: Place | undefined, ttl: number): void {
  const device = place.outDevice!;
  const target = next?.inDevice;
  const frame = { tuple: place.sent, ttl, sourceMac: device.mac, destinationMac: target?.mac ?? device.mac };
  if (!isBridged(place)) seen.push({ ...frame, device, direction: 'out' });
  const port = target?.peer;
  if (device.kind === 'bridge' && port?.master === device.name) seen.push({ ...frame, device: port, direction: 'out' });
  if (device.vxlan) underlay(seen, frame, device, target ?? null, place.tunnelLoss);
}

/** Answers what a bridge shows after it has forwarded the frame. `waits`: it is held until a neighbour of the bridge is known. */
function arrive(
  seen: Sighting[],
  place: Place,
  next: Place,
  after: Place | undefined,
  ttl: number,
  waits: boolean,
): Sighting | null {
  const device = next.inDevice!;
  const from = place.outDevice!;
  const bridged = isBridged(next);
  const direct = bridged && next.received.destination === next.sent.destination;
  const frame = {
    tuple: place.sent,
    ttl,
    sourceMac: from.mac,
    destinationMac: direct ? (after?.inDevice?.mac ?? device.mac) : device.mac,
    direction: 'in' as const,
  };
  const port = from.peer;
  if (device.kind !== 'bridge' || port?.master !== device.name) {
    seen.push({ ...frame, device });
    return null;
  }
  seen.push({ ...frame, device: port, promiscuous: false });
  const { destination, destinationPort } = next.sent;
  const up = { ...frame, device, tuple: { ...place.sent, destination, destinationPort }, promiscuous: bridged };
  if (waits) return null;
  if (bridged) return up;
  seen.push(up);
  return null;
}

const NO_LOSS: TunnelLoss = { links: 64, onLink: false };

/** The outer datagram's links: as long as it gets, routed by every host on its way. */
function underlay(
  seen: Sighting[],
  inner: Pick<Sighting, 'tuple' | 'ttl' | 'sourceMac'>,
  device: NetworkInterface,
  target: NetworkInterface | null,
  loss: TunnelLoss = NO_LOSS,
): void {
  const { vxlan } = device;
  const end = target?.vxlan?.local ?? tunnelTarget(device, inner.tuple.destination);
  if (!vxlan || end === undefined) return;
  let host = device.host;
  for (let links = 0; links <= loss.links && !host.isLocal(end); links++) {
    const isLost = links === loss.links;
    if (isLost && !loss.onLink) return;
    const route = host.routing.lookup(end);
    const owner = route?.device.segment?.owner(route.via ?? end);
    if (!route || !owner) return;
    const frame = {
      tuple: inner.tuple,
      ttl: inner.ttl,
      sourceMac: route.device.mac,
      destinationMac: owner.mac,
      outer: {
        source: vxlan.local,
        destination: end,
        port: vxlan.port,
        id: vxlan.id,
        ttl: 64 - links,
        innerSourceMac: inner.sourceMac,
        innerDestinationMac: target?.mac ?? inner.sourceMac,
      },
    };
    seen.push({ ...frame, device: route.device, direction: 'out' });
    if (isLost) return;
    seen.push({ ...frame, device: owner, direction: 'in' });
    host = owner.host;
  }
}

function tunnelTarget(device: NetworkInterface, destination: Address): Address | undefined {
  const route = device.host.routing.lookup(destination);
  return device.tunnelPeers?.get(route?.via ?? destination);
}

/** `10.100.1.12:32000` and the like, as crossings have them. */
function tuple(source: Endpoint, destination: Endpoint): Tuple {
  const [from, fromPort] = split(source);
  const [to, toPort] = split(destination);
  return { source: from, sourcePort: fromPort, destination: to, destinationPort: toPort };
}

function split(endpoint: Endpoint): [Address, number] {
  const colon = endpoint.lastIndexOf(':');
  return [requireAddress(endpoint.slice(0, colon)), Number(endpoint.slice(colon + 1))];
}
