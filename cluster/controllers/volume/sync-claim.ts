import { keyOf } from '../../client/object-cache.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { BIND_COMPLETED, SELECTED_NODE } from './annotations.ts';
import { bind, setClaimPhase } from './binding.ts';
import { claimKeysOfPod } from './claims-of-pod.ts';
import { provisionClaim } from './provision-claim.ts';
import { classOfClaim, findMatchingVolume, isVolumeFor, mismatch } from './volume-matching.ts';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** What is to be done about a claim (pv_controller.go syncClaim). */
export async function syncClaim(context: ControllerContext, claim: PersistentVolumeClaim): Promise<void> {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) return syncBound(context, claim);
  if (claim.spec.volumeName) return syncWithWish(context, claim, claim.spec.volumeName);
  await syncWithoutWish(context, claim);
}

/** It takes any volume that suits it. */
async function syncWithoutWish(context: ControllerContext, claim: PersistentVolumeClaim): Promise<void> {
  const { informers, events } = context;
  const storageClass = informers.informer(STORAGE_CLASSES).get(classOfClaim(claim));
  const delayed = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  const volume = findMatchingVolume(claim, informers.informer(PERSISTENT_VOLUMES).list(), { delayed });
  if (volume) return bind(context, volume, claim);
  if (await assignDefaultClass(context, claim)) return;
  if (delayed && claim.metadata.annotations?.[SELECTED_NODE] === undefined) tellOfWaiting(context, claim);
  else if (classOfClaim(claim)) return provisionClaim(context, claim, storageClass);
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    events.event(claim, 'Normal', 'FailedBinding', message);
  }
  await setClaimPhase(context, claim, 'Pending');
}

/** It names the one it wants. */
async function syncWithWish(context: ControllerContext, claim: PersistentVolumeClaim, wish: string): Promise<void> {
  const volume = context.informers.informer(PERSISTENT_VOLUMES).get(wish);
  if (volume && (!volume.spec.claimRef || isVolumeFor(volume, claim))) {
    const problem = volume.spec.claimRef ? undefined : problemWith(volume, claim);
    if (!problem) return bind(context, volume, claim);
    const message = `Cannot bind to requested volume "${wish}": ${problem}`;
    context.events.event(claim, 'Warning', 'VolumeMismatch', message);
  } else if (volume) {
    context.events.event(claim, 'Warning', 'FailedBinding', `volume "${wish}" already bound to a different claim.`);
  }
  await setClaimPhase(context, claim, 'Pending');
}

function problemWith(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const { deletionTimestamp, name } = volume.metadata;
  return deletionTimestamp ? `the volume is marked for deletion "${name}"` : mismatch(volume, claim);
}

async function syncBound(context: ControllerContext, claim: PersistentVolumeClaim): Promise<void> {
  const { volumeName } = claim.spec;
  const volume = volumeName ? context.informers.informer(PERSISTENT_VOLUMES).get(volumeName) : undefined;
  const lose = async (reason: string, message: string) => {
    if (claim.status?.phase === 'Lost') return;
    await setClaimPhase(context, claim, 'Lost');
    context.events.event(claim, 'Warning', reason, message);
  };
  if (!volumeName) {
    return lose('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  }
  if (!volume) return lose('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const { claimRef } = volume.spec;
  if (!claimRef || claimRef.uid === claim.metadata.uid) return bind(context, volume, claim);
  await lose('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

/** A claim that said nothing of a class gets the default one, even if that came later (assignDefaultStorageClass). */
async function assignDefaultClass({ client, informers }: ControllerContext, claim: PersistentVolumeClaim) {
  if (claim.spec.storageClassName !== undefined || classOfClaim(claim)) return false;
  const [newest] = informers
    .informer(STORAGE_CLASSES)
    .list()
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .sort((a, b) => (a.metadata.creationTimestamp > b.metadata.creationTimestamp ? -1 : 1));
  if (!newest) return false;
  const spec = { ...claim.spec, storageClassName: newest.metadata.name };
  await client.resource(PERSISTENT_VOLUME_CLAIMS).update({ ...claim, spec });
  return true;
}

function tellOfWaiting({ informers, events }: ControllerContext, claim: PersistentVolumeClaim): void {
  const names = informers
    .informer(PODS)
    .index(
      'claims',
      claimKeysOfPod,
    )(keyOf(claim))
    .filter(({ spec }) => !spec.nodeName)
    .map(({ metadata }) => metadata.name);
  if (names.length === 0) {
    const message = 'waiting for first consumer to be created before binding';
    events.event(claim, 'Normal', 'WaitForFirstConsumer', message);
    return;
  }
  const pods = `${names.length > 1 ? 'pods' : 'pod'} ${names.join(',')}`;
  events.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${pods} to be scheduled`);
}
