import type { Pod } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';
import { PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import type { ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { type Candidate, priorityOf } from './preemption-victims.ts';

/** Sends the victims away, each with the condition that tells why, and an event (Evaluator.PreemptPod). */
export async function evictVictims(
  context: ControllerContext,
  preemptor: Pod,
  { nodeName, victims }: Candidate,
): Promise<void> {
  for (const victim of victims) {
    try {
      await evict(context, preemptor, victim, nodeName);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

async function evict(context: ControllerContext, preemptor: Pod, victim: Pod, nodeName: string): Promise<void> {
  const { client, events } = context;
  const { name, namespace } = victim.metadata;
  const message = `${preemptor.spec.schedulerName}: preempting to accommodate a higher priority pod`;
  await markDisrupted(context, victim, 'PreemptionByScheduler', message);
  await client.resource(PODS).delete(name, namespace);
  const note = `Preempted by pod ${preemptor.metadata.uid} on node ${nodeName}`;
  events.event(victim, 'Normal', 'Preempted', note, { action: 'Preempting', related: preemptor });
}

/** The condition DisruptionTarget, which whoever deletes a pod for the cluster's sake sets first. */
export async function markDisrupted(
  { client, clock }: Pick<ControllerContext, 'client' | 'clock'>,
  pod: Pod,
  reason: string,
  message: string,
): Promise<void> {
  const { name, namespace, generation } = pod.metadata;
  const old = podCondition(pod, 'DisruptionTarget');
  if (old?.status === 'True' && old.reason === reason && old.message === message) return;
  const condition = {
    type: 'DisruptionTarget',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'True' ? old.lastTransitionTime : toTime(clock.now()),
    reason,
    message,
  };
  const patch = { status: { conditions: [condition] } };
  await client.resource(PODS).patch(name, patch, { namespace, subresource: 'status' });
}

/** Pods of lower priority that waited for the same room look for another place (getLowerPriorityNominatedPods). */
export async function clearNominations(
  { client, informers }: ControllerContext,
  preemptor: Pod,
  nodeName: string,
): Promise<void> {
  const waiting = informers
    .informer(PODS)
    .list()
    .filter((pod) => pod.status?.nominatedNodeName === nodeName && !pod.spec.nodeName);
  for (const pod of waiting.filter((each) => priorityOf(each) < priorityOf(preemptor))) {
    const { name, namespace } = pod.metadata;
    const patch = { status: { nominatedNodeName: null } };
    await client.resource(PODS).patch(name, patch, { namespace, subresource: 'status' });
  }
}
