import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { MutableObject } from './resource-definition.ts';

/** All fields writable, at every depth. */
export type Mutable<T> = T extends (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/**
 * The object as its kind's interface. Objects reach strategies and printers only after `decode` has checked them against
 * the kind's schema, so this is a statement, not a check.
 */
export function typed<T>(object: KubernetesObject | MutableObject): T {
  return object as unknown as T;
}
