import type { Pod } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';
import { PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import type { ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { truncated } from './unschedulable-message.ts';

/**
 * Tells by an event and by the condition PodScheduled why a pod has no node (handleSchedulingFailure). `nominated`: the node
 * that is being cleared for it, '' for none any more, undefined to leave that as it is.
 */
export async function reportUnschedulable(
  { client, clock, events }: ControllerContext,
  pod: Pod,
  message: string,
  nominated: string | undefined,
): Promise<void> {
  events.event(pod, 'Warning', 'FailedScheduling', truncated(message), { action: 'Scheduling' });
  const current = podCondition(pod, 'PodScheduled');
  const told = current?.status === 'False' && current.reason === 'Unschedulable' && current.message === message;
  const sameNode = nominated === undefined || nominated === (pod.status?.nominatedNodeName ?? '');
  if (told && sameNode) return;
  const { name, namespace, generation } = pod.metadata;
  const condition = {
    type: 'PodScheduled',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: current?.status === 'False' ? current.lastTransitionTime : toTime(clock.now()),
    reason: 'Unschedulable',
    message,
  };
  const nomination = sameNode ? {} : { nominatedNodeName: nominated || null };
  try {
    const patch = { status: { conditions: [condition], ...nomination } };
    await client.resource(PODS).patch(name, patch, { namespace, type: 'strategic', subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
