import type { LoadBalancerStatus } from 'kubernetes-types/core/v1.js';
import type { Node, Service } from '../../client/objects.ts';

/**
 * What a cloud does for Services of type LoadBalancer (k8s.io/cloud-provider `LoadBalancer`). All operations may be
 * repeated and throw `CloudProviderError`. What waits for time does so outside of the cluster's count of work
 * (`Activity.outside`).
 */
export interface CloudProvider {
  /** As its log lines and its identity name it: `hws-cloudprovider`. */
  readonly name: string;
  /** It wrote this annotation with this value itself: that it appears is no change that asks for another sync. */
  wroteBack?(service: Service, name: string, value: string): boolean;
  /** Why this Service is not its business, for the log; such a Service gets no event and no finalizer. */
  skips?(service: Service): string | undefined;
  /** Undefined: it has no load balancer. */
  get(service: Service): Promise<LoadBalancerStatus | undefined>;
  ensure(service: Service, nodes: readonly Node[]): Promise<LoadBalancerStatus>;
  /** Only the nodes have changed. */
  update(service: Service, nodes: readonly Node[]): Promise<void>;
  delete(service: Service): Promise<void>;
}

/** A refusal of the cloud, or of what a Service asks of it. Its message ends the event `SyncLoadBalancerFailed`. */
export class CloudProviderError extends Error {
  /** When to try again (api.RetryError); absent: with growing delays. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
