import { keyOf } from '../../client/object-cache.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../../client/pod-conditions.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS } from '../../client/resources.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import { sameStatus } from '../replicaset/replicaset-status.ts';
import { scaledValue } from '../scaled-value.ts';
import { daemonPodTemplate, nodeOfDaemonPod, shouldRunOn } from './daemon-pod.ts';
import { CONTROLLER_REVISION_HASH, ensureRevision } from './daemon-set-revision.ts';
import { daemonSetStatus } from './daemon-set-status.ts';

/** One pod on every node that fits (pkg/controller/daemon). */
export function createDaemonSetController(context: ControllerContext): Controller {
  const sets = context.informers.informer(DAEMON_SETS);
  const nodes = context.informers.informer(NODES);
  const podsOf = context.informers.informer(PODS).index('controller', controllerUids);
  const revisionsOf = context.informers.informer(CONTROLLER_REVISIONS).index('controller', controllerUids);
  const keysOfOwned = (object: Pod | ControllerRevision) => {
    const owner = controllerOf(object);
    return owner?.kind === 'DaemonSet' ? [`${object.metadata.namespace}/${owner.name}`] : [];
  };
  return {
    watches: [
      watch(DAEMON_SETS, (set) => [keyOf(set)]),
      watch(PODS, keysOfOwned),
      {
        resource: NODES,
        keys: (current, previous) =>
          placesDiffer(current as Node | undefined, previous as Node | undefined) ? sets.list().map(keyOf) : [],
      },
    ],
    reconcile: async (key) => {
      const set = sets.get(key);
      if (!set || set.metadata.deletionTimestamp) return;
      try {
        const pods = await claim(context.client, PODS, set, podsOf(set.metadata.uid));
        const hash = await ensureRevision(context, set, revisionsOf(set.metadata.uid));
        await manage(context, set, pods, nodes.list(), hash);
        await rollOver(context, set, podsOf(set.metadata.uid), hash);
        await updateStatus(context, sets.get(key), podsOf(set.metadata.uid), nodes.list(), hash);
      } catch (error) {
        if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error;
      }
    },
  };
}

/** A pod where one is missing; none where there should not be one, nor two. */
async function manage(
  context: ControllerContext,
  set: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
): Promise<void> {
  for (const node of nodes) {
    const here = pods.filter((pod) => nodeOfDaemonPod(pod) === node.metadata.name);
    const active = here.filter((pod) => !pod.metadata.deletionTimestamp && !isPodTerminal(pod));
    const wanted = shouldRunOn(set, node);
    for (const failed of here.filter((pod) => isPodTerminal(pod) && !pod.metadata.deletionTimestamp)) {
      await deletePod(context, set, failed);
    }
    if (wanted && here.length === 0) await createPod(context, set, daemonPodTemplate(set, node, hash));
    const surplus = wanted ? active.slice(1) : active;
    for (const pod of surplus) await deletePod(context, set, pod);
  }
  const known = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const pod of pods) if (!known.has(nodeOfDaemonPod(pod) ?? '')) await deletePod(context, set, pod);
}

/** RollingUpdate: old pods go, as many at once as may be unavailable; `manage` makes the new ones. */
async function rollOver(context: ControllerContext, set: DaemonSet, pods: readonly Pod[], hash: string): Promise<void> {
  if ((set.spec.updateStrategy?.type ?? 'RollingUpdate') !== 'RollingUpdate') return;
  const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const active = pods.filter(isPodActive);
  const old = active.filter((pod) => pod.metadata.labels?.[CONTROLLER_REVISION_HASH] !== hash);
  const isUp = (pod: Pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, context.clock.now());
  const unavailable = pods.length - active.filter(isUp).length;
  const allowed = scaledValue(maxUnavailable, pods.length, Math.ceil) - unavailable;
  const broken = old.filter((pod) => !isPodReady(pod));
  const healthy = old.filter((pod) => isPodReady(pod)).slice(0, Math.max(0, allowed));
  for (const pod of [...broken, ...healthy]) await deletePod(context, set, pod);
}

async function updateStatus(
  { client, clock }: ControllerContext,
  set: DaemonSet | undefined,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
): Promise<void> {
  if (!set) return;
  const status = daemonSetStatus(set, pods, nodes, hash, clock.now());
  if (sameStatus(set.status, status)) return;
  await client.resource(DAEMON_SETS).updateStatus({ ...set, status });
}

function placesDiffer(a: Node | undefined, b: Node | undefined): boolean {
  const place = (node: Node | undefined) =>
    node && JSON.stringify([node.metadata.labels, node.spec.taints, node.spec.unschedulable]);
  return place(a) !== place(b);
}
