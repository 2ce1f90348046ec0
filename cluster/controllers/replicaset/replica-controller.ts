import type { ReplicaSetStatus } from 'kubernetes-types/apps/v1.js';
import { keyOf } from '../../client/object-cache.ts';
import type { Pod, ReplicaSet } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { isPodActive } from '../../client/pod-conditions.ts';
import { PODS } from '../../client/resources.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, type Watch, watch } from '../controller.ts';
import { createPod, deletePod, isNamespaceTerminating, isNotFound, slowStart } from '../pod-control.ts';
import { inDeletionOrder } from './deletion-order.ts';
import { replicaSetStatus, sameStatus } from './replicaset-status.ts';

/** Pods created or deleted in one go (replicaset.BurstReplicas). */
const BURST_REPLICAS = 500;

/** What keeps replicas of a template: a ReplicaSet, or a ReplicationController seen as one. */
export type ReplicaKeeper = KubernetesObject & Pick<ReplicaSet, 'metadata' | 'spec' | 'status'>;

/** A kind of those: how its objects are found and their statuses written. */
export interface ReplicaKind {
  readonly kind: string;
  readonly watch: Watch;
  get(key: string): ReplicaKeeper | undefined;
  list(namespace: string): readonly ReplicaKeeper[];
  /** Those under the same owner, itself among them. */
  siblings(keeper: ReplicaKeeper): readonly ReplicaKeeper[];
  updateStatus(keeper: ReplicaKeeper, status: ReplicaSetStatus): Promise<unknown>;
}

/** Keeps as many pods of a template as is asked for (pkg/controller/replicaset). */
export function createReplicaController(context: ControllerContext, kind: ReplicaKind): Controller {
  const pods = context.informers.informer(PODS);
  const podsOf = pods.index('controller', controllerUids);

  const keysOfPod = (pod: Pod): string[] => {
    const owner = controllerOf(pod);
    if (owner) return owner.kind === kind.kind ? [`${pod.metadata.namespace}/${owner.name}`] : [];
    if (pod.metadata.deletionTimestamp) return [];
    return kind
      .list(pod.metadata.namespace)
      .filter((keeper) => matchesSelector(keeper.spec.selector, pod.metadata.labels))
      .map(keyOf);
  };

  /** The workload's active pods: of this one and of its siblings. */
  const relatedPods = (keeper: ReplicaKeeper): Pod[] =>
    kind
      .siblings(keeper)
      .flatMap(({ metadata }) => podsOf(metadata.uid))
      .filter(isPodActive);

  return {
    watches: [kind.watch, watch(PODS, keysOfPod)],
    reconcile: async (key): Promise<Reconciled> => {
      const keeper = kind.get(key);
      if (!keeper) return;
      const candidates = orphansAnd(podsOf(keeper.metadata.uid), pods.list(keeper.metadata.namespace));
      const claimed = await claim(context.client, PODS, keeper, candidates);
      let failure: Error | undefined;
      if (!keeper.metadata.deletionTimestamp) {
        try {
          await manageReplicas(context, keeper, claimed.filter(isPodActive), relatedPods(keeper));
        } catch (error) {
          failure = error instanceof Error ? error : new Error(String(error));
        }
      }
      await updateStatus(context, kind, kind.get(key), podsOf(keeper.metadata.uid), failure);
      if (failure && !isNamespaceTerminating(failure)) throw failure;
      return recheckAvailability(kind.get(key));
    },
  };
}

/** What it owns already, and what nobody owns in its namespace. */
function orphansAnd(owned: readonly Pod[], inNamespace: readonly Pod[]): Pod[] {
  return [...owned, ...inNamespace.filter((pod) => controllerOf(pod) === undefined && isPodActive(pod))];
}

async function manageReplicas(
  context: ControllerContext,
  keeper: ReplicaKeeper,
  active: readonly Pod[],
  related: readonly Pod[],
): Promise<void> {
  const missing = (keeper.spec.replicas ?? 1) - active.length;
  const template = keeper.spec.template;
  if (missing > 0 && template) {
    await slowStart(Math.min(missing, BURST_REPLICAS), () => createPod(context, keeper, template));
  } else if (missing < 0) {
    const surplus = Math.min(-missing, BURST_REPLICAS);
    const doomed = inDeletionOrder(active, related, context.clock.now()).slice(0, surplus);
    await Promise.all(doomed.map((pod) => deletePod(context, keeper, pod)));
  }
}

async function updateStatus(
  { clock }: ControllerContext,
  kind: ReplicaKind,
  keeper: ReplicaKeeper | undefined,
  owned: readonly Pod[],
  failure: Error | undefined,
): Promise<void> {
  if (!keeper) return;
  const status = replicaSetStatus(keeper, owned.filter(isPodActive), failure, clock.now());
  if (sameStatus(keeper.status, status)) return;
  try {
    await kind.updateStatus(keeper, status);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** A pod becomes available by the passing of time alone: look again when minReadySeconds are over. */
function recheckAvailability(keeper: ReplicaKeeper | undefined): Reconciled {
  const minReadySeconds = keeper?.spec.minReadySeconds ?? 0;
  const { readyReplicas = 0, availableReplicas = 0 } = keeper?.status ?? {};
  if (minReadySeconds > 0 && availableReplicas < readyReplicas) return { requeueAfterMs: minReadySeconds * 1000 };
}
