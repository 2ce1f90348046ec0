import type { RuleOrigin } from '../machinery/flow.ts';
import { formatAddress } from './address.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import type { TerminalVerdict } from './walk-end.ts';

/** A connection's first packet at a pod's veth, as the CNI's filter on the node sees it: after its Service was resolved. */
export interface GuardedPacket {
  /** Id of the pod's host. */
  readonly host: string;
  /** `in`: towards the pod. */
  readonly direction: 'in' | 'out';
  readonly protocol: Packet['protocol'];
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/** Says why a packet may not pass, or nothing. */
export type Guard = (packet: GuardedPacket) => GuardRefusal | undefined;

export interface GuardRefusal {
  /** What refused it: `NetworkPolicy default/deny-all`. */
  readonly rule: string;
  readonly origin?: RuleOrigin;
}

/**
 * Asks the network's guard where a packet passes a pod's veth: out of the pod on its node, after the node has rewritten the
 * destination, and into the pod. A pod and its own node always reach each other, and so does a pod itself.
 */
export function refusedByGuard(passages: readonly Passage[], packet: Packet): TerminalVerdict | undefined {
  const passage = passages.at(-1);
  const [origin] = passages;
  const guard = passage?.host.network.guard;
  if (!guard || !passage || !origin || passage.host === origin.host) return undefined;
  const isOwnNode = passages.length === 2 && passage.host.isLocal(packet.destination);
  const isItself = origin.host.isLocal(packet.destination);
  let refusal: GuardRefusal | undefined;
  if (passages.length === 2 && origin.host.box.kind === 'pod' && !isOwnNode && !isItself) {
    refusal = guard(guardedPacket(packet, 'out', origin.host.id));
  }
  // The node that a packet comes from and goes to a pod of its own.
  const fromOwnNode = passages.length === 2 && origin.host.box.kind !== 'pod';
  if (!refusal && passage.host.box.kind === 'pod' && !fromOwnNode && !isItself)
    refusal = guard(guardedPacket(packet, 'in', passage.host.id));
  return refusal && { kind: 'DROP', ...refusal };
}

function guardedPacket(packet: Packet, direction: GuardedPacket['direction'], host: string): GuardedPacket {
  return {
    host,
    direction,
    protocol: packet.protocol,
    source: formatAddress(packet.source),
    destination: formatAddress(packet.destination),
    port: packet.destinationPort,
  };
}
