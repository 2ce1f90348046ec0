import type { Clock } from '../machinery/clock.ts';
import type { GroupVersionResource, KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Client, TypedResource } from './client.ts';
import { type Informer, ResourceInformer } from './informer.ts';

/** One informer a resource, shared by all components of a cluster, so that each resource is listed and watched once. */
export interface InformerFactory {
  informer<T extends KubernetesObject>(resource: TypedResource<T>): Informer<T>;
  /** Starts what has been asked for; what is asked for later starts by itself. Resolves when all have their first list. */
  start(): Promise<void>;
  stop(): void;
  /** Stops listing and watching a resource that is served no more. */
  forget(resource: GroupVersionResource): void;
}

export function createInformerFactory(options: { client: Client; clock: Clock }): InformerFactory {
  const informers = new Map<string, { informer: unknown; start(): Promise<void>; stop(): void }>();
  let started = false;
  const add = <T extends KubernetesObject>(key: string, resource: TypedResource<T>) => {
    const informer = new ResourceInformer<T>(options.client, resource, options.clock);
    const entry = { informer, start: () => informer.start(), stop: () => informer.stop() };
    informers.set(key, entry);
    if (started) void informer.start();
    return entry;
  };
  return {
    informer: <T extends KubernetesObject>(resource: TypedResource<T>) => {
      const key = resourceKey(resource);
      // The key is the resource, and a resource's objects are of one type.
      return (informers.get(key) ?? add(key, resource)).informer as Informer<T>;
    },
    start: async () => {
      started = true;
      await Promise.all([...informers.values()].map((informer) => informer.start()));
    },
    stop: () => {
      for (const informer of informers.values()) informer.stop();
    },
    forget: (resource) => {
      informers.get(resourceKey(resource))?.stop();
      informers.delete(resourceKey(resource));
    },
  };
}

export function resourceKey({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}/${resource}`;
}
