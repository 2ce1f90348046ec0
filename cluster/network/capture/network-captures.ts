import type { Clock } from '../../machinery/clock.ts';
import type { Capture, CaptureOptions } from '../../machinery/packet-capture.ts';
import type { Random } from '../../machinery/random.ts';
import type { Address } from '../address.ts';
import { senderOf } from '../error-walk.ts';
import type { IcmpProblem } from '../icmp-message.ts';
import type { NetworkHost } from '../network-host.ts';
import type { NetworkInterface } from '../network-interface.ts';
import type { PacketWalk } from '../packet-walk.ts';
import { flowPort } from '../tunnel.ts';
import { errorContent, errorPlaces } from './datagram-frames.ts';
import {
  arpBytes,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ethernetFrame,
  ipv4Packet,
  macBytes,
  type PacketContent,
  udpBytes,
  vxlanBytes,
} from './frame-bytes.ts';
import { type Place, placesOf, type Sighting, sightings } from './packet-path.ts';
import { Tap } from './tap.ts';
import { ConnectionFrames } from './tcp-frames.ts';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const NO_MAC = '00:00:00:00:00:00';
/** Unanswered questions are asked three times (mcast_solicit), a second apart (retrans_time_ms). */
const ARP_TRIES = 3;
const ARP_RETRY_MS = 1_000;
const ASKING_LIMIT = 1_024;
const TAP_LIMIT = 64;

/** The open captures of a network. There is none of it while nobody captures: then no packet is ever written as bytes. */
export class NetworkCaptures {
  readonly clock: Clock;
  readonly #secret: number;
  readonly #taps = new Map<NetworkHost, Set<Tap>>();
  readonly #connections = new WeakMap<object, ConnectionFrames>();
  readonly #onEmpty: () => void;
  /** Questions without an answer, and until when they are asked again. */
  readonly #asking = new Map<string, number>();
  #count = 0;
  #lastMicros = 0;
  #identification = 0;

  constructor(clock: Clock, random: Random, onEmpty: () => void) {
    this.clock = clock;
    this.#secret = random.integer(0x7fff_ffff);
    this.#identification = this.#secret & 0xffff;
    this.#onEmpty = onEmpty;
  }

  /** `device` null: all of them. Throws RangeError when too many are open. */
  open(host: NetworkHost, device: NetworkInterface | null, options: CaptureOptions): Capture {
    if (this.#count >= TAP_LIMIT) throw new RangeError(`more than ${TAP_LIMIT} captures`);
    const tap = new Tap(device, options, () => this.#remove(host, tap));
    const taps = this.#taps.get(host) ?? new Set();
    taps.add(tap);
    this.#taps.set(host, taps);
    this.#count++;
    return tap;
  }

  closeAll(device: NetworkInterface): void {
    for (const tap of this.#taps.get(device.host) ?? []) if (tap.device === device) tap.close();
  }

  /** What is told of one TCP connection; `key` is the same object as long as the connection lives. */
  connection(key: object, places: () => Place[]): ConnectionFrames {
    let frames = this.#connections.get(key);
    if (!frames) {
      frames = new ConnectionFrames(this, places());
      this.#connections.set(key, frames);
    }
    return frames;
  }

  /** A number that stays the same for the same parts (secure_tcp_seq and the like). */
  hash(...parts: readonly number[]): number {
    let hash = this.#secret;
    for (const part of parts) {
      hash = Math.imul(hash ^ part, 0x9e3779b1);
      hash ^= hash >>> 15;
      hash = Math.imul(hash, 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    return hash >>> 0;
  }

  nextIdentification(): number {
    this.#identification = (this.#identification + 1 + (this.hash(this.#identification) & 3)) & 0xffff;
    return this.#identification;
  }

  /** One packet over its whole way, or `times` packets of the same kind at once. */
  tell(places: readonly Place[], content: PacketContent, transmitted = true, times = 1): void {
    // A tunnel's other end is no place of a packet that is lost before it comes out.
    if (!places.some(({ host, outDevice }) => this.#taps.has(host) || outDevice?.vxlan)) return;
    for (const sighting of sightings(places, content.ttl, transmitted)) {
      for (let time = 0; time < times; time++) this.#show(sighting, content);
    }
  }

  /** The error that the last host of a walk sends back about its packet, or `times` such errors at once. */
  tellError(walk: PacketWalk, problem: IcmpProblem, about: PacketContent, times = 1): void {
    const places = placesOf(walk.passages);
    const sender = senderOf(walk.passages.at(-1)!);
    this.tell(errorPlaces(places, sender, about.ttl), errorContent(this, problem, about), true, times);
  }

  /** Who has `address`? `owner` null: nobody answers. */
  askNeighbour(asker: NetworkInterface, address: Address, owner: NetworkInterface | null): void {
    const own = asker.sourceFor(address) ?? 0;
    const question = arpBytes(1, { mac: asker.mac, address: own }, { mac: NO_MAC, address });
    const ask = () => {
      for (const [device, direction] of asker.segment?.flooded(asker) ?? [[asker, 'out'] as const]) {
        this.#showArp(device, direction, BROADCAST, asker.mac, question);
      }
    };
    if (!owner) {
      const nowMs = this.clock.now();
      const key = `${asker.host.id} ${asker.name} ${address}`;
      if ((this.#asking.get(key) ?? 0) > nowMs) return;
      if (this.#asking.size >= ASKING_LIMIT) this.#asking.clear();
      this.#asking.set(key, nowMs + ARP_TRIES * ARP_RETRY_MS);
    }
    ask();
    if (!owner) {
      for (let tries = 1; tries < ARP_TRIES; tries++) this.clock.schedule(tries * ARP_RETRY_MS, ask);
      return;
    }
    const answer = arpBytes(2, { mac: owner.mac, address }, { mac: asker.mac, address: own });
    for (const [device, direction] of unicast(owner, asker)) {
      this.#showArp(device, direction, asker.mac, owner.mac, answer);
    }
  }

  #showArp(device: NetworkInterface, direction: 'in' | 'out', to: string, from: string, body: Uint8Array): void {
    if (!this.#taps.has(device.host)) return;
    const frame = ethernetFrame(to, from, ETHERTYPE_ARP, body);
    this.#offer(device, direction, to, from, frame, device.kind === 'bridge' && to !== BROADCAST && to !== device.mac);
  }

  #show(sighting: Sighting, content: PacketContent): void {
    const { device, direction, tuple, ttl, sourceMac, destinationMac, outer } = sighting;
    if (!this.#taps.has(device.host)) return;
    const packet = ipv4Packet(content, tuple, ttl);
    let frame = ethernetFrame(destinationMac, sourceMac, ETHERTYPE_IPV4, packet);
    if (outer) {
      const { innerDestinationMac, innerSourceMac } = outer;
      const inner = ethernetFrame(innerDestinationMac, innerSourceMac, ETHERTYPE_IPV4, packet);
      const around: PacketContent = {
        protocol: 'udp',
        ttl: outer.ttl,
        identification: this.hash(content.identification, content.ttl, packet.length),
        dontFragment: false,
        body: (hop) => udpBytes(vxlanBytes(outer.id, inner), hop, false),
      };
      const { source, destination, port } = outer;
      const hop = { source, sourcePort: flowPort(tuple), destination, destinationPort: port };
      frame = ethernetFrame(destinationMac, sourceMac, ETHERTYPE_IPV4, ipv4Packet(around, hop, outer.ttl));
    }
    this.#offer(device, direction, destinationMac, sourceMac, frame, sighting.promiscuous ?? false);
  }

  #offer(
    device: NetworkInterface,
    direction: 'in' | 'out',
    destinationMac: string,
    sourceMac: string,
    frame: Uint8Array,
    promiscuous: boolean,
  ): void {
    const micros = this.#now();
    const taps = [...(this.#taps.get(device.host) ?? [])];
    // A device is promiscuous for everybody as soon as one capture makes it so.
    if (promiscuous && !taps.some((tap) => tap.device === device && tap.promiscuous)) return;
    for (const tap of taps) {
      if (tap.device !== null && tap.device !== device) continue;
      if (tap.direction !== undefined && tap.direction !== direction) continue;
      tap.offer(
        micros,
        tap.device ? frame : cooked(device, packetType(device, direction, destinationMac), sourceMac, frame),
      );
    }
  }

  /** The clock's milliseconds; within one, every frame a few microseconds after the one before. */
  #now(): number {
    const step = 3 + (this.hash(this.#lastMicros) & 15);
    this.#lastMicros = Math.max(this.#lastMicros + step, Math.floor(this.clock.now() * 1_000) + (this.#secret % 700));
    return this.#lastMicros;
  }

  #remove(host: NetworkHost, tap: Tap): void {
    const taps = this.#taps.get(host);
    taps?.delete(tap);
    if (taps?.size === 0) this.#taps.delete(host);
    this.#count--;
    if (this.#count === 0) this.#onEmpty();
  }
}

/** The places of a frame from one device of a link to the other, with the bridge's port between them. */
function unicast(from: NetworkInterface, to: NetworkInterface): (readonly [NetworkInterface, 'in' | 'out'])[] {
  const places: (readonly [NetworkInterface, 'in' | 'out'])[] = [[from, 'out']];
  const bridge = from.segment?.bridge ?? null;
  if (from.peer?.master) places.push([from.peer, 'in']);
  if (bridge && bridge !== from && bridge !== to) places.push([bridge, 'in']);
  if (to.peer?.master) places.push([to.peer, 'out']);
  places.push([to, 'in']);
  return places;
}

/** PACKET_HOST, PACKET_BROADCAST, PACKET_OTHERHOST, PACKET_OUTGOING of packet(7). */
function packetType(device: NetworkInterface, direction: 'in' | 'out', destinationMac: string): number {
  if (direction === 'out') return 4;
  if (destinationMac === BROADCAST) return 1;
  return destinationMac === device.mac ? 0 : 3;
}

const ARPHRD_ETHER = 1;
const ARPHRD_LOOPBACK = 772;
const COOKED_HEADER = 20;

/** LINKTYPE_LINUX_SLL2: the header that a capture on all devices has instead of Ethernet's. */
function cooked(device: NetworkInterface, type: number, sourceMac: string, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(COOKED_HEADER + frame.length - 14);
  const view = new DataView(bytes.buffer);
  bytes.set(frame.subarray(12, 14), 0);
  view.setUint32(4, device.index);
  view.setUint16(8, device.kind === 'loopback' ? ARPHRD_LOOPBACK : ARPHRD_ETHER);
  bytes[10] = type;
  bytes[11] = 6;
  bytes.set(macBytes(sourceMac), 12);
  bytes.set(frame.subarray(14), COOKED_HEADER);
  return bytes;
}
