import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';

export const SNAPSHOT_VERSION = 1;

/** A store as JSON: every object, and the counter. The journal is not kept: watches start anew. */
export interface StoreSnapshot {
  readonly version: number;
  readonly revision: number;
  readonly resources: readonly { readonly resource: string; readonly objects: readonly KubernetesObject[] }[];
}
