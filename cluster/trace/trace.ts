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
  /** Of a request that went wrong: where first, what decided there and what would mend it. Null when nothing did, or nobody knows. */
  readonly why: TraceWhy | null;
  /** Boxes in order, box 0 being the client. Arrow i goes from boxes[i] to boxes[i + 1]: hops = boxes − 1. */
  readonly boxes: readonly TraceBox[];
  readonly legs: readonly TraceLeg[];
  /** The answer's way back, from the box that gave it to the client; empty where none came. */
  readonly response: readonly TraceReturn[];
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
    /** Arrows of the answer's way back, 0 where no answer came. */
    readonly responseHops: number;
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

export interface TraceWhy {
  /** `no-endpoints`, `wrong-target-port` … : one a file in `why/`. */
  readonly cause: string;
  /** Id of the first box where it went wrong. */
  readonly at: string;
  /** One sentence: what is wrong. */
  readonly text: string;
  /** The rule or the state that decided, as its tool prints it. */
  readonly decided: string;
  /** The field that would mend it, with what it is now. */
  readonly mend: RuleOrigin | null;
}

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
  /** The table the rule is in; null for what is no table's (a load balancer, IPVS). */
  readonly table: string | null;
}

/** A box on the answer's way back. Nothing is chosen there: connection tracking undoes what it remembers. */
export interface TraceReturn {
  /** Id of the box. */
  readonly box: string;
  /** Null at the box that answers (and at a proxy, which answers on a connection of its own). */
  readonly received: TraceLabel | null;
  /** Null at the client. */
  readonly sent: TraceLabel | null;
  readonly undone: readonly TraceUndo[];
  /** Undone on nodes that the answer only passes after this box. */
  readonly way: readonly TraceUndo[];
}

export interface TraceUndo {
  readonly kind: TraceRewrite['kind'];
  /** The part of the answer that is changed: a rewritten destination comes back as its source. */
  readonly part: 'from' | 'to';
  readonly before: string;
  readonly after: string;
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
