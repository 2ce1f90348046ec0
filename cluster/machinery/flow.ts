/** What a network host is to someone who draws or counts. `kind` decides whether it is a box of a path. */
export interface Box {
  readonly kind: 'client' | 'edge' | 'lb' | 'node' | 'pod' | 'router' | 'other';
  /** Stable: `client`, `lb/lb-red`, `node/node3`, `pod/default/red-7d9c`. */
  readonly id: string;
  readonly name: string;
}

/** Whose traffic it is. Checks are not drawn and not counted; system is probes and the cluster's own talk. */
export type TrafficOrigin = 'learner' | 'check' | 'system';

/** The resource field that wrote a rule: shown to learners, never interpreted by the network. */
export interface RuleOrigin {
  /** e.g. `Service default/red` */
  readonly object: string;
  /** e.g. `spec.ports[0].nodePort` */
  readonly field: string;
  readonly value: string;
}

/** What a layer-7 box (proxy or server) tells about one request, when it has answered it. */
export interface RequestRecord {
  /** From `RequestTap.nextId`. */
  readonly id: number;
  /** The connection the request came in on (`MachineSocket.connectionId`). */
  readonly connectionId: number;
  /** The how manieth request of its connection, from 1. */
  readonly sequence: number;
  /** Id of the network host that answered or forwarded. */
  readonly host: string;
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly status: number;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Present when it was forwarded: the connection used upstream (which may be an older, kept-alive one). */
  readonly upstreamConnectionId?: number;
  /** Which request of that connection it was there, from 1. */
  readonly upstreamSequence?: number;
  /** How a proxy decided: its rule's words and the field behind it. */
  readonly decision?: RequestDecision;
  /** Present when it came over TLS that this box ended. */
  readonly tls?: { readonly serverName: string | null };
}

export interface RequestDecision {
  readonly rule: string;
  readonly origin?: RuleOrigin;
}

/**
 * What a box that ends TCP without reading HTTP (a proxying load balancer, TLS pass-through) tells about a connection, as
 * soon as the dial for it has been decided: established or failed. Both are dialled with `DialOptions.continuation`.
 */
export interface ConnectionLink {
  /** The connection that came in (`MachineSocket.connectionId`). */
  readonly connectionId: number;
  /** The one opened for it: the socket's id, or `NetworkError.connectionId`. Absent when it had nowhere to go. */
  readonly upstreamConnectionId?: number;
  readonly decision?: RequestDecision;
}

/** Where layer-7 boxes leave their records. One a network. */
export interface RequestTap {
  nextId(): number;
  report(record: RequestRecord): void;
  /** Says which connection carries another one on. */
  link(link: ConnectionLink): void;
}
