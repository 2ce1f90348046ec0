import { type Address, formatAddress } from './address.ts';
import {
  DESTINATION_UNREACHABLE,
  HOST_UNREACHABLE,
  ICMP_ERROR_BYTES,
  type IcmpProblem,
  icmpPort,
} from './icmp-message.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { countReturned, type ReturningPacket, stoppedOnReturn } from './returning-packet.ts';

/** An error as it reaches the sender of the packet that it is about. */
export interface ReturnedError extends IcmpProblem {
  readonly address: string;
  readonly ttl: number;
}

const TTL = 64;

export const NO_ANSWER_TO_ARP: IcmpProblem = { type: DESTINATION_UNREACHABLE, code: HOST_UNREACHABLE };

/**
 * The way back of an ICMP error from the last host of `passages` to the first. Where connection tracking knows the packet, it
 * undoes its rewrites in the packet that the error quotes, and gives the error the sender that an answer would have
 * (nf_nat_icmp_reply_translation). Null when the sender does not hear of it: something on the way stops it, or it quotes a
 * packet that the sender has never sent.
 */
export function walkError(passages: readonly Passage[], problem: IcmpProblem): ReturnedError | null {
  const last = passages.at(-1)!;
  const sent = passages[0]!.receivedDestination;
  let quoted = last.sentDestination;
  let source = senderOf(last);
  const error: ReturningPacket = {
    bytes: ICMP_ERROR_BYTES,
    stateAt: (passage) => (isKnown(passage, last) ? 'RELATED' : 'INVALID'),
    packetAt: (passage) => errorAt(passage, source, problem),
  };
  for (let index = passages.length - 1; index >= 0; index--) {
    const passage = passages[index]!;
    const { host, hook, entry, receivedSource } = passage;
    const ends = { isFirst: passage === last, isLast: index === 0 };
    if (hook && stoppedOnReturn(passage, error, ends)) return null;
    if (!ends.isLast && !host.isLocal(receivedSource) && !host.routing.lookup(receivedSource)) return null;
    if (entry?.destinationRewritten && isKnown(passage, last)) {
      quoted = entry.destination;
      source = entry.destination;
    }
    countReturned(passage, ICMP_ERROR_BYTES);
  }
  if (quoted !== sent) return null;
  const routers = Math.max(0, passages.filter(({ bridged }) => !bridged).length - 2);
  return { ...problem, address: formatAddress(source), ttl: TTL - routers };
}

/** The error belongs to the connection of its cause, also where that is not confirmed yet (nf_ct_attach). */
function isKnown(passage: Passage, last: Passage): boolean {
  return passage.entry !== null && (passage.entry.confirmed || passage === last);
}

/** The address that was asked for, or the one of the interface that leads back (icmp_route_lookup). */
export function senderOf({ host, inDevice, receivedSource, sentDestination }: Passage): Address {
  if (!inDevice) return receivedSource;
  if (host.isLocal(sentDestination)) return sentDestination;
  const route = host.routing.lookup(receivedSource);
  return route?.source ?? route?.device.sourceFor(route.via ?? receivedSource) ?? inDevice.addresses[0]?.address ?? 0;
}

function errorAt({ receivedSource }: Passage, source: Address, { type, code }: IcmpProblem): Packet {
  return {
    protocol: 'icmp',
    source,
    sourcePort: 0,
    destination: receivedSource,
    destinationPort: icmpPort(type, code),
    mark: 0,
    ttl: TTL,
    length: ICMP_ERROR_BYTES,
  };
}
