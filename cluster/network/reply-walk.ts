import { formatAddress } from './address.ts';
import { ECHO_REPLY, icmpPort } from './icmp-message.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { countReturned, type ReturningPacket, stoppedOnReturn } from './returning-packet.ts';

/**
 * The way back of a SYN-ACK, of an answering datagram or of an echo's reply, host by host as the first packet came. Connection
 * tracking undoes each host's rewrites without asking nat; the other tables are asked, and every host needs a route to where the
 * packet goes. False when it does not arrive.
 */
export function walkReply(passages: readonly Passage[], protocol: Packet['protocol'], bytes: number): boolean {
  const reply: ReturningPacket = {
    bytes,
    stateAt: () => 'ESTABLISHED',
    packetAt: (passage) => replyAt(passage, protocol, bytes),
  };
  for (let index = passages.length - 1; index >= 0; index--) {
    const passage = passages[index]!;
    if (passage.entry) passage.entry.replied = true;
    const ends = { isFirst: index === passages.length - 1, isLast: index === 0 };
    if (passage.hook && stoppedOnReturn(passage, reply, ends)) return false;
    if (!ends.isLast && !hasRouteBack(passage)) return false;
    countReturned(passage, bytes);
  }
  return true;
}

function hasRouteBack(passage: Passage): boolean {
  const { host, receivedSource } = passage;
  if (host.isLocal(receivedSource) || host.routing.lookup(receivedSource)) return true;
  passage.crossing.verdict = { kind: 'no-route', rule: `no route to ${formatAddress(receivedSource)}` };
  return false;
}

function replyAt(passage: Passage, protocol: Packet['protocol'], length: number): Packet {
  const { sentDestination, sentDestinationPort, receivedSource, receivedSourcePort } = passage;
  const echo = protocol === 'icmp';
  return {
    protocol,
    source: sentDestination,
    // An echo's reply has its identifier in the same place as the question.
    sourcePort: echo ? receivedSourcePort : sentDestinationPort,
    destination: receivedSource,
    destinationPort: echo ? icmpPort(ECHO_REPLY) : receivedSourcePort,
    mark: 0,
    ttl: 64,
    length,
  };
}
