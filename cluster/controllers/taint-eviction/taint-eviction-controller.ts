import type { Taint, Toleration } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { NODES, PODS } from '../../client/resources.ts';
import type { Controller, ControllerContext, Reconciled } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { markDisrupted } from '../scheduler/evict-victims.ts';
import { tolerates } from '../scheduler/taints.ts';

/** Drives pods off nodes with NoExecute taints, at once or when their toleration has run out (pkg/controller/tainteviction). */
export function createTaintEvictionController(context: ControllerContext): Controller {
  const { informers, clock } = context;
  const nodes = informers.informer(NODES);
  const pods = informers.informer(PODS);
  const podsOn = pods.index('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  /** When each pod's time is up, by its key. */
  const scheduled = new Map<string, number>();
  const cancel = (key: string) => {
    if (scheduled.delete(key)) announce(context, key, 'Cancelling deletion of Pod');
  };
  return {
    watches: [
      {
        resource: NODES,
        // The informers give nodes and pods.
        keys: (current, previous) => {
          const name = (current ?? previous)?.metadata.name ?? '';
          const same = deepEqual(evicting(current as Node | undefined), evicting(previous as Node | undefined));
          return same ? [] : podsOn(name).map(keyOf);
        },
      },
      {
        resource: PODS,
        keys: (current, previous) => {
          const pod = (current ?? previous) as Pod;
          const isNews = !current || !deepEqual(placeOf(current as Pod), placeOf(previous as Pod | undefined));
          return isNews && (scheduled.has(keyOf(pod)) || pod.spec.nodeName) ? [keyOf(pod)] : [];
        },
      },
    ],
    reconcile: async (key): Promise<Reconciled> => {
      const pod = pods.get(key);
      const taints = pod?.spec.nodeName ? evicting(nodes.get(pod.spec.nodeName)) : [];
      if (!pod || taints.length === 0) return cancel(key);
      if (pod.metadata.deletionTimestamp) return;
      const seconds = toleratedSeconds(taints, pod.spec.tolerations ?? []);
      if (seconds === undefined) return cancel(key);
      const now = clock.now();
      const dueMs = seconds === 0 ? now : (scheduled.get(key) ?? now + seconds * 1000);
      if (dueMs > now) {
        scheduled.set(key, dueMs);
        return { requeueAfterMs: dueMs - now };
      }
      scheduled.delete(key);
      await evict(context, pod);
    },
  };
}

function evicting(node: Node | undefined): Taint[] {
  return (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

function placeOf(pod: Pod | undefined) {
  return pod && [pod.spec.nodeName, pod.spec.tolerations, pod.metadata.uid];
}

/** How long the pod may stay: 0 not at all, undefined for ever (getMinTolerationTime of the tolerations that are used). */
function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  let least: number | undefined;
  for (const taint of taints) {
    const used = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!used) return 0;
    if (used.tolerationSeconds === undefined) continue;
    least = Math.min(least ?? Number.POSITIVE_INFINITY, Math.max(0, used.tolerationSeconds));
  }
  return least;
}

async function evict(context: ControllerContext, pod: Pod): Promise<void> {
  const { name, namespace } = pod.metadata;
  announce(context, keyOf(pod), 'Marking for deletion Pod');
  try {
    const message = 'Taint manager: deleting due to NoExecute taint';
    await markDisrupted(context, pod, 'DeletionByTaintManager', message);
    await context.client.resource(PODS).delete(name, namespace);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** These events name the pod without its uid. */
function announce({ events }: ControllerContext, key: string, what: string): void {
  const [namespace = '', name = ''] = key.split('/');
  const subject = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
  events.event(subject, 'Normal', 'TaintManagerEviction', `${what} ${key}`);
}
