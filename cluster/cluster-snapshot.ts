import type { StoreSnapshot } from './apiserver/store/snapshot.ts';
import type { Moment } from './apiserver/store/store.ts';
import type { OtcSnapshot } from './cloud/otc/otc-snapshot.ts';
import type { NodeSnapshot } from './kubelet/node-snapshot.ts';
import type { FileSnapshot } from './machinery/file-snapshot.ts';

export const CLUSTER_SNAPSHOT_KIND = 'rabbithole.ClusterSnapshot';
/** Readers of a version read all later snapshots of that version: fields may be added to it, none changed. */
export const CLUSTER_SNAPSHOT_VERSION = 1;
export const ADDONS = [
  'cloud=manual',
  'cloud=metallb',
  'cloud=otc',
  'cloud=aws',
  'ingress',
  'openshift',
  'metrics',
] as const;

/**
 * A whole cluster as a JSON value. It holds the cluster's Secrets; not the administrator's token and no private keys.
 */
export interface ClusterSnapshot {
  readonly kind: typeof CLUSTER_SNAPSHOT_KIND;
  readonly version: typeof CLUSTER_SNAPSHOT_VERSION;
  /** The moment it shows, in milliseconds of the cluster's clock. */
  readonly time: number;
  readonly nodes: number;
  readonly addons: readonly (typeof ADDONS)[number][];
  /** Every API object. */
  readonly store: StoreSnapshot;
  /** Container runtimes by node: logs, files of containers, restarts' waiting times. */
  readonly runtimes: Readonly<Record<string, NodeSnapshot>>;
  /** What was changed in the files of `client` and of the nodes, by machine. */
  readonly files: Readonly<Record<string, readonly FileSnapshot[]>>;
  readonly cloud: CloudSnapshot;
  /** Files that were too large, or too many, to keep: `client: /tmp/core`. */
  readonly leftOut: readonly string[];
}

/** What the provider runs outside the cluster. */
export interface CloudSnapshot {
  readonly loadBalancers: readonly LoadBalancerSnapshot[];
  /** The account of the add-on `cloud=otc`. */
  readonly otc?: OtcSnapshot | undefined;
  /** The public zone. */
  readonly names: readonly { readonly name: string; readonly address: string }[];
}

export interface LoadBalancerSnapshot {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly algorithm: string;
  readonly healthCheck: boolean;
  /** `node3:32000` */
  readonly targets: readonly string[];
  /** What else was set, as `lb set` takes it: `{ mode: 'proxy', 'health-check': 'http:31000/healthz' }`. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

export interface ClusterSnapshotOptions {
  /** Absent: now. API objects are those of the moment, as far as the journal reaches; everything else is of now. */
  readonly at?: Moment;
  /** With the latest changes, so that watches go on where they were (else they are told 410 Gone). It is several times larger. */
  readonly journal?: boolean;
}
