import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { isPodAvailable } from '../../client/pod-conditions.ts';
import { scaledValue } from '../scaled-value.ts';
import { isUpdated, placementOn, podsByNode } from './daemon-pod.ts';

interface OnNode {
  readonly node: Node | undefined;
  readonly newPod: Pod | undefined;
  readonly oldPod: Pod | undefined;
  /** More pods than one of each: to be put right before anything is replaced. */
  readonly hasSurplus: boolean;
}

export interface UpdateStep {
  readonly create: readonly Node[];
  readonly remove: readonly Pod[];
}

export function allowsSurge({ spec }: DaemonSet): boolean {
  const surge = spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0;
  return spec.updateStrategy?.type === 'RollingUpdate' && scaledValue(surge, 100, Math.ceil) > 0;
}

/** The next pods to replace: old ones go first, or new ones come first where surge allows it (rollingUpdate in update.go). */
export function rollingUpdate(
  set: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
  nowMs: number,
): UpdateStep {
  const wanted = nodes.filter((node) => placementOn(set, node).shouldRun);
  const byNode = podsByNode(pods);
  for (const { metadata } of wanted) if (!byNode.has(metadata.name)) byNode.set(metadata.name, []);
  const onNodes = [...byNode].map(([name, onNode]) => ({
    ...split(set, onNode, hash),
    node: nodes.find(({ metadata }) => metadata.name === name),
  }));
  const { maxUnavailable: unavailable = 1, maxSurge: surge = 0 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const maxSurge = scaledValue(surge, wanted.length, Math.ceil);
  const maxUnavailable = scaledValue(unavailable, wanted.length, Math.ceil);
  const isAvailable = (pod: Pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);
  return maxSurge === 0
    ? withoutSurge(onNodes, maxUnavailable || 1, isAvailable)
    : withSurge(set, onNodes, { maxSurge, wanted: wanted.length }, isAvailable);
}

/** findUpdatedPodsOnNode. */
function split(set: DaemonSet, pods: readonly Pod[], hash: string): Omit<OnNode, 'node'> {
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const updated = staying.filter((pod) => isUpdated(set, pod, hash));
  const outdated = staying.filter((pod) => !updated.includes(pod));
  return { newPod: updated[0], oldPod: outdated[0], hasSurplus: updated.length > 1 || outdated.length > 1 };
}

function withoutSurge(
  onNodes: readonly OnNode[],
  maxUnavailable: number,
  isAvailable: (pod: Pod) => boolean,
): UpdateStep {
  let unavailable = 0;
  const remove: Pod[] = [];
  const candidates: Pod[] = [];
  for (const { newPod, oldPod, hasSurplus } of onNodes) {
    if (hasSurplus || Boolean(newPod) === Boolean(oldPod)) unavailable++;
    else if (newPod && !isAvailable(newPod)) unavailable++;
    else if (oldPod && !isAvailable(oldPod)) {
      remove.push(oldPod);
      unavailable++;
    } else if (oldPod && unavailable < maxUnavailable) candidates.push(oldPod);
  }
  return { create: [], remove: [...remove, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))] };
}

function withSurge(
  set: DaemonSet,
  onNodes: readonly OnNode[],
  { maxSurge, wanted }: { maxSurge: number; wanted: number },
  isAvailable: (pod: Pod) => boolean,
): UpdateStep {
  let surging = 0;
  let available = 0;
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const create: Node[] = [];
  const candidates: Node[] = [];
  for (const { node, newPod, oldPod, hasSurplus } of onNodes) {
    if (hasSurplus) {
      surging++;
      continue;
    }
    const counted = oldPod ?? newPod;
    if (counted && isAvailable(counted)) available++;
    if (!oldPod || !node) continue;
    const { shouldRun } = placementOn(set, node);
    if (newPod) {
      if (isAvailable(newPod)) remove.push(oldPod);
      else surging++;
    } else if (!isAvailable(oldPod)) {
      if (shouldRun) create.push(node);
      else remove.push(oldPod);
    } else if (!shouldRun) misplaced.push(oldPod);
    else if (surging < maxSurge) candidates.push(node);
  }
  return {
    create: [...create, ...candidates.slice(0, Math.max(0, maxSurge - surging))],
    remove: [...remove, ...misplaced.slice(0, Math.max(0, available - wanted))],
  };
}
