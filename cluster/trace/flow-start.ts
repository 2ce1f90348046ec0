import type { Clock } from '../machinery/clock.ts';
import type { TrafficOrigin } from '../machinery/flow.ts';
import type { Host } from '../network/network.ts';

/** Where a request that is traced or predicted begins. */
export interface FlowStart {
  readonly host: Host;
  readonly clock: Clock;
  /** Whose traffic it is. */
  readonly origin: TrafficOrigin;
  /** IPv4 addresses of a name, as it is known there. Throws `NetworkError`. */
  lookup(name: string): Promise<string[]>;
}

/** `client`, `node/node3`, `pod/default/red-x`; undefined: who asks. Null for what is not there. */
export type FindStart = (from: string | undefined, origin: TrafficOrigin) => FlowStart | null;
