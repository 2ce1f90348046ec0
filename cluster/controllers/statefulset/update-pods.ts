import type { Pod, StatefulSet } from '../../client/objects.ts';
import { isPodAvailable, isPodReady, isPodTerminal } from '../../client/pod-conditions.ts';
import type { ControllerContext } from '../controller.ts';
import { slowStart } from '../pod-control.ts';
import { claimsMatchRetention, createClaims, hasStaleClaims, updateClaimOwners } from './claims.ts';
import { isInRange, ordinalOf, replicaCount, startOrdinal } from './ordinal.ts';
import { podRevision, type Revisions } from './stateful-pod.ts';
import { createStatefulPod, deleteStatefulPod, repairStatefulPod } from './stateful-pod-control.ts';

interface Step {
  readonly context: ControllerContext;
  readonly set: StatefulSet;
  readonly revisions: Revisions;
  /** One after the other, each ready before the next. */
  readonly isOrdered: boolean;
}

/**
 * Brings the set's pods one step closer to what they should be: missing ones are made, surplus ones go, and only when
 * nothing else is to be done one is replaced (updateStatefulSet). Tells how many pods of the current revision it has
 * begun to replace.
 */
export async function updatePods(
  context: ControllerContext,
  set: StatefulSet,
  revisions: Revisions,
  pods: readonly Pod[],
): Promise<number> {
  const isOrdered = set.spec.podManagementPolicy !== 'Parallel';
  const step = { context, set, revisions, isOrdered };
  const replicas = Array.from({ length: replicaCount(set) }, (_, index) =>
    pods.find((pod) => ordinalOf(pod) === startOrdinal(set) + index),
  );
  const condemned = pods.filter((pod) => ordinalOf(pod) >= 0 && !isInRange(set, ordinalOf(pod)));
  condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const isBusy = await forAll(isOrdered, replicas, (pod, index) => keepReplica(step, pod, startOrdinal(set) + index));
  if (isBusy) return 0;
  for (const pod of condemned) {
    if (!claimsMatchRetention(context, set, pod)) await updateClaimOwners(context, set, pod);
  }
  const unhealthy = firstUnavailable(context, set, replicas, condemned);
  if (await forAll(isOrdered, condemned, (pod) => removeCondemned(step, pod, unhealthy))) return 0;
  return replaceNext(step, replicas);
}

/** In order and until one says that it has to be waited for, or all at once. */
async function forAll<T>(
  isOrdered: boolean,
  items: readonly T[],
  action: (item: T, index: number) => Promise<boolean>,
): Promise<boolean> {
  if (!isOrdered) {
    await slowStart(items.length, async (index) => {
      await action(items[index] as T, index);
    });
    return false;
  }
  for (const [index, item] of items.entries()) if (await action(item, index)) return true;
  return false;
}

/** One replica that should be there; true when the next ones have to wait for it (processReplica). */
async function keepReplica(
  { context, set, revisions, isOrdered }: Step,
  pod: Pod | undefined,
  ordinal: number,
): Promise<boolean> {
  if (!pod) {
    if (hasStaleClaims(context, set, ordinal)) return true;
    await createStatefulPod(context, set, revisions, ordinal);
    return isOrdered;
  }
  if (isPodTerminal(pod)) {
    if (!pod.metadata.deletionTimestamp) await deleteStatefulPod(context, set, pod);
    return true;
  }
  if (pod.status?.phase === 'Pending') {
    await createClaims(context, set, ordinal);
    await updateClaimOwners(context, set, pod);
  }
  if (isOrdered && isUnavailable(context, set, pod)) return true;
  await repairStatefulPod(context, set, pod);
  return false;
}

/** One that is too many; true when it has to be waited for (processCondemned). */
async function removeCondemned({ context, set, isOrdered }: Step, pod: Pod, unhealthy: Pod | undefined) {
  if (pod.metadata.deletionTimestamp) return isOrdered;
  if (isOrdered && pod !== unhealthy && isUnavailable(context, set, pod)) return true;
  await deleteStatefulPod(context, set, pod);
  return true;
}

/** The last pod with an old template goes, once those after it are available again. */
async function replaceNext({ context, set, revisions }: Step, replicas: readonly (Pod | undefined)[]): Promise<number> {
  if (set.spec.updateStrategy?.type === 'OnDelete') return 0;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let index = replicas.length - 1; index >= partition; index--) {
    const pod = replicas[index];
    if (!pod) return 0;
    if (podRevision(pod) !== revisions.update.metadata.name && !pod.metadata.deletionTimestamp) {
      await deleteStatefulPod(context, set, pod);
      return 1;
    }
    if (isUnavailable(context, set, pod)) return 0;
  }
  return 0;
}

function firstUnavailable(
  context: ControllerContext,
  set: StatefulSet,
  replicas: readonly (Pod | undefined)[],
  condemned: readonly Pod[],
): Pod | undefined {
  const inOrder = [...replicas, ...[...condemned].reverse()];
  return inOrder.find((pod) => !pod || isUnavailable(context, set, pod));
}

function isUnavailable({ clock }: ControllerContext, { spec }: StatefulSet, pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp || pod.status?.phase !== 'Running' || !isPodReady(pod)) return true;
  return !isPodAvailable(pod, spec.minReadySeconds ?? 0, clock.now());
}
