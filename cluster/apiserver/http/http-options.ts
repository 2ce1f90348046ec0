import type { KubeletEndpoint } from '../../machinery/kubelet-endpoint.ts';

/** What serving over HTTP needs from outside this room. */
export interface HttpOptions {
  readonly kubeletOf: (nodeName: string) => KubeletEndpoint | undefined;
  readonly ready: () => boolean;
  /** Told of faults that are the server's own; the client gets a 500. */
  readonly onError: (error: unknown) => void;
}
