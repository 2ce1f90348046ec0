import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { MutableObject, TableColumn, VersionConversion } from './resource-definition.ts';

/** The stored version's columns for objects of a served version: printers know one form of an object. */
export function columnsOfStored({ stored, toStored }: VersionConversion): readonly TableColumn[] {
  const known = new WeakMap<KubernetesObject, KubernetesObject>();
  const storedForm = (object: KubernetesObject): KubernetesObject => {
    let found = known.get(object);
    if (!found) {
      // Conversions share parts with what they are given and change nothing in it.
      found = toStored(object as unknown as MutableObject) as unknown as KubernetesObject;
      known.set(object, found);
    }
    return found;
  };
  return stored.columns.map((column) => ({
    ...column,
    value: (object, context) => column.value(storedForm(object), context),
  }));
}
