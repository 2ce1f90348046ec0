import type { NetworkErrorCode } from '../machinery/machine.ts';

/** Types and codes of RFC 792, RFC 1812 and iana.org/assignments/icmp-parameters. */
export const ECHO_REPLY = 0;
export const DESTINATION_UNREACHABLE = 3;
export const ECHO_REQUEST = 8;
export const TIME_EXCEEDED = 11;

export const NET_UNREACHABLE = 0;
export const HOST_UNREACHABLE = 1;
export const PROTOCOL_UNREACHABLE = 2;
export const PORT_UNREACHABLE = 3;
export const FRAGMENTATION_NEEDED = 4;
export const NET_PROHIBITED = 9;
export const HOST_PROHIBITED = 10;
export const ADMINISTRATIVELY_PROHIBITED = 13;

/** What an error says of the packet it is about. */
export interface IcmpProblem {
  readonly type: number;
  readonly code: number;
  /** Of the next link, with FRAGMENTATION_NEEDED. */
  readonly mtu?: number;
}

/** 20 bytes IP, 8 bytes ICMP. */
export const ICMP_HEADER_BYTES = 28;
/** An error quotes the head of the packet: 20 bytes IP and 8 bytes of what follows. */
export const ICMP_ERROR_BYTES = 56;

/** Type and code where TCP and UDP have their destination port. */
export function icmpPort(type: number, code = 0): number {
  return type * 256 + code;
}

export type IcmpErrno = Extract<NetworkErrorCode, 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EMSGSIZE'>;

/** The errno that an error becomes in a socket (icmp_err_convert in net/ipv4/icmp.c). */
export function errnoOf({ type, code }: IcmpProblem): IcmpErrno {
  if (type !== DESTINATION_UNREACHABLE) return 'EHOSTUNREACH';
  if (code === NET_UNREACHABLE || code === NET_PROHIBITED) return 'ENETUNREACH';
  if (code === PROTOCOL_UNREACHABLE || code === PORT_UNREACHABLE) return 'ECONNREFUSED';
  return code === FRAGMENTATION_NEEDED ? 'EMSGSIZE' : 'EHOSTUNREACH';
}
