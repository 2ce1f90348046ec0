import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { typed } from './typed.ts';

type Getter<T> = (object: T) => string | number | boolean | undefined;

/** Field selector values of a kind: what is absent counts as the empty string. */
export function selectable<T>(
  getters: Readonly<Record<string, Getter<T>>>,
): (object: KubernetesObject) => Record<string, string> {
  const entries = Object.entries(getters);
  return (object) =>
    Object.fromEntries(entries.map(([field, getter]) => [field, String(getter(typed<T>(object)) ?? '')]));
}
