import type { RuleOrigin, TrafficOrigin } from '../machinery/flow.ts';

/** One request's way from its client to the pod that answered, or to where it ended. What `hops`, the map and the waybill show. */
export interface Trace {
  /** Request number of the session, from 1. */
  readonly id: number;
  readonly atMs: number;
  readonly durationMs: number;
  readonly origin: TrafficOrigin;
  readonly protocol: 'http' | 'tcp' | 'udp' | 'icmp';
  /** Null when no request was read (plain TCP or UDP, or the connection never stood). */
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly result: TraceResult;
  /** Boxes in order, box 0 being the client. Arrow i goes from boxes[i] to boxes[i + 1]: hops = boxes − 1. */
  readonly boxes: readonly TraceBox[];
  readonly legs: readonly TraceLeg[];
  readonly counters: {
    /** Arrows from the client, and from the load balancer when there is one on the way (facts C, definition H). */
    readonly hopsFromClient: number;
    readonly hopsFromLoadBalancer: number | null;
    /** Address rewrites on nodes. */
    readonly rewrites: number;
    readonly connections: number;
    /** Crossings from node to node made by the CNI alone. */
    readonly nodeCrossings: number;
    /** Crossings directly after a NodePort's DNAT: the "extra leg". */
    readonly extraLegs: number;
    /** TTL decrements. */
    readonly networkHops: number;
  };
}

export type TraceResult =
  | { readonly kind: 'answered'; readonly status: number | null; readonly by: string }
  | {
      readonly kind: 'refused' | 'timed-out' | 'unreachable' | 'reset';
      readonly at: string;
      readonly rule: string;
      readonly origin: RuleOrigin | null;
    };

export interface TraceBox {
  /** `client`, `lb/lb-red`, `node/node3`, `pod/default/red-7d9c-x`. */
  readonly id: string;
  readonly kind: 'client' | 'edge' | 'lb' | 'node' | 'proxy' | 'pod';
  readonly name: string;
  /** The node a pod or proxy runs on. */
  readonly node: string | null;
  readonly address: string;
  /** `from` and `to` as the label read on arrival; null at the client. */
  readonly received: TraceLabel | null;
  /** As it left; null where it ended. */
  readonly sent: TraceLabel | null;
  readonly rewrites: readonly TraceRewrite[];
  /** A proxy ends one connection and opens another. */
  readonly newConnection: boolean;
  /** The rule that decided what happened here, as its tool prints it, and the field that wrote it. */
  readonly decision: {
    readonly rule: string;
    readonly chains: readonly string[];
    readonly origin: RuleOrigin | null;
  } | null;
  /** The source address of the connection as a socket here sees it (proxies and pods). */
  readonly peer: string | null;
}

export interface TraceLabel {
  readonly from: string;
  readonly to: string;
}

export interface TraceRewrite {
  readonly kind: 'LB' | 'DNAT' | 'SNAT' | 'MASQUERADE';
  readonly part: 'from' | 'to';
  readonly before: string;
  readonly after: string;
  readonly rule: string;
  readonly chains: readonly string[];
  readonly origin: RuleOrigin | null;
  readonly via: string | null;
}

export interface TraceLeg {
  readonly from: string;
  readonly to: string;
  /** Nodes the packet left and entered through a tunnel on this arrow, with the outer addresses. */
  readonly tunnel: {
    readonly fromNode: string;
    readonly toNode: string;
    readonly outerFrom: string;
    readonly outerTo: string;
  } | null;
  /** Rewrites on nodes that the packet only passed (a pod's own node turning a ClusterIP into an endpoint). */
  readonly rewrites: readonly TraceRewrite[];
}
