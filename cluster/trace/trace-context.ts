import type { ConnectionLink, RequestRecord } from '../machinery/flow.ts';
import type { ConnectionRecord } from '../network/connection-record.ts';

/** Where a trace finds what it is made of. */
export interface TraceContext {
  connection(id: number): ConnectionRecord | undefined;
  /** A request by the connection that its sender put it on; where boxes pass bytes on, the record is of a later connection. */
  request(connectionId: number, sequence: number): RequestRecord | undefined;
  /** The connection that carries a connection on, where a box ends TCP without reading HTTP. */
  link(connectionId: number): ConnectionLink | undefined;
  /** Whether an address belongs to a network host (and not to a Service that its rules know). */
  ownsAddress(hostId: string, address: string): boolean;
  /** The workload that answers at an address and port of a host; undefined for a node's own programs and for outsiders. */
  workloadAt(hostId: string, port: number): Workload | undefined;
}

export interface Workload {
  /** `pod/default/red-7d9c-x` */
  readonly id: string;
  readonly name: string;
  readonly node: string;
  readonly role: 'proxy' | 'app';
}

/** `10.100.1.12:32000` → `10.100.1.12` */
export function addressOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}

export function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}
