import type { WatchEvent } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { ApiError, type Client, type TypedResource } from './client.ts';
import { type IndexFunction, keyOf, ObjectCache } from './object-cache.ts';

/** Between attempts to list while the server refuses. */
const RELIST_DELAY_MS = 1_000;

/** What changed: only `current` was added, only `previous` was deleted. */
export type ChangeHandler<T> = (current: T | undefined, previous: T | undefined) => void;

/** One resource of the cluster as a component sees it: always a little late, never wrong for long. Objects are frozen. */
export interface Informer<T extends KubernetesObject> {
  get(key: string): T | undefined;
  list(namespace?: string): T[];
  /** Makes (or finds) an index and gives its lookup. */
  index(name: string, values: IndexFunction<T>): (value: string) => T[];
  /** Called for what is there already, and then synchronously at every change. The returned function stops it. */
  onChange(handler: ChangeHandler<T>): () => void;
  /** The first list has arrived. */
  synced(): boolean;
}

/** List, then watch from there; list again when the server no longer knows the place (410 Gone). */
export class ResourceInformer<T extends KubernetesObject> implements Informer<T> {
  readonly #client: Client;
  readonly #resource: TypedResource<T>;
  readonly #clock: Clock;
  #cache = new ObjectCache<T>();
  #handlers = new Set<ChangeHandler<T>>();
  #watch: { stop(): void } | undefined;
  #cancelRetry: (() => void) | undefined;
  #started: Promise<void> | undefined;
  #synced = false;
  #stopped = false;

  constructor(client: Client, resource: TypedResource<T>, clock: Clock) {
    this.#client = client;
    this.#resource = resource;
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  list(namespace?: string): T[] {
    return namespace === undefined ? this.#cache.list() : this.#cache.by('namespace', namespace);
  }

  index(name: string, values: IndexFunction<T>): (value: string) => T[] {
    this.#cache.addIndex(name, values);
    return (value) => this.#cache.by(name, value);
  }

  onChange(handler: ChangeHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#cache.list()) handler(object, undefined);
    return () => this.#handlers.delete(handler);
  }

  synced(): boolean {
    return this.#synced;
  }

  start(): Promise<void> {
    this.#started ??= this.#listAndWatch();
    return this.#started;
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.stop();
    this.#cancelRetry?.();
    this.#handlers.clear();
  }

  async #listAndWatch(): Promise<void> {
    if (this.#stopped) return;
    try {
      const resource = this.#client.resource(this.#resource);
      const { items, resourceVersion } = await resource.list();
      if (this.#stopped) return;
      this.#replace(items);
      this.#watch = resource.watch({ resourceVersion }, (event) => this.#receive(event));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#cancelRetry = this.#clock.schedule(RELIST_DELAY_MS, () => void this.#listAndWatch());
    }
  }

  #replace(items: readonly T[]): void {
    const present = new Set(items.map(keyOf));
    for (const key of this.#cache.keys()) if (!present.has(key)) this.#remove(key);
    for (const item of items) this.#set(item);
    this.#synced = true;
  }

  #receive({ type, object }: WatchEvent & { object: T }): void {
    if (this.#stopped) return;
    if (type === 'ADDED' || type === 'MODIFIED') this.#set(object);
    else if (type === 'DELETED') this.#remove(keyOf(object), object);
    else if (type === 'ERROR') {
      this.#watch?.stop();
      void this.#listAndWatch();
    }
  }

  #set(object: T): void {
    const previous = this.#cache.set(keyOf(object), object);
    if (previous?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    for (const handler of this.#handlers) handler(object, previous);
  }

  /** `last` is the object's final state, when the watch told it. */
  #remove(key: string, last?: T): void {
    const previous = this.#cache.delete(key);
    if (!previous) return;
    for (const handler of this.#handlers) handler(undefined, last ?? previous);
  }
}
