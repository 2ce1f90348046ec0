import { keyOf } from '../../client/object-cache.ts';
import type { Pod } from '../../client/objects.ts';
import { isPodTerminal, podCondition } from '../../client/pod-conditions.ts';
import { PODS } from '../../client/resources.ts';
import { fromTime, toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';

/** stalePodDisruptionTimeout. */
const TIMEOUT_MS = 120_000;

/** Takes back the announcement that a pod goes, when it has not gone (syncStalePodDisruption). */
export function createStaleDisruptionController({ client, clock, informers }: ControllerContext): Controller {
  const pods = informers.informer(PODS);
  return {
    watches: [watch(PODS, (pod) => (disruptedSince(pod) === undefined ? [] : [keyOf(pod)]))],
    reconcile: async (key): Promise<Reconciled> => {
      const pod = pods.get(key);
      const since = pod && disruptedSince(pod);
      if (!pod || since === undefined) return;
      const remaining = since + TIMEOUT_MS - clock.now();
      if (remaining > 0) return { requeueAfterMs: remaining };
      const { name, namespace } = pod.metadata;
      const condition = {
        type: 'DisruptionTarget',
        status: 'False',
        lastTransitionTime: toTime(clock.now()),
        reason: null,
        message: null,
      };
      const patch = { status: { conditions: [condition] } };
      await client.resource(PODS).patch(name, patch, { namespace, type: 'strategic', subresource: 'status' });
    },
  };
}

function disruptedSince(pod: Pod): number | undefined {
  const condition = podCondition(pod, 'DisruptionTarget');
  if (pod.metadata.deletionTimestamp || isPodTerminal(pod) || condition?.status !== 'True') return undefined;
  if (condition.reason === 'TerminationByKubelet' || !condition.lastTransitionTime) return undefined;
  return fromTime(condition.lastTransitionTime);
}
