import { keyOf } from '../../client/object-cache.ts';
import type { Pod, ReplicaSet } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { isPodActive } from '../../client/pod-conditions.ts';
import { PODS, REPLICA_SETS } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, isNotFound, slowStart } from '../pod-control.ts';
import { inDeletionOrder } from './deletion-order.ts';
import { replicaSetStatus, sameStatus } from './replicaset-status.ts';

/** Pods created or deleted in one go (replicaset.BurstReplicas). */
const BURST_REPLICAS = 500;

/** Keeps as many pods of a template as a ReplicaSet asks for (pkg/controller/replicaset). */
export function createReplicaSetController(context: ControllerContext): Controller {
  const sets = context.informers.informer(REPLICA_SETS);
  const pods = context.informers.informer(PODS);
  const podsOf = pods.index('controller', controllerUids);
  const setsOf = sets.index('controller', controllerUids);

  const keysOfPod = (pod: Pod): string[] => {
    const owner = controllerOf(pod);
    if (owner) return owner.kind === 'ReplicaSet' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
    if (pod.metadata.deletionTimestamp) return [];
    return sets
      .list(pod.metadata.namespace)
      .filter((set) => matchesSelector(set.spec.selector, pod.metadata.labels))
      .map(keyOf);
  };

  /** The workload's active pods: of this set and of its siblings under the same Deployment. */
  const relatedPods = (set: ReplicaSet): Pod[] => {
    const owner = controllerOf(set);
    const siblings = owner ? setsOf(owner.uid) : [set];
    return siblings.flatMap((sibling) => podsOf(sibling.metadata.uid)).filter(isPodActive);
  };

  return {
    watches: [watch(REPLICA_SETS, (set) => [keyOf(set)]), watch(PODS, keysOfPod)],
    reconcile: async (key): Promise<Reconciled> => {
      const set = sets.get(key);
      if (!set) return;
      const candidates = orphansAnd(podsOf(set.metadata.uid), pods.list(set.metadata.namespace));
      const claimed = await claim(context.client, PODS, set, candidates);
      let failure: Error | undefined;
      if (!set.metadata.deletionTimestamp) {
        try {
          await manageReplicas(context, set, claimed.filter(isPodActive), relatedPods(set));
        } catch (error) {
          failure = error instanceof Error ? error : new Error(String(error));
        }
      }
      await updateStatus(context, sets.get(key), podsOf(set.metadata.uid), failure);
      if (failure && !isNamespaceTerminating(failure)) throw failure;
      return recheckAvailability(sets.get(key));
    },
  };
}

/** What it owns already, and what nobody owns in its namespace. */
function orphansAnd(owned: readonly Pod[], inNamespace: readonly Pod[]): Pod[] {
  return [...owned, ...inNamespace.filter((pod) => controllerOf(pod) === undefined && isPodActive(pod))];
}

async function manageReplicas(
  context: ControllerContext,
  set: ReplicaSet,
  active: readonly Pod[],
  related: readonly Pod[],
): Promise<void> {
  const missing = (set.spec.replicas ?? 1) - active.length;
  const template = set.spec.template;
  if (missing > 0 && template) {
    await slowStart(Math.min(missing, BURST_REPLICAS), () => createPod(context, set, template));
  } else if (missing < 0) {
    const surplus = Math.min(-missing, BURST_REPLICAS);
    const doomed = inDeletionOrder(active, related, context.clock.now()).slice(0, surplus);
    await Promise.all(doomed.map((pod) => deletePod(context, set, pod)));
  }
}

async function updateStatus(
  { client, clock }: ControllerContext,
  set: ReplicaSet | undefined,
  owned: readonly Pod[],
  failure: Error | undefined,
): Promise<void> {
  if (!set) return;
  const status = replicaSetStatus(set, owned.filter(isPodActive), failure, clock.now());
  if (sameStatus(set.status, status)) return;
  try {
    await client.resource(REPLICA_SETS).updateStatus({ ...set, status });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** A pod becomes available by the passing of time alone: look again when minReadySeconds are over. */
function recheckAvailability(set: ReplicaSet | undefined): Reconciled {
  const minReadySeconds = set?.spec.minReadySeconds ?? 0;
  const { readyReplicas = 0, availableReplicas = 0 } = set?.status ?? {};
  if (minReadySeconds > 0 && availableReplicas < readyReplicas) return { requeueAfterMs: minReadySeconds * 1000 };
}
