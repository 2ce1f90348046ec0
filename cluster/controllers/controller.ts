import type { Activity } from '../client/activity.ts';
import type { Client, TypedResource } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Clock } from '../machinery/clock.ts';
import type { GroupVersionResource, KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Random } from '../machinery/random.ts';
import type { CertificateAuthority } from './certificates/certificate-authority.ts';

/** Brings what is closer to what should be, for one key at a time. Queue, retry and logging are the runner's. */
export interface Controller {
  readonly watches: readonly Watch[];
  /**
   * Level-triggered: looks at the caches, never at what changed. Cached objects are frozen. Throwing retries with growing
   * delays; `requeueAfterMs` comes back later without being a failure.
   */
  reconcile(key: string): Promise<Reconciled>;
  /** Called once, for what `watches` cannot say: resources that come and go. */
  connect?(enqueue: (key: string) => void): void;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most reconciles have nothing to say.
export type Reconciled = void | { readonly requeueAfterMs: number };

export interface Watch {
  readonly resource: GroupVersionResource;
  /** Keys to reconcile after a change: only `current` was added, only `previous` was deleted. */
  keys(current: KubernetesObject | undefined, previous: KubernetesObject | undefined): readonly string[];
}

/** A watch whose keys are found from an object's state; the state before a change counts as well. */
export function watch<T extends KubernetesObject>(
  resource: TypedResource<T>,
  keysOf: (object: T) => readonly string[],
): Watch {
  return {
    resource,
    // The informer of this resource gives objects of its type.
    keys: (current, previous) => [...(current ? keysOf(current as T) : []), ...(previous ? keysOf(previous as T) : [])],
  };
}

/** A resource that garbage collection and namespace deletion look after. */
export interface ManagedResource extends GroupVersionResource {
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface ControllerContext {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  readonly activity: Activity;
  readonly events: EventRecorder;
  /** All resources that can be listed and deleted. */
  readonly resources: readonly ManagedResource[];
  /** PEM of the cluster's certificate authority, published to every namespace. */
  readonly rootCertificate: string;
  /** Signs certificates; absent: nobody does. */
  readonly authority?: CertificateAuthority;
  /** A token without an end, for a Secret of this name; absent: Secrets get none. */
  readonly signToken?: (account: KubernetesObject, secretName: string) => string;
}

/** A line of the controllers' table. */
export interface ControllerDefinition {
  /** As in the controller's service account and its events: `deployment-controller`. */
  readonly name: string;
  /** The source of its events, when that is another name. */
  readonly eventSource?: string;
  create(context: ControllerContext): Controller;
}
