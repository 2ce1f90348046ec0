import type { Address } from './address.ts';

/** The head of one TCP segment or UDP datagram on its way; rewritten in place as it crosses hosts. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp';
  source: Address;
  sourcePort: number;
  destination: Address;
  destinationPort: number;
  /** The firewall mark: lives on one host only. */
  mark: number;
  ttl: number;
  /** Bytes on the wire, for counters. */
  readonly length: number;
}

/** A SYN or SYN-ACK with the usual options: 20 bytes IP, 40 bytes TCP. */
export const HANDSHAKE_BYTES = 60;
