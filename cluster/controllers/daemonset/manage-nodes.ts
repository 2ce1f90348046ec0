import type { DaemonSet, Node, Pod } from '../../client/objects.ts';
import { isPodAvailable, isPodReady } from '../../client/pod-conditions.ts';
import type { ControllerContext } from '../controller.ts';
import { oldestFirst, placementOn, podsByNode } from './daemon-pod.ts';
import { CONTROLLER_REVISION_HASH } from './daemon-set-revisions.ts';
import type { FailedPodBackoff } from './failed-pod-backoff.ts';
import { allowsSurge } from './rolling-update.ts';

/** What is to be done on the nodes. */
export interface NodeChanges {
  readonly create: Node[];
  readonly remove: Pod[];
  /** When failed pods may be replaced that are not now. */
  requeueAfterMs?: number;
}

interface Manager {
  readonly context: ControllerContext;
  readonly set: DaemonSet;
  readonly hash: string;
  readonly backoff: FailedPodBackoff;
}

/** A pod where one is missing; none where there should not be one, nor two (manage). */
export function manageNodes(manager: Manager, pods: readonly Pod[], nodes: readonly Node[]): NodeChanges {
  const changes: NodeChanges = { create: [], remove: [] };
  const byNode = podsByNode(pods);
  for (const node of nodes) manageNode(manager, node, byNode.get(node.metadata.name), changes);
  const known = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const [node, onNode] of byNode) {
    if (!known.has(node)) changes.remove.push(...onNode.filter(({ spec }) => !spec.nodeName));
  }
  return changes;
}

/** podsShouldBeOnNode. */
function manageNode(manager: Manager, node: Node, pods: readonly Pod[] | undefined, changes: NodeChanges): void {
  const { shouldRun, shouldContinue } = placementOn(manager.set, node);
  if (!pods) {
    if (shouldRun) changes.create.push(node);
    return;
  }
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (!shouldContinue) {
    changes.remove.push(...staying);
    return;
  }
  const running = staying.filter((pod) => !removeEnded(manager, node, pod, changes));
  const sorted = oldestFirst(running);
  if (!allowsSurge(manager.set)) changes.remove.push(...sorted.slice(1));
  else if (running.length === 0 && shouldRun) changes.create.push(node);
  else if (running.length > 1) changes.remove.push(...surplusOfSurge(manager, sorted));
}

/** A failed pod is replaced, with growing delays; one that has succeeded should not have. True when it has ended. */
function removeEnded(manager: Manager, node: Node, pod: Pod, changes: NodeChanges): boolean {
  const { context, set, backoff } = manager;
  const subject = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}`;
  if (pod.status?.phase === 'Succeeded') {
    const message = `Found succeeded ${subject}, will try to delete it`;
    context.events.event(set, 'Normal', 'SucceededDaemonPod', message);
    changes.remove.push(pod);
    return true;
  }
  if (pod.status?.phase !== 'Failed') return false;
  const key = `${set.metadata.uid}/${set.status?.observedGeneration ?? 0}/${node.metadata.name}`;
  const delayMs = backoff.takeDelay(key);
  if (delayMs > 0) changes.requeueAfterMs = Math.min(changes.requeueAfterMs ?? delayMs, delayMs);
  else {
    context.events.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${subject}, will try to kill it`);
    changes.remove.push(pod);
  }
  return true;
}

/** With surge an old and a new pod may run side by side, until the new one is available or the old one unready. */
function surplusOfSurge({ set, hash, context }: Manager, sorted: readonly Pod[]): Pod[] {
  const isNew = ({ metadata }: Pod) => metadata.labels?.[CONTROLLER_REVISION_HASH] === hash;
  const newest = sorted.find(isNew);
  const oldest = sorted.find((pod) => !isNew(pod));
  const surplus = sorted.filter((pod) => pod !== newest && pod !== oldest);
  if (!newest || !oldest) return surplus;
  const isDone = isPodAvailable(newest, set.spec.minReadySeconds ?? 0, context.clock.now());
  return !isPodReady(oldest) || isDone ? [...surplus, oldest] : surplus;
}
