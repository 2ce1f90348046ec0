import { difference, type FieldSet, intersection, isEmptySet, setAt } from '../apply/field-set.ts';
import {
  type ManagerEntries,
  type ManagerEntry,
  managerId,
  sortedEntries,
  withFields,
} from '../apply/manager-entry.ts';

const REPLICAS_IN_SCALE = setAt(['f:spec', 'f:replicas']);

/** Where an object keeps the number of its replicas, as a set of that one field. */
export function replicasField(names: readonly string[]): FieldSet {
  return setAt(names.map((name) => `f:${name}`));
}

/** The owners of a Scale: whoever owns the replicas of the object behind it (managedfields/scalehandler.go ToSubresource). */
export function scaleEntries(entries: ManagerEntries, replicas: FieldSet): ManagerEntries {
  return sortedEntries(
    entries
      .filter((entry) => owns(entry, replicas))
      .map((entry) => Object.freeze({ ...entry, apiVersion: 'autoscaling/v1', fieldsV1: REPLICAS_IN_SCALE })),
  );
}

/** The object's owners after an apply to its Scale (ToParent). Whoever is new among them has no time there. */
export function parentEntries(
  parent: ManagerEntries,
  applied: ManagerEntries,
  replicas: FieldSet,
  apiVersion: string,
): ManagerEntries {
  const left = new Map(applied.map((entry) => [scaleId(entry), entry]));
  const kept = parent.map((entry) => {
    if (!owns(entry, replicas) || left.delete(scaleId(entry))) return entry;
    return withFields(entry, difference(entry.fieldsV1, replicas));
  });
  const added = [...left.values()].map(({ time: _, ...entry }) =>
    Object.freeze({ ...entry, apiVersion, fieldsV1: replicas }),
  );
  return sortedEntries([...kept, ...added]);
}

/** The same manager under the object's version and under Scale's. */
function scaleId(entry: ManagerEntry): string {
  return managerId({ ...entry, apiVersion: '' });
}

function owns(entry: ManagerEntry, field: FieldSet): boolean {
  return !isEmptySet(intersection(entry.fieldsV1, field));
}
