import type { TypedResource } from '../client/client.ts';
import type { ChangeHandler, Informer } from '../client/informer.ts';
import { type InformerFactory, resourceKey } from '../client/informer-factory.ts';
import { keyOf, ObjectCache } from '../client/object-cache.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';

/** Test support: informers whose objects a test puts there by hand. */
export class FakeInformers implements InformerFactory {
  readonly #informers = new Map<string, FakeInformer<KubernetesObject>>();

  informer<T extends KubernetesObject>(resource: TypedResource<T>): Informer<T> {
    return this.#of(resource) as unknown as Informer<T>;
  }

  async start(): Promise<void> {}
  stop(): void {}
  forget(): void {}

  put(resource: TypedResource<KubernetesObject>, ...objects: unknown[]): void {
    for (const object of objects) this.#of(resource).set(object as KubernetesObject);
  }

  remove(resource: TypedResource<KubernetesObject>, key: string): void {
    this.#of(resource).remove(key);
  }

  #of(resource: TypedResource<KubernetesObject>): FakeInformer<KubernetesObject> {
    const key = resourceKey(resource);
    let informer = this.#informers.get(key);
    if (!informer) {
      informer = new FakeInformer();
      this.#informers.set(key, informer);
    }
    return informer;
  }
}

class FakeInformer<T extends KubernetesObject> implements Informer<T> {
  readonly #cache = new ObjectCache<T>();
  readonly #handlers = new Set<ChangeHandler<T>>();

  get(key: string): T | undefined {
    return this.#cache.get(key);
  }
  list(): T[] {
    return this.#cache.list();
  }
  index(name: string, values: (object: T) => readonly string[]): (value: string) => T[] {
    this.#cache.addIndex(name, values);
    return (value) => this.#cache.by(name, value);
  }
  onChange(handler: ChangeHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#cache.list()) handler(object, undefined);
    return () => this.#handlers.delete(handler);
  }
  synced(): boolean {
    return true;
  }
  set(object: T): void {
    const previous = this.#cache.set(keyOf(object), object);
    for (const handler of this.#handlers) handler(object, previous);
  }
  remove(key: string): void {
    const previous = this.#cache.delete(key);
    for (const handler of this.#handlers) handler(undefined, previous);
  }
}
