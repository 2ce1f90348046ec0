import { keyOf } from '../../client/object-cache.ts';
import type { Pod, StatefulSet } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { CONTROLLER_REVISIONS, PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import { isMemberOf } from './ordinal.ts';
import { revisionsOf, type SyncedRevisions, syncRevisions, truncateHistory } from './stateful-set-revisions.ts';
import { isStatusStale, statefulSetStatus } from './stateful-set-status.ts';
import { updatePods } from './update-pods.ts';

/** Pods with names and storage of their own, one after the other (pkg/controller/statefulset). */
export function createStatefulSetController(context: ControllerContext): Controller {
  const sets = context.informers.informer(STATEFUL_SETS);
  const pods = context.informers.informer(PODS);
  const revisions = context.informers.informer(CONTROLLER_REVISIONS);
  context.informers.informer(PERSISTENT_VOLUME_CLAIMS);
  const podsOf = pods.index('controller', controllerUids);
  const revisionsOwnedBy = revisions.index('controller', controllerUids);

  const keysOfPod = (pod: Pod): string[] => {
    const owner = controllerOf(pod);
    if (owner) return owner.kind === 'StatefulSet' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
    if (pod.metadata.deletionTimestamp) return [];
    return sets
      .list(pod.metadata.namespace)
      .filter((set) => matchesSelector(set.spec.selector, pod.metadata.labels))
      .map(keyOf);
  };

  const claimedPods = (set: StatefulSet) => {
    const orphans = pods.list(set.metadata.namespace).filter((pod) => controllerOf(pod) === undefined);
    const candidates = [...podsOf(set.metadata.uid), ...orphans];
    return claim(context.client, PODS, set, candidates, { isMember: (pod) => isMemberOf(set, pod) });
  };
  const claimedRevisions = async (set: StatefulSet) => {
    const orphans = revisions.list(set.metadata.namespace).filter((each) => controllerOf(each) === undefined);
    if (orphans.length > 0) await claim(context.client, CONTROLLER_REVISIONS, set, orphans);
    return revisionsOf(set, revisionsOwnedBy(set.metadata.uid));
  };

  return {
    watches: [watch(STATEFUL_SETS, (set) => [keyOf(set)]), watch(PODS, keysOfPod)],
    reconcile: async (key): Promise<Reconciled> => {
      const set = sets.get(key);
      if (!set) return;
      try {
        const owned = await claimedRevisions(set);
        const claimed = await claimedPods(set);
        const synced = await syncRevisions(context, set, owned);
        await syncStatefulSet(context, set, claimed, synced);
        await truncateHistory(context, set, owned, claimed, synced);
      } catch (error) {
        if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error;
      }
      return recheckAvailability(sets.get(key));
    },
  };
}

async function syncStatefulSet(
  context: ControllerContext,
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: SyncedRevisions,
): Promise<void> {
  let beingReplaced = 0;
  let failure: unknown;
  try {
    if (!set.metadata.deletionTimestamp) beingReplaced = await updatePods(context, set, revisions, pods);
  } catch (error) {
    failure = error;
  }
  const status = statefulSetStatus(set, pods, revisions, context.clock.now(), beingReplaced);
  if (isStatusStale(set, status)) await context.client.resource(STATEFUL_SETS).updateStatus({ ...set, status });
  if (failure) throw failure;
}

/** A pod becomes available by the passing of time alone. */
function recheckAvailability(set: StatefulSet | undefined): Reconciled {
  const { minReadySeconds = 0, replicas = 1 } = set?.spec ?? {};
  if (minReadySeconds > 0 && (set?.status?.availableReplicas ?? 0) !== replicas) {
    return { requeueAfterMs: minReadySeconds * 1000 };
  }
}
