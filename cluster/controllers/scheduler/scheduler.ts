import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { isPodTerminal, podCondition } from '../../client/pod-conditions.ts';
import { NODES, PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { filterNode } from './filters.ts';
import { type NodeInfo, nodeInfo } from './node-info.ts';
import { bestNodes } from './scores.ts';
import { type NodeFailure, unschedulableMessage } from './unschedulable-message.ts';

/** Finds a node for each pod: filter, score, bind (pkg/scheduler/schedule_one.go). Its events come from default-scheduler. */
export function createScheduler(context: ControllerContext): Controller {
  const pods = context.informers.informer(PODS);
  const nodes = context.informers.informer(NODES);
  const podsOn = pods.index('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  const unschedulable = new Set<string>();

  return {
    watches: [
      {
        resource: PODS,
        keys: (current, previous) => {
          const key = newlyPending(current as Pod | undefined, previous as Pod | undefined);
          if (key) return [key];
          return freesResources(current as Pod | undefined, previous as Pod | undefined) ? [...unschedulable] : [];
        },
      },
      { resource: NODES, keys: (current, previous) => (changesPlaces(current, previous) ? [...unschedulable] : []) },
    ],
    reconcile: async (key) => {
      unschedulable.delete(key);
      const pod = pods.get(key);
      if (!pod || !isPending(pod)) return;
      const infos = nodes.list().map((node) => nodeInfo(node, podsOn(node.metadata.name)));
      const { chosen, failures } = chooseNode(context, pod, infos);
      if (chosen) return bind(context, pod, chosen.node);
      unschedulable.add(key);
      await reportUnschedulable(context, pod, unschedulableMessage(infos.length, failures));
    },
  };
}

function chooseNode({ random }: ControllerContext, pod: Pod, infos: readonly NodeInfo[]) {
  const failures: NodeFailure[] = [];
  const feasible = infos.filter((info) => {
    const failure = filterNode(pod, info, infos);
    if (failure) failures.push(failure);
    return !failure;
  });
  const best = bestNodes(pod, feasible);
  // Which of equal nodes is taken is chance, as with the real one.
  return { chosen: best.length > 1 ? best[random.integer(best.length)] : best[0], failures };
}

async function bind({ client, events }: ControllerContext, pod: Pod, node: Node): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
  };
  try {
    await client.resource(PODS).postSubresource(name, 'binding', binding, namespace);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  const message = `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`;
  events.event(pod, 'Normal', 'Scheduled', message, { action: 'Binding' });
}

async function reportUnschedulable(
  { client, clock, events }: ControllerContext,
  pod: Pod,
  message: string,
): Promise<void> {
  events.event(pod, 'Warning', 'FailedScheduling', message, { action: 'Scheduling' });
  const current = podCondition(pod, 'PodScheduled');
  if (current?.status === 'False' && current.message === message) return;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: current?.status === 'False' ? current.lastTransitionTime : toTime(clock.now()),
    reason: 'Unschedulable',
    message,
  };
  const { name, namespace } = pod.metadata;
  try {
    const patch = { status: { conditions: [condition] } };
    await client.resource(PODS).patch(name, patch, { namespace, type: 'strategic', subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function isPending(pod: Pod): boolean {
  const ours = (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler';
  const gated = (pod.spec.schedulingGates?.length ?? 0) > 0;
  return ours && !gated && !pod.spec.nodeName && !pod.metadata.deletionTimestamp && !isPodTerminal(pod);
}

/** The pod's own status says nothing new about where it could go. */
function newlyPending(current: Pod | undefined, previous: Pod | undefined): string | undefined {
  if (!current || !isPending(current)) return undefined;
  const same = previous && deepEqual(previous.spec, current.spec) && sameLabels(previous, current);
  return same ? undefined : keyOf(current);
}

/** A pod that left its node made room; one that came or was relabelled may be what an affinity waits for. */
function freesResources(current: Pod | undefined, previous: Pod | undefined): boolean {
  const place = (pod: Pod | undefined) => (pod && !isPodTerminal(pod) ? pod.spec.nodeName : undefined);
  return place(current) !== place(previous) || (place(current) !== undefined && !sameLabels(current, previous));
}

function sameLabels(a: KubernetesObject | undefined, b: KubernetesObject | undefined): boolean {
  return deepEqual(a?.metadata.labels ?? {}, b?.metadata.labels ?? {});
}

function changesPlaces(current: KubernetesObject | undefined, previous: KubernetesObject | undefined): boolean {
  const node = current as Node | undefined;
  const before = previous as Node | undefined;
  return (
    !deepEqual(node?.spec ?? {}, before?.spec ?? {}) ||
    !sameLabels(node, before) ||
    !deepEqual(node?.status?.allocatable ?? {}, before?.status?.allocatable ?? {})
  );
}
