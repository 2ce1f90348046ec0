import type { KubernetesObject, ObjectMeta } from '../../machinery/kubernetes-object.ts';
import { inWireOrder } from '../metadata-order.ts';
import { ManagedFieldsError, type ManagerEntries, parseEntries } from './manager-entry.ts';

/** So many writes may wait to be worked out: each keeps the versions before and after it alive. */
const MAX_PENDING = 6;

/**
 * Who owns which fields of one version of an object: what `metadata.managedFields` says on the wire. Worked out when
 * somebody asks; objects in the store do not carry it.
 */
export class Ownership {
  readonly #pending: number;
  #entries: ManagerEntries | undefined;
  #workOut: (() => ManagerEntries) | undefined;

  private constructor(
    entries: ManagerEntries | undefined,
    workOut: (() => ManagerEntries) | undefined,
    pending: number,
  ) {
    this.#entries = entries;
    this.#workOut = workOut;
    this.#pending = pending;
  }

  static of(entries: ManagerEntries): Ownership {
    return new Ownership(entries, undefined, 0);
  }

  static later(workOut: () => ManagerEntries): Ownership {
    return new Ownership(undefined, workOut, 1);
  }

  /** What `next` makes of these entries. */
  after(next: (entries: ManagerEntries) => ManagerEntries): Ownership {
    const pending = this.#entries ? 0 : this.#pending;
    if (pending >= MAX_PENDING) void this.entries;
    return new Ownership(undefined, () => next(this.entries), this.#entries ? 1 : pending + 1);
  }

  get entries(): ManagerEntries {
    if (!this.#entries) {
      this.#entries = this.#workOut!();
      this.#workOut = undefined;
    }
    return this.#entries;
  }
}

const NOBODYS = Ownership.of(Object.freeze([]));

/** By the metadata, which every stored version has of its own and all representations of it share. */
const ownerships = new WeakMap<ObjectMeta, Ownership>();

export function ownershipOf({ metadata }: KubernetesObject): Ownership {
  const known = ownerships.get(metadata);
  if (known || !metadata.managedFields) return known ?? NOBODYS;
  const restored = ownershipFrom(metadata.managedFields);
  ownerships.set(metadata, restored);
  return restored;
}

/** What managedFields from a snapshot or a client stand for. */
export function ownershipFrom(managedFields: readonly unknown[]): Ownership {
  return managedFields.length === 0 ? NOBODYS : Ownership.later(() => entriesIn(managedFields));
}

function entriesIn(managedFields: readonly unknown[]): ManagerEntries {
  try {
    return parseEntries(managedFields);
  } catch (error) {
    if (error instanceof ManagedFieldsError) return [];
    throw error;
  }
}

export function setOwnership({ metadata }: KubernetesObject, ownership: Ownership): void {
  ownerships.set(metadata, ownership);
}

/** The object under metadata of its own, which has this ownership. */
export function withOwnership(object: KubernetesObject, ownership: Ownership): KubernetesObject {
  const copy = Object.freeze({ ...object, metadata: Object.freeze({ ...object.metadata }) });
  setOwnership(copy, ownership);
  return copy;
}

/** The object as it is on the wire, with its managedFields. */
export function withManagedFields(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: managedMetadata(object) };
}

export function managedMetadata(object: KubernetesObject): ObjectMeta {
  const { entries } = ownershipOf(object);
  return inWireOrder(entries.length === 0 ? object.metadata : { ...object.metadata, managedFields: entries });
}
