import type { Address } from '../address.ts';

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERNET_HEADER = 14;
const IPV4_HEADER = 20;
const UDP_HEADER = 8;
const VXLAN_HEADER = 8;
const DONT_FRAGMENT = 0x4000;

/** The addresses of a packet at one place on its way. */
export interface Tuple {
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly destinationPort: number;
  /** Of an error: the packet that it quotes, as it is at this place. */
  readonly quoted?: QuotedTuple;
}

export interface QuotedTuple extends Tuple {
  readonly ttl: number;
}

export const PROTOCOL_NUMBERS = { icmp: 1, tcp: 6, udp: 17 } as const;
export type ProtocolName = keyof typeof PROTOCOL_NUMBERS;

/** Everything of an IPv4 packet that stays the same on its way; `body` writes what follows IP's header at one place. */
export interface PacketContent {
  readonly protocol: ProtocolName;
  readonly ttl: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly typeOfService?: number;
  body(tuple: Tuple): Uint8Array;
}

/** RFC 791. */
export function ipv4Packet(content: PacketContent, tuple: Tuple, ttl: number): Uint8Array {
  const body = content.body(tuple);
  const bytes = new Uint8Array(IPV4_HEADER + body.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  bytes[1] = content.typeOfService ?? 0;
  view.setUint16(2, bytes.length);
  view.setUint16(4, content.identification & 0xffff);
  view.setUint16(6, content.dontFragment ? DONT_FRAGMENT : 0);
  bytes[8] = ttl;
  bytes[9] = PROTOCOL_NUMBERS[content.protocol];
  view.setUint32(12, tuple.source);
  view.setUint32(16, tuple.destination);
  view.setUint16(10, checksum(bytes.subarray(0, IPV4_HEADER)));
  bytes.set(body, IPV4_HEADER);
  return bytes;
}

export interface TcpSegment {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  /** A multiple of four bytes. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

/** RFC 9293, 3.1. */
export function tcpBytes(segment: TcpSegment, tuple: Tuple): Uint8Array {
  const { options, payload } = segment;
  const head = 20 + options.length;
  const bytes = new Uint8Array(head + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tuple.sourcePort);
  view.setUint16(2, tuple.destinationPort);
  view.setUint32(4, segment.sequence >>> 0);
  view.setUint32(8, segment.acknowledgement >>> 0);
  bytes[12] = (head / 4) << 4;
  bytes[13] = segment.flags;
  view.setUint16(14, segment.window);
  bytes.set(options, 20);
  bytes.set(payload, head);
  view.setUint16(16, checksum(bytes, pseudoHeader(tuple, PROTOCOL_NUMBERS.tcp, bytes.length)));
  return bytes;
}

/** RFC 768. */
export function udpBytes(payload: Uint8Array, tuple: Tuple, summed = true): Uint8Array {
  const bytes = new Uint8Array(UDP_HEADER + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tuple.sourcePort);
  view.setUint16(2, tuple.destinationPort);
  view.setUint16(4, bytes.length);
  bytes.set(payload, UDP_HEADER);
  // A sum of zero is sent as its complement: zero says that there is none.
  if (summed) view.setUint16(6, checksum(bytes, pseudoHeader(tuple, PROTOCOL_NUMBERS.udp, bytes.length)) || 0xffff);
  return bytes;
}

/** RFC 792: type, code, the four bytes that depend on them, and what follows. */
export function icmpBytes(type: number, code: number, rest: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = type;
  bytes[1] = code;
  view.setUint32(4, rest >>> 0);
  bytes.set(payload, 8);
  view.setUint16(2, checksum(bytes));
  return bytes;
}

/** RFC 826. The target's hardware address is zero in a request. */
export function arpBytes(
  operation: 1 | 2,
  sender: { mac: string; address: Address },
  target: { mac: string; address: Address },
): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  view.setUint16(2, ETHERTYPE_IPV4);
  bytes[4] = 6;
  bytes[5] = 4;
  view.setUint16(6, operation);
  bytes.set(macBytes(sender.mac), 8);
  view.setUint32(14, sender.address);
  bytes.set(macBytes(target.mac), 18);
  view.setUint32(24, target.address);
  return bytes;
}

/** RFC 7348: the payload of the outer datagram. */
export function vxlanBytes(id: number, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(VXLAN_HEADER + frame.length);
  bytes[0] = 0x08;
  new DataView(bytes.buffer).setUint32(4, id << 8);
  bytes.set(frame, VXLAN_HEADER);
  return bytes;
}

export function ethernetFrame(destination: string, source: string, etherType: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER + payload.length);
  bytes.set(macBytes(destination), 0);
  bytes.set(macBytes(source), 6);
  bytes[12] = etherType >> 8;
  bytes[13] = etherType & 255;
  bytes.set(payload, ETHERNET_HEADER);
  return bytes;
}

export function macBytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(':'), (part) => Number.parseInt(part, 16));
}

function pseudoHeader({ source, destination }: Tuple, protocol: number, length: number): number {
  return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length;
}

/** RFC 1071. */
export function checksum(bytes: Uint8Array, initial = 0): number {
  let sum = initial;
  for (let at = 0; at + 1 < bytes.length; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if (bytes.length % 2 === 1) sum += bytes[bytes.length - 1]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
