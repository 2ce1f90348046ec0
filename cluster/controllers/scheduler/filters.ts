import type { Pod } from '../../client/objects.ts';
import { matchesNodeAffinity } from './node-affinity.ts';
import { type NodeInfo, nodeInfo } from './node-info.ts';
import { nodePorts } from './node-ports.ts';
import { interPodAffinity } from './pod-affinity.ts';
import { nodeResourcesFit } from './resource-fit.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';
import { untolerated } from './taints.ts';
import { podTopologySpread } from './topology-spread.ts';
import { volumeBinding, volumeRestrictions } from './volumes/volume-filters.ts';

/** Why a node is out of the question. Evicting others would not help where it is `unresolvable`. */
export interface FilterFailure {
  readonly reasons: readonly string[];
  readonly unresolvable: boolean;
}

type Filter = (cycle: SchedulingCycle, candidate: NodeInfo) => FilterFailure | undefined;

/** In the default profile's order; the first that fails gives the reasons (pkg/scheduler/framework/plugins). */
const FILTERS = {
  NodeUnschedulable: nodeUnschedulable,
  NodeName: nodeName,
  TaintToleration: taintToleration,
  NodeAffinity: nodeAffinity,
  NodePorts: nodePorts,
  NodeResourcesFit: nodeResourcesFit,
  VolumeRestrictions: volumeRestrictions,
  VolumeBinding: volumeBinding,
  PodTopologySpread: podTopologySpread,
  InterPodAffinity: interPodAffinity,
} as const satisfies Record<string, Filter>;

export type FilterName = keyof typeof FILTERS;

export interface NodeFailure extends FilterFailure {
  readonly filter: FilterName;
}

const IN_ORDER = Object.entries(FILTERS) as readonly (readonly [FilterName, Filter])[];

export function filterNode(cycle: SchedulingCycle, candidate: NodeInfo): NodeFailure | undefined {
  for (const [name, filter] of IN_ORDER) {
    const failure = filter(cycle, candidate);
    if (failure) return { ...failure, filter: name };
  }
  return undefined;
}

/** Pods that are to come to the node may need what is there, but must not be relied upon (RunFilterPluginsWithNominatedPods). */
export function filterWithNominated(
  cycle: SchedulingCycle,
  candidate: NodeInfo,
  nominated: readonly Pod[],
): NodeFailure | undefined {
  if (nominated.length > 0) {
    const crowded = nodeInfo(candidate.node, [...candidate.pods, ...nominated]);
    const failure = filterNode(cycle.with(crowded), crowded);
    if (failure) return failure;
  }
  return filterNode(cycle, candidate);
}

function nodeUnschedulable({ pod }: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  if (!node.spec.unschedulable) return undefined;
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  const tolerated = untolerated([taint], pod.spec.tolerations ?? [], ['NoSchedule']).length === 0;
  return tolerated ? undefined : unresolvable('node(s) were unschedulable');
}

function nodeName({ pod }: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  if (!pod.spec.nodeName || pod.spec.nodeName === node.metadata.name) return undefined;
  return unresolvable("node(s) didn't match the requested node name");
}

function taintToleration({ pod }: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  const left = untolerated(node.spec.taints ?? [], pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute']);
  return left.length > 0 ? unresolvable('node(s) had untolerated taint(s)') : undefined;
}

function nodeAffinity({ pod }: SchedulingCycle, { node }: NodeInfo): FilterFailure | undefined {
  return matchesNodeAffinity(pod.spec, node)
    ? undefined
    : unresolvable("node(s) didn't match Pod's node affinity/selector");
}

function unresolvable(reason: string): FilterFailure {
  return { reasons: [reason], unresolvable: true };
}
