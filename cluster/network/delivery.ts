import { type Address, formatEndpoint } from './address.ts';
import { DESTINATION_UNREACHABLE, PORT_UNREACHABLE } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import type { WalkEnd } from './walk-end.ts';
import { endHere, endWithError } from './walk-endings.ts';

/** One end of a TCP connection: only a packet with both its addresses is for it. */
export interface SocketTarget {
  readonly host: NetworkHost;
  readonly address: Address;
  readonly port: number;
  readonly peerAddress: Address;
  readonly peerPort: number;
}

/** A packet has passed INPUT: a socket takes it, or nobody does. */
export function deliverHere(passage: Passage, packet: Packet, target: SocketTarget | undefined): WalkEnd {
  const { host } = passage;
  const { protocol, destination, destinationPort } = packet;
  if (protocol === 'icmp') return { kind: 'echoed', host };
  if (protocol === 'udp') {
    const socket = host.udp.find(destination, destinationPort);
    if (socket) return { kind: 'received', host, socket };
  } else if (target) {
    if (host === target.host && isFor(target, packet)) return { kind: 'continued', host };
  } else {
    const listener = host.listeners.find(destination, destinationPort);
    if (listener) return { kind: 'delivered', host, listener };
  }
  const rule = target
    ? `no connection with ${formatEndpoint(packet.source, packet.sourcePort)}`
    : `nobody listens on ${formatEndpoint(destination, destinationPort)}`;
  if (protocol === 'tcp') return endHere(passage, 'refused', { kind: 'refused', rule });
  const problem = { type: DESTINATION_UNREACHABLE, code: PORT_UNREACHABLE };
  return endWithError(passage, packet, problem, { kind: 'refused', rule });
}

function isFor({ address, port, peerAddress, peerPort }: SocketTarget, packet: Packet): boolean {
  return (
    packet.destination === address &&
    packet.destinationPort === port &&
    packet.source === peerAddress &&
    packet.sourcePort === peerPort
  );
}
