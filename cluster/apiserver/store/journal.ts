import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ObjectKey } from './object-key.ts';

/** One change. `object` of a deletion is the last state with the deletion's resourceVersion. */
export interface StoredEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: ObjectKey;
  readonly object: KubernetesObject;
  readonly previous: KubernetesObject | undefined;
  readonly revision: number;
  /** When, in milliseconds of the store's clock. */
  readonly time: number;
}

/** The latest changes of the whole store, bounded: what etcd keeps between compactions. */
export class Journal {
  readonly #length: number;
  #events: StoredEvent[] = [];
  #start = 0;

  constructor(length: number) {
    this.#length = length;
  }

  /** Everything after this revision is here. */
  get start(): number {
    return this.#start;
  }

  append(event: StoredEvent): void {
    this.#events.push(event);
    // Trimmed by halves, so that a full journal does not move all of itself with each write.
    if (this.#events.length < this.#length * 2) return;
    this.#events = this.#events.slice(-this.#length);
    this.#start = this.#events[0]!.revision - 1;
  }

  since(resource: string, revision: number): StoredEvent[] | null {
    return this.after(revision)?.filter((event) => event.key.resource === resource) ?? null;
  }

  /** Events of all resources after `revision`, in order; null when that is longer ago than the journal reaches. */
  after(revision: number): StoredEvent[] | null {
    if (revision < this.#start) return null;
    // Revisions grow by one with each event, so the place is known.
    return this.#events.slice(Math.max(0, revision - this.#start));
  }

  /** The last revision at or before a time, as far as the journal reaches: else its start. */
  revisionAt(time: number): number {
    const next = this.#events.findIndex((event) => event.time > time);
    if (next < 0) return this.#events.at(-1)?.revision ?? this.#start;
    return next === 0 ? this.#start : this.#events[next - 1]!.revision;
  }

  /** When the change with this revision was made; of the journal's start, when the first change after it was. */
  timeOf(revision: number): number | undefined {
    return this.#events[Math.max(0, revision - this.#start - 1)]?.time;
  }

  /** Begins anew with what happened after `start`. */
  reset(start: number, events: readonly StoredEvent[] = []): void {
    this.#events = [...events];
    this.#start = start;
  }
}
