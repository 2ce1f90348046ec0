import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import {
  NAMESPACES,
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  STORAGE_CLASSES,
} from '../../client/resources.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { claimKeysOfPod } from '../volume/claims-of-pod.ts';
import { ClusterState } from './cluster-state.ts';
import { createDefaultSelector } from './default-selector.ts';
import { clearNominations, evictVictims } from './evict-victims.ts';
import { findPreemption } from './preemption.ts';
import { reportUnschedulable } from './report-unschedulable.ts';
import { type ClusterEvent, nodeEvents, podEvents, sameLabels } from './requeue-hints.ts';
import { type Attempt, attempt } from './scheduling-attempt.ts';
import { SchedulingQueue } from './scheduling-queue.ts';
import { afterFilters, NOT_LOOKED_AT, unschedulableMessage } from './unschedulable-message.ts';
import { bindVolumes } from './volumes/bind-volumes.ts';
import { decideVolumes } from './volumes/volume-filters.ts';

interface Scheduler {
  readonly context: ControllerContext;
  readonly state: ClusterState;
  readonly queue: SchedulingQueue;
}

/**
 * Finds a node for each pod: filter, score, bind; makes room for important ones (pkg/scheduler/schedule_one.go). Its events
 * come from default-scheduler. A key says that its pod is to be tried; which pod is next is the queue's matter.
 */
export function createScheduler(context: ControllerContext): Controller {
  const { informers, clock } = context;
  const pods = informers.informer(PODS);
  const state = new ClusterState(informers);
  const queue = new SchedulingQueue();
  const scheduler = { context, state, queue };
  const defaultSelector = createDefaultSelector(informers);
  informers.informer(POD_DISRUPTION_BUDGETS);
  const pendingPod = (key: string) => {
    const pod = pods.get(key);
    return pod && isPending(pod) ? pod : undefined;
  };
  return {
    watches: [],
    connect: (enqueue) => connect(scheduler, enqueue),
    reconcile: async (key) => {
      queue.add(key);
      for (const overdue of queue.overdue(clock.now())) queue.add(overdue);
      const pod = queue.take(pendingPod);
      if (pod) {
        const reserved = state.reservation(keyOf(pod));
        try {
          await settle(scheduler, pod, attempt(pod, { context, state, defaultSelector, reserved }));
        } catch (error) {
          queue.add(keyOf(pod));
          throw error;
        }
      }
      const flush = queue.nextFlushMs(clock.now());
      return flush === undefined ? undefined : { requeueAfterMs: flush };
    },
  };
}

function connect({ context, state, queue }: Scheduler, enqueue: (key: string) => void): void {
  const { informers } = context;
  state.connect();
  const tell = (...events: ClusterEvent[]) => {
    for (const key of queue.helped(events)) enqueue(key);
  };
  informers.informer(PODS).onChange((current, previous) => {
    if (current && isPending(current) && isNews(current, previous)) enqueue(keyOf(current));
    tell(...podEvents(current, previous));
  });
  informers.informer(NODES).onChange((current, previous) => tell(...nodeEvents(current, previous)));
  informers.informer(NAMESPACES).onChange((current, previous) => {
    if (current && !sameLabels(current, previous)) tell('namespace-labels');
  });
  const podsOfClaim = informers.informer(PODS).index('claims', claimKeysOfPod);
  informers.informer(PERSISTENT_VOLUME_CLAIMS).onChange((current, previous) => {
    const claim = current ?? previous;
    for (const pod of claim ? podsOfClaim(keyOf(claim)) : []) if (isPending(pod)) enqueue(keyOf(pod));
  });
  informers.informer(PERSISTENT_VOLUMES).onChange(() => tell('volumes'));
  informers.informer(STORAGE_CLASSES).onChange(() => tell('volumes'));
}

async function settle(scheduler: Scheduler, pod: Pod, result: Attempt): Promise<void> {
  const { context, state } = scheduler;
  const key = keyOf(pod);
  if (result.kind === 'unschedulable') {
    state.release(key);
    return makeRoom(scheduler, pod, result);
  }
  const { node } = result.chosen;
  const decision = result.cycle.volumes.delayed.length > 0 ? decideVolumes(result.cycle.volumes, node) : [];
  if (decision && decision.length > 0) {
    state.reserve(key, node.metadata.name);
    return bindVolumes(context, decision, node);
  }
  await bind(context, pod, node);
}

async function makeRoom(
  { context, state, queue }: Scheduler,
  pod: Pod,
  { cycle, diagnosis, failures, filters }: Extract<Attempt, { kind: 'unschedulable' }>,
): Promise<void> {
  queue.park(keyOf(pod), filters, context.clock.now());
  if (diagnosis.beforehand) {
    return reportUnschedulable(context, pod, unschedulableMessage(diagnosis, NOT_LOOKED_AT), undefined);
  }
  const preemption = findPreemption({
    cycle,
    failures,
    nominatedOn: (node) => state.nominatedOn(node, pod),
    budgets: context.informers.informer(POD_DISRUPTION_BUDGETS).list(),
  });
  if (preemption.kind !== 'preempt') {
    const nominated = preemption.kind === 'no-candidate' ? '' : undefined;
    return reportUnschedulable(
      context,
      pod,
      unschedulableMessage(diagnosis, afterFilters(preemption.message)),
      nominated,
    );
  }
  const { nodeName } = preemption.candidate;
  await reportUnschedulable(context, pod, unschedulableMessage(diagnosis), nodeName);
  await clearNominations(context, pod, nodeName);
  await evictVictims(context, pod, preemption.candidate);
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

function isPending(pod: Pod): boolean {
  const ours = (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler';
  const gated = (pod.spec.schedulingGates?.length ?? 0) > 0;
  return ours && !gated && !pod.spec.nodeName && !pod.metadata.deletionTimestamp && !isPodTerminal(pod);
}

/** The pod's own status says nothing new about where it could go, but for a nomination that was taken back. */
function isNews(current: Pod, previous: Pod | undefined): boolean {
  if (!previous || !deepEqual(previous.spec, current.spec) || !sameLabels(previous, current)) return true;
  return previous.status?.nominatedNodeName !== undefined && current.status?.nominatedNodeName === undefined;
}
