import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type Ownership, ownershipOf, setOwnership } from '../apply/ownership.ts';
import { deepFreeze } from '../json.ts';
import { Journal, type StoredEvent } from './journal.ts';
import type { ObjectKey } from './object-key.ts';
import { SNAPSHOT_VERSION, type StoreSnapshot } from './snapshot.ts';

type Namespaces = Map<string, Map<string, KubernetesObject>>;

export interface StoreOptions {
  /** Events kept for watches that start in the past. */
  readonly journalLength?: number;
  /** Told about what a listener throws: a programmer's error that must not stop the others. */
  readonly onListenerError?: (error: unknown) => void;
}

/**
 * The one store of a cluster: what etcd is to Kubernetes. Objects are deep-frozen and shared with everyone who reads
 * them; one counter numbers all changes.
 */
export class Store {
  #revision = 0;
  #resources = new Map<string, Namespaces>();
  #listeners = new Map<string, Set<(event: StoredEvent) => void>>();
  #pending: StoredEvent[] = [];
  #delivering = false;
  readonly #journal: Journal;
  readonly #onListenerError: (error: unknown) => void;

  constructor(options: StoreOptions = {}) {
    this.#journal = new Journal(options.journalLength ?? 1024);
    this.#onListenerError = options.onListenerError ?? rethrow;
  }

  get revision(): number {
    return this.#revision;
  }

  get(key: ObjectKey): KubernetesObject | undefined {
    return this.#resources.get(key.resource)?.get(key.namespace)?.get(key.name);
  }

  /** In key order (namespace, then name), as etcd lists. No namespace: all of them. */
  list(resource: string, namespace?: string): KubernetesObject[] {
    const namespaces = this.#resources.get(resource);
    if (!namespaces) return [];
    if (namespace !== undefined) return sortedValues(namespaces.get(namespace));
    return [...namespaces.keys()].sort(byCodeUnits).flatMap((name) => sortedValues(namespaces.get(name)));
  }

  /** Resources that have objects in this namespace. */
  resourcesIn(namespace: string): string[] {
    return [...this.#resources].filter(([, namespaces]) => namespaces.has(namespace)).map(([resource]) => resource);
  }

  /**
   * Stores `object` with a new resourceVersion and tells the watches. The caller has checked that it may. Who owns its
   * fields stays as it was unless `ownership` says otherwise.
   */
  put(key: ObjectKey, object: KubernetesObject, ownership?: Ownership): KubernetesObject {
    const previous = this.get(key);
    const revision = ++this.#revision;
    const stored = deepFreeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    });
    const owners = ownership ?? (previous && ownershipOf(previous));
    if (owners) setOwnership(stored, owners);
    const namespaces = getOrAdd(this.#resources, key.resource, () => new Map());
    const objects = getOrAdd(namespaces, key.namespace, () => new Map<string, KubernetesObject>());
    objects.set(key.name, stored);
    this.#commit({ type: previous ? 'MODIFIED' : 'ADDED', key, object: stored, previous, revision });
    return stored;
  }

  /** The object's last state, with the resourceVersion of its deletion. */
  remove(key: ObjectKey): KubernetesObject | undefined {
    const namespaces = this.#resources.get(key.resource);
    const objects = namespaces?.get(key.namespace);
    const previous = objects?.get(key.name);
    if (!namespaces || !objects || !previous) return undefined;
    objects.delete(key.name);
    if (objects.size === 0) namespaces.delete(key.namespace);
    const revision = ++this.#revision;
    const last = deepFreeze({ ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } });
    setOwnership(last, ownershipOf(previous));
    this.#commit({ type: 'DELETED', key, object: last, previous, revision });
    return last;
  }

  /** Called for each change of a resource, in the order of commits. The returned function stops it. */
  subscribe(resource: string, listener: (event: StoredEvent) => void): () => void {
    const listeners = getOrAdd(this.#listeners, resource, () => new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Events after `revision`, or null when the journal no longer reaches back that far. */
  since(resource: string, revision: number): StoredEvent[] | null {
    return this.#journal.since(resource, revision);
  }

  /** The oldest revision that `since` still answers. */
  get oldestRevision(): number {
    return this.#journal.start;
  }

  snapshot(): StoreSnapshot {
    const objects = [...this.#resources].map(([resource]) => ({ resource, objects: this.list(resource) }));
    return { version: SNAPSHOT_VERSION, revision: this.#revision, resources: objects };
  }

  /** Replaces everything. Watches that are open see nothing of it: restore before serving. */
  restore(snapshot: StoreSnapshot): void {
    if (snapshot.version !== SNAPSHOT_VERSION)
      throw new RangeError(`snapshot version ${snapshot.version} is not known`);
    this.#resources = new Map();
    this.#revision = snapshot.revision;
    this.#journal.clear(snapshot.revision);
    for (const { resource, objects } of snapshot.resources) {
      const namespaces: Namespaces = new Map();
      for (const object of objects) {
        const namespace = object.metadata.namespace ?? '';
        const held = namespaces.get(namespace) ?? new Map<string, KubernetesObject>();
        held.set(object.metadata.name ?? '', deepFreeze(object));
        namespaces.set(namespace, held);
      }
      this.#resources.set(resource, namespaces);
    }
  }

  #commit(event: StoredEvent): void {
    this.#journal.append(event);
    this.#pending.push(event);
    if (this.#delivering) return;
    // A listener that writes commits inside this loop: its event waits, so that everyone sees the same order.
    this.#delivering = true;
    try {
      for (let next = this.#pending.shift(); next; next = this.#pending.shift()) this.#deliver(next);
    } finally {
      this.#delivering = false;
    }
  }

  #deliver(event: StoredEvent): void {
    for (const listener of [...(this.#listeners.get(event.key.resource) ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function sortedValues(objects: Map<string, KubernetesObject> | undefined): KubernetesObject[] {
  if (!objects) return [];
  return [...objects].sort(([a], [b]) => byCodeUnits(a, b)).map(([, object]) => object);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Crashes loudly, but after everybody else has been served. */
function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
