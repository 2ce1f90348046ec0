import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type Ownership, ownershipOf, setOwnership } from '../apply/ownership.ts';
import { deepFreeze } from '../json.ts';
import { getOrAdd } from './get-or-add.ts';
import { Journal, type StoredEvent } from './journal.ts';
import type { ObjectKey } from './object-key.ts';
import { ObjectTree } from './object-tree.ts';
import {
  journalSnapshot,
  objectSnapshot,
  restoredEvents,
  restoredObject,
  SNAPSHOT_VERSION,
  type StoreSnapshot,
} from './snapshot.ts';
import type { StoreView } from './store-view.ts';

export interface StoreOptions {
  /** Events kept for watches that start in the past. */
  readonly journalLength?: number;
  /** Milliseconds, for the times of events; absent: they have none. */
  readonly now?: () => number;
  /** Told about what a listener throws: a programmer's error that must not stop the others. */
  readonly onListenerError?: (error: unknown) => void;
}

/** A state of the store: right after a revision, or the last one at or before a time of the clock. */
export type Moment = { readonly revision: number } | { readonly time: number };

export interface SnapshotOptions {
  /** With what happened lately, so that watches go on where they were. */
  readonly journal?: boolean;
  /** Absent: now. */
  readonly at?: Moment;
}

/**
 * The one store of a cluster: what etcd is to Kubernetes. Objects are deep-frozen and shared with everyone who reads
 * them; one counter numbers all changes.
 */
export class Store implements StoreView {
  #revision = 0;
  #objects = new ObjectTree();
  #listeners = new Map<string, Set<(event: StoredEvent) => void>>();
  #pending: StoredEvent[] = [];
  #delivering = false;
  readonly #options: StoreOptions;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #onListenerError: (error: unknown) => void;

  constructor(options: StoreOptions = {}) {
    this.#options = options;
    this.#journal = new Journal(options.journalLength ?? 1024);
    this.#now = options.now ?? (() => 0);
    this.#onListenerError = options.onListenerError ?? rethrow;
  }

  get revision(): number {
    return this.#revision;
  }

  get(key: ObjectKey): KubernetesObject | undefined {
    return this.#objects.get(key);
  }

  list(resource: string, namespace?: string): KubernetesObject[] {
    return this.#objects.list(resource, namespace);
  }

  /** Resources that have objects in this namespace. */
  resourcesIn(namespace: string): string[] {
    return this.#objects.resourcesIn(namespace);
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
    this.#objects.set(key, stored);
    const type = previous ? 'MODIFIED' : 'ADDED';
    this.#commit({ type, key, object: stored, previous, revision, time: this.#now() });
    return stored;
  }

  /** The object's last state, with the resourceVersion of its deletion. */
  remove(key: ObjectKey): KubernetesObject | undefined {
    const previous = this.get(key);
    if (!previous) return undefined;
    this.#objects.delete(key);
    const revision = ++this.#revision;
    const last = deepFreeze({ ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } });
    setOwnership(last, ownershipOf(previous));
    this.#commit({ type: 'DELETED', key, object: last, previous, revision, time: this.#now() });
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

  /** The store as it was right after `revision`; null when the journal does not reach back that far or it is to come. */
  at(revision: number): StoreView | null {
    if (revision === this.#revision) return this;
    const tree = this.#treeAt(revision);
    if (!tree) return null;
    return { revision, get: (key) => tree.get(key), list: (resource, namespace) => tree.list(resource, namespace) };
  }

  /** The last revision at or before a time of the clock, as far as the journal reaches: else the oldest one. */
  revisionAt(time: number): number {
    return this.#journal.revisionAt(time);
  }

  /**
   * Another store that begins as this one is, or as it was at a revision that `at` answers: what changes in one is not seen
   * in the other. Objects are shared. Null when the revision is out of reach.
   */
  fork(revision: number = this.#revision, options: StoreOptions = this.#options): Store | null {
    const tree = revision === this.#revision ? this.#objects.copy() : this.#treeAt(revision);
    if (!tree) return null;
    const store = new Store(options);
    store.#objects = tree;
    store.#revision = revision;
    const events = this.#journal.after(this.#journal.start) ?? [];
    store.#journal.reset(
      this.#journal.start,
      events.filter((event) => event.revision <= revision),
    );
    return store;
  }

  /** Everything as JSON. Throws a RangeError when the moment is out of the journal's reach. */
  snapshot({ journal = false, at }: SnapshotOptions = {}): StoreSnapshot {
    if (at) return this.#past(at).snapshot({ journal });
    const resources = this.#objects.resources().map((resource) => ({
      resource,
      objects: this.list(resource).map(objectSnapshot),
    }));
    const { start } = this.#journal;
    return {
      version: SNAPSHOT_VERSION,
      revision: this.#revision,
      time: this.#now(),
      resources,
      ...(journal && { journal: journalSnapshot(start, this.#journal.after(start) ?? []) }),
    };
  }

  /** Replaces everything. Watches that are open see nothing of it: restore before serving. */
  restore(snapshot: StoreSnapshot): void {
    if (snapshot.version !== SNAPSHOT_VERSION)
      throw new RangeError(`snapshot version ${snapshot.version} is not known`);
    this.#objects = new ObjectTree();
    this.#revision = snapshot.revision;
    for (const { resource, objects } of snapshot.resources) {
      for (const object of objects) {
        const { namespace = '', name = '' } = object.metadata;
        this.#objects.set({ resource, namespace, name }, restoredObject(object));
      }
    }
    const { journal } = snapshot;
    this.#journal.reset(
      journal?.start ?? snapshot.revision,
      journal && restoredEvents(journal, (key) => this.#objects.get(key)),
    );
  }

  /** A store that has stood still at a moment. */
  #past(at: Moment): Store {
    const { start } = this.#journal;
    const first = this.#journal.timeOf(start) ?? 0;
    if ('time' in at && at.time > this.#now()) throw new RangeError(`${timeText(at.time)} is to come`);
    if ('time' in at && start > 0 && at.time < first) {
      throw new RangeError(`${timeText(at.time)} is out of reach: the journal begins at ${timeText(first)}`);
    }
    const revision = 'time' in at ? this.revisionAt(at.time) : at.revision;
    const time =
      'time' in at ? at.time : revision === this.#revision ? this.#now() : (this.#journal.timeOf(revision) ?? 0);
    const store = this.fork(revision, { ...this.#options, now: () => time });
    if (store) return store;
    throw new RangeError(`revision ${revision} is out of reach: the journal tells of ${start} to ${this.#revision}`);
  }

  /** The present with everything undone that came after `revision`. */
  #treeAt(revision: number): ObjectTree | null {
    const events = revision > this.#revision ? null : this.#journal.after(revision);
    if (!events) return null;
    const tree = this.#objects.copy();
    for (const { key, previous } of events.reverse()) {
      if (previous) tree.set(key, previous);
      else tree.delete(key);
    }
    return tree;
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

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** Crashes loudly, but after everybody else has been served. */
function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
