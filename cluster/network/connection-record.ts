import type { Box, RuleOrigin, TrafficOrigin } from '../machinery/flow.ts';
import type { NetworkErrorCode } from '../machinery/machine.ts';

/** `10.100.1.12:32000` */
export type Endpoint = string;

/** One connection attempt: every host its first packet crossed, in order, and what became of it. The source of all views. */
export interface ConnectionRecord {
  readonly id: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly origin: TrafficOrigin;
  readonly startedMs: number;
  /** As the client wrote it. Of echoes the source's port is their identifier, the destination's 2048 (type 8, code 0). */
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly crossings: readonly Crossing[];
  readonly outcome: 'established' | NetworkErrorCode;
  /** Id of the host where it ended: the server's, or the one that refused or dropped. */
  readonly endedAt: string;
  /** A proxy's connection for requests it received (`DialOptions.continuation`). */
  readonly continuation: boolean;
  closedMs?: number;
}

/** A packet's way through one host (network namespace). */
export interface Crossing {
  readonly host: string;
  readonly box: Box;
  /** Absent on the host that made the packet. */
  readonly inInterface?: string;
  /** Absent where the packet was delivered or ended. */
  readonly outInterface?: string;
  readonly received: AddressPair;
  readonly sent: AddressPair;
  /** Address rewrites in the kernel's order (destination in PREROUTING or OUTPUT, source in POSTROUTING). */
  readonly rewrites: readonly Rewrite[];
  /** The rule that ended the packet here, if one did. */
  readonly verdict?: {
    readonly kind: 'REJECT' | 'DROP' | 'refused' | 'no-route' | 'unreachable';
    readonly rule: string;
    readonly table?: string;
    readonly chain?: string;
    readonly origin?: RuleOrigin;
  };
  /** The outer pair when the packet leaves in a tunnel (VXLAN). */
  readonly tunnel?: { readonly source: Endpoint; readonly destination: Endpoint; readonly id: number };
}

export interface AddressPair {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

export interface Rewrite {
  readonly kind: 'DNAT' | 'SNAT' | 'MASQUERADE' | 'LB';
  readonly part: 'source' | 'destination';
  readonly before: Endpoint;
  readonly after: Endpoint;
  /** The rule as its tool prints it (iptables-save, `lb show`). */
  readonly rule: string;
  readonly table?: string;
  /** The chains walked to the rule, e.g. KUBE-SERVICES > KUBE-NODEPORTS > KUBE-EXT-… > KUBE-SVC-… > KUBE-SEP-…. */
  readonly chains: readonly string[];
  /** The field of the first Kubernetes-made rule on the way that named this service. */
  readonly origin?: RuleOrigin;
  /** The interface whose address MASQUERADE took. */
  readonly via?: string;
}

export type ConnectionListener = (record: ConnectionRecord) => void;
