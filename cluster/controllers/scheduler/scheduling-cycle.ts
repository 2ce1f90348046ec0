import type { Pod } from '../../client/objects.ts';
import type { NodeInfo } from './node-info.ts';
import { affinityCounts, type PodAffinityCounts } from './pod-affinity-counts.ts';
import { type SpreadCount, spreadCounts } from './topology-spread.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';

export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>>;

/** One attempt to place one pod: the cluster as it is then, and what filters count once for all nodes. */
export class SchedulingCycle {
  readonly pod: Pod;
  readonly nodes: readonly NodeInfo[];
  readonly namespaceLabels: NamespaceLabels;
  readonly volumes: PodVolumes;
  #spreading: readonly SpreadCount[] | undefined;
  #affinity: PodAffinityCounts | undefined;

  constructor(
    pod: Pod,
    { nodes, namespaceLabels, volumes }: Pick<SchedulingCycle, 'nodes' | 'namespaceLabels' | 'volumes'>,
  ) {
    this.pod = pod;
    this.nodes = nodes;
    this.namespaceLabels = namespaceLabels;
    this.volumes = volumes;
  }

  get spreading(): readonly SpreadCount[] {
    this.#spreading ??= spreadCounts(this.pod, this.nodes);
    return this.#spreading;
  }

  get affinity(): PodAffinityCounts {
    this.#affinity ??= affinityCounts(this.pod, this.nodes, this.namespaceLabels);
    return this.#affinity;
  }

  /** The same with other pods on one node: what preemption and nominations ask. */
  with(changed: NodeInfo): SchedulingCycle {
    const { name } = changed.node.metadata;
    const nodes = this.nodes.map((info) => (info.node.metadata.name === name ? changed : info));
    return new SchedulingCycle(this.pod, { nodes, namespaceLabels: this.namespaceLabels, volumes: this.volumes });
  }
}
