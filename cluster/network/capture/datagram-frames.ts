import type { Address } from '../address.ts';
import { icmpBytes, ipv4Packet, type PacketContent, type QuotedTuple, type Tuple, udpBytes } from './frame-bytes.ts';
import type { NetworkCaptures } from './network-captures.ts';
import { isBridged, type Place } from './packet-path.ts';

export function udpContent(captures: NetworkCaptures, payload: Uint8Array, ttl: number): PacketContent {
  return {
    protocol: 'udp',
    ttl,
    identification: captures.nextIdentification(),
    dontFragment: true,
    body: (tuple) => udpBytes(payload, tuple),
  };
}

export interface Echo {
  readonly type: number;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly ttl: number;
}

/** An echo request or reply (RFC 792). */
export function echoContent(
  captures: NetworkCaptures,
  identifier: number,
  { type, sequence, data, ttl }: Echo,
  dontFragment: boolean,
): PacketContent {
  return {
    protocol: 'icmp',
    ttl,
    identification: captures.nextIdentification(),
    dontFragment,
    body: () => icmpBytes(type, 0, identifier * 0x10000 + (sequence & 0xffff), data),
  };
}

/** An error quotes of the packet as much as fits into 576 bytes (RFC 1812, 4.3.2.3). */
const QUOTED_BYTES = 548;
/** Internetwork control: what errors are sent with (icmp_send). */
const ERROR_TYPE_OF_SERVICE = 0xc0;
const ERROR_TTL = 64;

/** An error about the packet `about`, which it quotes as it was at each place. */
export function errorContent(
  captures: NetworkCaptures,
  { type, code, mtu = 0 }: { readonly type: number; readonly code: number; readonly mtu?: number },
  about: PacketContent,
): PacketContent {
  return {
    protocol: 'icmp',
    ttl: ERROR_TTL,
    typeOfService: ERROR_TYPE_OF_SERVICE,
    identification: captures.nextIdentification(),
    dontFragment: false,
    body: ({ quoted }) => icmpBytes(type, code, mtu, quotation(about, quoted)),
  };
}

function quotation(about: PacketContent, quoted: QuotedTuple | undefined): Uint8Array {
  return quoted ? ipv4Packet(about, quoted, quoted.ttl).subarray(0, QUOTED_BYTES) : new Uint8Array();
}

/**
 * The way of an error from the last of `places` back to the first, with the rewrites that connection tracking undoes in it and
 * in what it quotes. `sender` is who it comes from first.
 */
export function errorPlaces(places: readonly Place[], sender: Address, ttl: number): Place[] {
  const back: Place[] = [];
  let source = sender;
  const left = ttl - Math.max(0, places.filter((place) => !isBridged(place)).length - 2);
  for (const { host, inDevice, outDevice, received, sent } of places.toReversed()) {
    const arrived = errorTuple(source, sent, left);
    if (received.destination !== sent.destination) source = received.destination;
    back.push({
      host,
      inDevice: outDevice,
      outDevice: inDevice,
      received: arrived,
      sent: errorTuple(source, received, left),
    });
  }
  const first = back[0]!;
  back[0] = { ...first, inDevice: null };
  return back;
}

function errorTuple(source: Address, about: Tuple, ttl: number): Tuple {
  return {
    source,
    sourcePort: 0,
    destination: about.source,
    destinationPort: 0,
    quoted: { ...about, ttl },
  };
}
