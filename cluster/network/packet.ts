import type { Rehearsal } from '../machinery/rehearsal.ts';
import type { Address } from './address.ts';

/**
 * The head of one TCP segment, UDP datagram or ICMP message on its way; rewritten in place as it crosses hosts. An echo has its
 * identifier for a source port; the destination port of any ICMP message is its type and code (`icmpPort`).
 */
export interface Packet {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  source: Address;
  sourcePort: number;
  destination: Address;
  destinationPort: number;
  /** The firewall mark: lives on one host only. */
  mark: number;
  ttl: number;
  /** Bytes on the wire, for counters. */
  readonly length: number;
  /** IP's DF: a link with a smaller MTU answers with an error instead of cutting the packet. */
  readonly dontFragment?: boolean;
  /** It is not sent, only thought through: it changes nothing, and this decides where chance would. */
  readonly rehearsal?: Rehearsal;
  /** TCP's SYN and SYN-ACK: the largest segment that the sender takes. Rules may make it smaller. */
  mss?: number;
  /** TCP's: FIN 1, SYN 2, RST 4, PSH 8, ACK 16. Absent: ACK. */
  readonly flags?: number;
}

/** A SYN or SYN-ACK with the usual options: 20 bytes IP, 40 bytes TCP. */
export const HANDSHAKE_BYTES = 60;

export const SYN = 2;
export const ACK = 16;
