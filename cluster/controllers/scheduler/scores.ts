import type { Pod } from '../../client/objects.ts';
import { controllerOf } from '../../client/owner-references.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { quantityValue } from '../../machinery/quantity.ts';
import { matchesTerm } from './node-affinity.ts';
import type { NodeInfo } from './node-info.ts';
import { podRequests } from './pod-resources.ts';
import { untolerated } from './taints.ts';

/** What a pod without requests counts as (schedutil.DefaultMilliCPURequest, DefaultMemoryRequest). */
const ASSUMED: Readonly<Record<string, number>> = { cpu: 0.1, memory: 200 * 2 ** 20 };

/** The default profile's weights; each score is 0 to 100. */
const WEIGHTS = { taints: 3, nodeAffinity: 2, spreading: 2, podAffinity: 2, leastAllocated: 1 } as const;

/** The feasible nodes with the highest total. */
export function bestNodes(pod: Pod, feasible: readonly NodeInfo[]): NodeInfo[] {
  if (feasible.length <= 1) return [...feasible];
  const spreading = normalised(feasible.map((info) => -siblings(pod, info)));
  const taints = normalised(feasible.map((info) => -avoidedTaints(pod, info)));
  const nodeAffinity = normalised(feasible.map((info) => preferredNodeAffinity(pod, info)));
  const podAffinity = normalised(feasible.map((info) => preferredPodAffinity(pod, info)));
  const totals = feasible.map(
    (info, index) =>
      WEIGHTS.taints * (taints[index] ?? 0) +
      WEIGHTS.nodeAffinity * (nodeAffinity[index] ?? 0) +
      WEIGHTS.spreading * (spreading[index] ?? 0) +
      WEIGHTS.podAffinity * (podAffinity[index] ?? 0) +
      WEIGHTS.leastAllocated * Math.floor(leastAllocated(pod, info)),
  );
  const best = Math.max(...totals);
  return feasible.filter((_, index) => totals[index] === best);
}

/** Pods of the same owner: the default topology spreading by host name. */
function siblings(pod: Pod, { pods }: NodeInfo): number {
  const owner = controllerOf(pod)?.uid;
  if (!owner) return 0;
  return pods.filter((other) => controllerOf(other)?.uid === owner && !other.metadata.deletionTimestamp).length;
}

function avoidedTaints(pod: Pod, { node }: NodeInfo): number {
  return untolerated(node.spec.taints ?? [], pod.spec.tolerations ?? [], ['PreferNoSchedule']).length;
}

function preferredNodeAffinity(pod: Pod, { node }: NodeInfo): number {
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0);
}

/** Preferred (anti-)affinity by host name; other topologies count as one with the node. */
function preferredPodAffinity(pod: Pod, { pods }: NodeInfo): number {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const near = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const far = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const count = ({ podAffinityTerm, weight }: (typeof near)[number]) =>
    weight * pods.filter((other) => matchesSelector(podAffinityTerm.labelSelector, other.metadata.labels)).length;
  return near.reduce((sum, term) => sum + count(term), 0) - far.reduce((sum, term) => sum + count(term), 0);
}

/** Mean free share of cpu and memory after the pod has come, 0 to 100. */
function leastAllocated(pod: Pod, { node, pods }: NodeInfo): number {
  const allocatable: Readonly<Record<string, string>> = node.status?.allocatable ?? {};
  const shares = Object.keys(ASSUMED).map((name) => {
    const capacity = quantityValue(allocatable[name]);
    const used = [...pods, pod].reduce((sum, each) => sum + (podRequests(each).get(name) || (ASSUMED[name] ?? 0)), 0);
    return capacity > 0 ? Math.max(0, ((capacity - used) * 100) / capacity) : 0;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Stretched to 0 … 100; all equal is all 0. */
function normalised(values: readonly number[]): number[] {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  return values.map((value) => (range === 0 ? 0 : ((value - low) * 100) / range));
}
