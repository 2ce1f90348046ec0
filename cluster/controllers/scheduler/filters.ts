import type { Pod } from '../../client/objects.ts';
import { quantityValue } from '../../machinery/quantity.ts';
import { matchesNodeAffinity } from './node-affinity.ts';
import type { NodeInfo } from './node-info.ts';
import { AFFINITY_NOT_MATCHED, podAffinityFailure } from './pod-affinity.ts';
import { podRequests } from './pod-resources.ts';
import { untolerated } from './taints.ts';

/** Why a node is out of the question. Evicting others would not help where it is `unresolvable`. */
export interface FilterFailure {
  readonly reasons: readonly string[];
  readonly unresolvable: boolean;
}

type Filter = (pod: Pod, candidate: NodeInfo, all: readonly NodeInfo[]) => FilterFailure | undefined;

/** In the default profile's order; the first that fails gives the reasons (pkg/scheduler/framework/plugins). */
const FILTERS: readonly Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  interPodAffinity,
];

export function filterNode(pod: Pod, candidate: NodeInfo, all: readonly NodeInfo[]): FilterFailure | undefined {
  for (const filter of FILTERS) {
    const failure = filter(pod, candidate, all);
    if (failure) return failure;
  }
  return undefined;
}

function nodeUnschedulable(pod: Pod, { node }: NodeInfo): FilterFailure | undefined {
  if (!node.spec.unschedulable) return undefined;
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  const tolerated = untolerated([taint], pod.spec.tolerations ?? [], ['NoSchedule']).length === 0;
  return tolerated ? undefined : unresolvable('node(s) were unschedulable');
}

function nodeName(pod: Pod, { node }: NodeInfo): FilterFailure | undefined {
  if (!pod.spec.nodeName || pod.spec.nodeName === node.metadata.name) return undefined;
  return unresolvable("node(s) didn't match the requested node name");
}

function taintToleration(pod: Pod, { node }: NodeInfo): FilterFailure | undefined {
  const left = untolerated(node.spec.taints ?? [], pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute']);
  return left.length > 0 ? unresolvable('node(s) had untolerated taint(s)') : undefined;
}

function nodeAffinity(pod: Pod, { node }: NodeInfo): FilterFailure | undefined {
  return matchesNodeAffinity(pod.spec, node)
    ? undefined
    : unresolvable("node(s) didn't match Pod's node affinity/selector");
}

function nodePorts(pod: Pod, { pods }: NodeInfo): FilterFailure | undefined {
  const wanted = hostPorts(pod);
  const taken = wanted.length > 0 ? pods.flatMap(hostPorts) : [];
  const conflict = wanted.some((port) => taken.some((other) => conflicts(port, other)));
  return conflict
    ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], unresolvable: false }
    : undefined;
}

interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

function hostPorts(pod: Pod): HostPort[] {
  return pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP = '0.0.0.0', protocol = 'TCP' }) =>
      hostPort ? [{ address: hostIP, protocol, port: hostPort }] : [],
    ),
  );
}

function conflicts(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.address === b.address || a.address === '0.0.0.0' || b.address === '0.0.0.0';
}

function nodeResourcesFit(pod: Pod, { node, pods, requested }: NodeInfo): FilterFailure | undefined {
  const allocatable: Readonly<Record<string, string>> = node.status?.allocatable ?? {};
  const reasons: string[] = [];
  let exceedsNode = false;
  if (pods.length + 1 > quantityValue(allocatable.pods ?? '110')) reasons.push('Too many pods');
  for (const [name, amount] of podRequests(pod)) {
    const capacity = quantityValue(allocatable[name]);
    if (amount === 0 || amount <= capacity - (requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    exceedsNode ||= amount > capacity;
  }
  return reasons.length > 0 ? { reasons, unresolvable: exceedsNode } : undefined;
}

function interPodAffinity(pod: Pod, candidate: NodeInfo, all: readonly NodeInfo[]): FilterFailure | undefined {
  const reason = podAffinityFailure(pod, candidate, all);
  return reason ? { reasons: [reason], unresolvable: reason === AFFINITY_NOT_MATCHED } : undefined;
}

function unresolvable(reason: string): FilterFailure {
  return { reasons: [reason], unresolvable: true };
}
