import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { Ownership } from '../apply/ownership.ts';
import { ownershipFrom, setOwnership, withManagedFields } from '../apply/ownership.ts';
import { deepFreeze } from '../json.ts';
import type { StoredEvent } from './journal.ts';
import type { ObjectKey } from './object-key.ts';

export const SNAPSHOT_VERSION = 2;

/** A store as JSON: every object with its managedFields, the counter, the time, and what happened lately. */
export interface StoreSnapshot {
  readonly version: number;
  readonly revision: number;
  /** Milliseconds of the store's clock when it was taken. */
  readonly time: number;
  readonly resources: readonly { readonly resource: string; readonly objects: readonly KubernetesObject[] }[];
  /** What watches replay; absent: they start anew. */
  readonly journal?: JournalSnapshot;
}

export interface JournalSnapshot {
  /** Everything after this revision is here. */
  readonly start: number;
  readonly events: readonly EventSnapshot[];
}

export interface EventSnapshot extends Omit<StoredEvent, 'previous'> {
  /** Only with an object's first event: later ones follow from the one before. */
  readonly previous?: KubernetesObject;
}

export function objectSnapshot(object: KubernetesObject): KubernetesObject {
  return withManagedFields(object);
}

/** The stored form: frozen, without managedFields, which are kept beside it. */
export function restoredObject(saved: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = saved.metadata;
  const object = deepFreeze({ ...saved, metadata });
  const ownership: Ownership = ownershipFrom(managedFields ?? []);
  setOwnership(object, ownership);
  return object;
}

export function journalSnapshot(start: number, events: readonly StoredEvent[]): JournalSnapshot {
  const seen = new Set<string>();
  return {
    start,
    events: events.map(({ previous, object, ...event }) => {
      const id = idOf(event.key);
      const first = !seen.has(id);
      seen.add(id);
      return {
        ...event,
        object: objectSnapshot(object),
        ...(first && previous && { previous: objectSnapshot(previous) }),
      };
    }),
  };
}

/** `current`: the object that is stored under a key now, so that the last event and the store share it. */
export function restoredEvents(
  { events }: JournalSnapshot,
  current: (key: ObjectKey) => KubernetesObject | undefined,
): StoredEvent[] {
  const last = new Map<string, KubernetesObject | undefined>();
  return events.map(({ previous, object: saved, ...event }) => {
    const id = idOf(event.key);
    const before = last.has(id) ? last.get(id) : previous && restoredObject(previous);
    const stored = current(event.key);
    const isCurrent = stored?.metadata.resourceVersion === saved.metadata.resourceVersion;
    const object = isCurrent && stored ? stored : restoredObject(saved);
    last.set(id, event.type === 'DELETED' ? undefined : object);
    return { ...event, object, previous: before };
  });
}

function idOf({ resource, namespace, name }: ObjectKey): string {
  return `${resource}/${namespace}/${name}`;
}
