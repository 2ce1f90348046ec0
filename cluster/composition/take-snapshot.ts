import { settingsAsText } from '../cloud/manual/balancer-settings.ts';
import type { OtcSnapshot } from '../cloud/otc/otc-snapshot.ts';
import type { ClusterOptions } from '../cluster.ts';
import {
  CLUSTER_SNAPSHOT_KIND,
  CLUSTER_SNAPSHOT_VERSION,
  type ClusterSnapshot,
  type ClusterSnapshotOptions,
  type LoadBalancerSnapshot,
} from '../cluster-snapshot.ts';
import type { NodeSnapshot } from '../kubelet/node-snapshot.ts';
import { type FileSnapshot, snapshotFiles } from '../machinery/file-snapshot.ts';
import type { Machine } from '../machinery/machine.ts';
import type { Balancers } from './balancers.ts';
import type { Core } from './core.ts';
import { type Credentials, withoutCredentials } from './snapshot-credentials.ts';

export interface SnapshotParts {
  readonly options: ClusterOptions;
  readonly core: Core;
  readonly client: Machine;
  readonly balancers: Balancers;
  readonly credentials: Credentials;
  readonly otc: OtcSnapshot | undefined;
}

/** The cluster as it is, or its API objects as they were. Throws a RangeError when the moment is out of reach. */
export function takeSnapshot(parts: SnapshotParts, { at, journal = false }: ClusterSnapshotOptions): ClusterSnapshot {
  const { options, core, client, balancers, credentials, otc } = parts;
  const store = core.controlPlane.api.snapshot({ journal, ...(at ? { at } : {}) });
  const leftOut: string[] = [];
  const filesOf = (machine: Machine, name: string): readonly FileSnapshot[] => {
    const snapshot = snapshotFiles(machine.files.changes());
    leftOut.push(...snapshot.leftOut.map((path) => `${name}: ${path}`));
    return snapshot.files;
  };
  const runtimeOf = (node: Core['nodes'][number]) => {
    const runtime = node.kubelet.snapshot((place) => leftOut.push(place));
    return at ? asOf(runtime, store.time) : runtime;
  };
  return {
    kind: CLUSTER_SNAPSHOT_KIND,
    version: CLUSTER_SNAPSHOT_VERSION,
    time: store.time,
    nodes: options.nodes,
    addons: options.addons,
    store,
    runtimes: Object.fromEntries(core.nodes.map((node) => [node.name, runtimeOf(node)])),
    files: {
      client: withoutCredentials(filesOf(client, 'client'), credentials),
      ...Object.fromEntries(core.nodes.map(({ name, machine }) => [name, filesOf(machine, name)])),
    },
    cloud: { loadBalancers: loadBalancers(balancers), ...(otc ? { otc } : {}), names: core.names.published() },
    leftOut,
  };
}

function loadBalancers({ manual }: Balancers): LoadBalancerSnapshot[] {
  return manual.list().map(({ name, port, balancer, settings, targets }) => ({
    name,
    address: balancer.publicAddress ?? '',
    port,
    algorithm: settings.algorithm,
    healthCheck: settings.healthCheck,
    targets: targets.map((target) => target.name),
    settings: settingsAsText(settings),
  }));
}

/** What a runtime of now says of an earlier moment: what was printed until then; waits for restarts were others. */
function asOf(runtime: NodeSnapshot, time: number): NodeSnapshot {
  const nothing = { delayMs: 0, updatedMs: 0 };
  return {
    ...runtime,
    pods: runtime.pods.map((pod) => ({
      ...pod,
      containers: pod.containers.map((container) => ({
        ...container,
        crashes: nothing,
        pulls: nothing,
        notBeforeMs: 0,
        runs: container.runs.map((run) => ({ ...run, log: run.log.filter(({ atMs }) => atMs <= time) })),
      })),
    })),
  };
}
