import { keyOf } from '../../client/object-cache.ts';
import type { Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { NODES, PODS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNodeReady } from '../node/node-conditions.ts';
import { isNotFound } from '../pod-control.ts';
import { markDisrupted } from '../scheduler/evict-victims.ts';

/** Between two rounds of the real collector. */
const PERIOD_MS = 20_000;
/** A node that has just come up may be seen late. */
const QUARANTINE_MS = 40_000;
/** --terminated-pod-gc-threshold. */
const MOST_TERMINATED = 12_500;

/** The one key: finished pods are counted over the whole cluster. */
const ROUND = 'round';

/** Removes pods that nobody else will: without a node, terminating and never placed, finished by the thousands (pkg/controller/podgc). */
export function createPodGarbageCollector(context: ControllerContext): Controller {
  const { informers, clock } = context;
  const pods = informers.informer(PODS);
  const nodes = informers.informer(NODES);
  const finished = pods.index('finished', (pod) => (isPodTerminal(pod) ? ['yes'] : []));
  const missingSince = new Map<string, number>();
  const needsCare = (pod: Pod) => {
    const node = pod.spec.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
    if (!node) return pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp !== undefined;
    return pod.metadata.deletionTimestamp
      ? isOutOfService(node)
      : isPodTerminal(pod) && finished('yes').length > MOST_TERMINATED;
  };
  return {
    watches: [
      watch(PODS, (pod) => (needsCare(pod) ? [ROUND] : [])),
      { resource: NODES, keys: (current, previous) => (current && previous ? [] : [ROUND]) },
    ],
    reconcile: async (): Promise<Reconciled> => {
      const all = pods.list();
      const now = clock.now();
      for (const pod of surplus(finished('yes'))) await removePod(context, pod);
      let waiting = false;
      for (const pod of all) {
        const { nodeName } = pod.spec;
        const node = nodeName ? nodes.get(nodeName) : undefined;
        if (!nodeName && pod.metadata.deletionTimestamp) await removePod(context, pod);
        else if (node) missingSince.delete(node.metadata.name);
        if (node && pod.metadata.deletionTimestamp && !isNodeReady(node) && isOutOfService(node)) {
          await removePod(context, pod);
        }
        if (!nodeName || node) continue;
        const since = missingSince.get(nodeName) ?? now;
        missingSince.set(nodeName, since);
        if (since + QUARANTINE_MS <= now) await removePod(context, pod, 'PodGC: node no longer exists');
        else waiting = true;
      }
      return waiting ? { requeueAfterMs: PERIOD_MS } : undefined;
    },
  };
}

function isOutOfService({ spec }: { spec: { taints?: readonly { key: string }[] } }): boolean {
  return spec.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') ?? false;
}

/** Evicted ones first, then the oldest (byEvictionAndCreationTimestamp). */
function surplus(finished: Pod[]): Pod[] {
  const rank = (pod: Pod) =>
    `${pod.status?.phase === 'Failed' && pod.status.reason === 'Evicted' ? 0 : 1} ${pod.metadata.creationTimestamp} ${keyOf(pod)}`;
  finished.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return finished.slice(0, Math.max(0, finished.length - MOST_TERMINATED));
}

/** Nobody will end it properly: it has failed, and goes at once. */
async function removePod(context: ControllerContext, pod: Pod, disruption?: string): Promise<void> {
  const { name, namespace } = pod.metadata;
  const resource = context.client.resource(PODS);
  try {
    if (!isPodTerminal(pod)) {
      if (disruption) await markDisrupted(context, pod, 'DeletionByPodGC', disruption);
      await resource.patch(name, { status: { phase: 'Failed' } }, { namespace, subresource: 'status' });
    }
    await resource.delete(name, namespace, { gracePeriodSeconds: 0 });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
