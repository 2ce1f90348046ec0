import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ObjectKey } from './object-key.ts';

/** What can be read of a store, now or as it was at a revision. */
export interface StoreView {
  readonly revision: number;
  get(key: ObjectKey): KubernetesObject | undefined;
  /** In key order (namespace, then name), as etcd lists. No namespace: all of them. */
  list(resource: string, namespace?: string): KubernetesObject[];
}
