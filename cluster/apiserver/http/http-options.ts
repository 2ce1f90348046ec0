import type { KubeletEndpoint } from '../../machinery/kubelet-endpoint.ts';
import type { MachineSocket } from '../../machinery/machine.ts';
import type { Aggregation } from '../aggregation/aggregation.ts';

/** Throws `NetworkError`. */
export type Dial = (address: string, port: number) => Promise<MachineSocket>;

/** What serving over HTTP needs from outside this room. */
export interface HttpOptions {
  /** What other API servers answer for. */
  readonly aggregation: Aggregation;
  readonly kubeletOf: (nodeName: string) => KubeletEndpoint | undefined;
  /** Opens a connection from the API server's node; absent: there is no network. */
  readonly dial: Dial | undefined;
  readonly ready: () => boolean;
  /** Told of faults that are the server's own; the client gets a 500. */
  readonly onError: (error: unknown) => void;
}
