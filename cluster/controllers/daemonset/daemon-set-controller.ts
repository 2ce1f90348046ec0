import { keyOf } from '../../client/object-cache.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, isNotFound, slowStart } from '../pod-control.ts';
import { sameStatus } from '../replicaset/replicaset-status.ts';
import { daemonPodTemplate } from './daemon-pod.ts';
import { CONTROLLER_REVISION_HASH, cleanUpHistory, constructHistory } from './daemon-set-revisions.ts';
import { daemonSetStatus } from './daemon-set-status.ts';
import { FailedPodBackoff } from './failed-pod-backoff.ts';
import { manageNodes } from './manage-nodes.ts';
import { rollingUpdate, type UpdateStep } from './rolling-update.ts';

/** Pods created or deleted in one go (BurstReplicas). */
const BURST_REPLICAS = 250;

/** One pod on every node that fits (pkg/controller/daemon). */
export function createDaemonSetController(context: ControllerContext): Controller {
  const sets = context.informers.informer(DAEMON_SETS);
  const nodes = context.informers.informer(NODES);
  const pods = context.informers.informer(PODS);
  const revisions = context.informers.informer(CONTROLLER_REVISIONS);
  const podsOf = pods.index('controller', controllerUids);
  const revisionsOf = revisions.index('controller', controllerUids);
  const backoff = new FailedPodBackoff(context.clock);

  const keysOfOwned = (object: Pod | ControllerRevision) => {
    const owner = controllerOf(object);
    if (owner) return owner.kind === 'DaemonSet' ? [`${object.metadata.namespace}/${owner.name}`] : [];
    if (object.metadata.deletionTimestamp) return [];
    return sets
      .list(object.metadata.namespace)
      .filter((set) => matchesSelector(set.spec.selector, object.metadata.labels))
      .map(keyOf);
  };
  const claimed = async (set: DaemonSet) => {
    const { namespace, uid } = set.metadata;
    const isOrphan = (object: Pod | ControllerRevision) => controllerOf(object) === undefined;
    const orphanPods = pods.list(namespace).filter(isOrphan);
    const orphanRevisions = revisions.list(namespace).filter(isOrphan);
    return {
      pods: await claim(context.client, PODS, set, [...podsOf(uid), ...orphanPods]),
      revisions: await claim(context.client, CONTROLLER_REVISIONS, set, [...revisionsOf(uid), ...orphanRevisions]),
    };
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
    reconcile: async (key): Promise<Reconciled> => {
      const set = sets.get(key);
      if (!set || set.metadata.deletionTimestamp) {
        if (set) backoff.forget(set.metadata.uid);
        return;
      }
      try {
        const owned = await claimed(set);
        const { current, old } = await constructHistory(context, set, owned.revisions, owned.pods);
        const hash = current.metadata.labels?.[CONTROLLER_REVISION_HASH] ?? '';
        const ownedNow = () => podsOf(set.metadata.uid);
        return await syncDaemonSet(context, { set, hash, backoff }, nodes.list(), ownedNow, () =>
          cleanUpHistory(context, set, old, ownedNow()),
        );
      } catch (error) {
        if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error;
      }
    },
  };
}

interface Subject {
  readonly set: DaemonSet;
  readonly hash: string;
  readonly backoff: FailedPodBackoff;
}

/** Manages the nodes, rolls out, cleans up; the status is written whatever comes of it. */
async function syncDaemonSet(
  context: ControllerContext,
  subject: Subject,
  nodes: readonly Node[],
  pods: () => readonly Pod[],
  cleanUp: () => Promise<void>,
): Promise<Reconciled> {
  const { set, hash } = subject;
  const changes = manageNodes({ context, ...subject }, pods(), nodes);
  let failure: unknown;
  try {
    await syncNodes(context, set, changes, hash);
    if ((set.spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate') {
      await syncNodes(context, set, rollingUpdate(set, pods(), nodes, hash, context.clock.now()), hash);
    }
    await cleanUp();
  } catch (error) {
    failure = error;
  }
  await updateStatus(context, set, pods(), nodes, hash);
  if (failure) throw failure;
  const delays = [changes.requeueAfterMs, recheckAvailability(context, set)].filter((delay) => delay !== undefined);
  if (delays.length > 0) return { requeueAfterMs: Math.min(...delays) };
}

async function syncNodes(
  context: ControllerContext,
  set: DaemonSet,
  { create, remove }: UpdateStep,
  hash: string,
): Promise<void> {
  await slowStart(Math.min(create.length, BURST_REPLICAS), async (index) => {
    const node = create[index];
    if (node) await createPod(context, set, daemonPodTemplate(set, node, hash));
  });
  await Promise.all(remove.slice(0, BURST_REPLICAS).map((pod) => deletePod(context, set, pod)));
}

async function updateStatus(
  { client, clock, informers }: ControllerContext,
  { metadata }: DaemonSet,
  pods: readonly Pod[],
  nodes: readonly Node[],
  hash: string,
): Promise<void> {
  const set = informers.informer(DAEMON_SETS).get(`${metadata.namespace}/${metadata.name}`);
  if (!set) return;
  const status = daemonSetStatus(set, pods, nodes, hash, clock.now());
  if (sameStatus(set.status, status)) return;
  await client.resource(DAEMON_SETS).updateStatus({ ...set, status });
}

/** A pod becomes available by the passing of time alone. */
function recheckAvailability({ informers }: ControllerContext, { metadata, spec }: DaemonSet): number | undefined {
  const { numberReady = 0, numberAvailable = 0 } =
    informers.informer(DAEMON_SETS).get(`${metadata.namespace}/${metadata.name}`)?.status ?? {};
  return spec.minReadySeconds && numberReady !== numberAvailable ? spec.minReadySeconds * 1000 : undefined;
}

function placesDiffer(a: Node | undefined, b: Node | undefined): boolean {
  const place = (node: Node | undefined) => node && JSON.stringify([node.metadata.labels, node.spec.taints]);
  return place(a) !== place(b);
}
