import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER } from './annotations.ts';
import { claimReference } from './claim-reference.ts';

/** Ties the two together, in four writes of which those are left out that were made before (pv_controller.go bind). */
export async function bind(
  context: ControllerContext,
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<void> {
  const { client } = context;
  let held = volume;
  if (volume.spec.claimRef?.uid !== claim.metadata.uid) {
    held = await client.resource(PERSISTENT_VOLUMES).update(claimReference(volume, claim));
  }
  held = await setVolumePhase(context, held, 'Bound');
  const bound = await bindClaim(context, held, claim);
  await setClaimPhase(context, bound, 'Bound', held);
}

async function bindClaim(
  { client }: ControllerContext,
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<PersistentVolumeClaim> {
  const { annotations = {} } = claim.metadata;
  const { name } = volume.metadata;
  if (claim.spec.volumeName === name && annotations[BIND_COMPLETED] !== undefined) return claim;
  const chosenHere = claim.spec.volumeName !== name;
  const marks = { [BIND_COMPLETED]: 'yes', ...(chosenHere ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}) };
  return client.resource(PERSISTENT_VOLUME_CLAIMS).update({
    ...claim,
    metadata: { ...claim.metadata, annotations: { ...annotations, ...marks } },
    spec: { ...claim.spec, volumeName: name },
  });
}

export async function setVolumePhase(
  { client, informers }: ControllerContext,
  volume: PersistentVolume,
  phase: string,
  message?: string,
): Promise<PersistentVolume> {
  const current = informers.informer(PERSISTENT_VOLUMES).get(volume.metadata.name) ?? volume;
  if (current.status?.phase === phase) return current;
  const { message: _old, ...status } = current.status ?? {};
  const next = { ...status, phase, ...(message ? { message } : {}) };
  return client.resource(PERSISTENT_VOLUMES).updateStatus({ ...current, status: next });
}

/** With the volume, what it offers; without, that there is nothing yet. */
export async function setClaimPhase(
  { client, informers }: ControllerContext,
  claim: PersistentVolumeClaim,
  phase: string,
  volume?: PersistentVolume,
): Promise<void> {
  const current = informers.informer(PERSISTENT_VOLUME_CLAIMS).get(keyOf(claim)) ?? claim;
  const { accessModes: _modes, capacity, ...rest } = current.status ?? {};
  const storage = capacity?.['storage'] ?? volume?.spec.capacity?.['storage'];
  const offered = volume ? { accessModes: volume.spec.accessModes, ...(storage ? { capacity: { storage } } : {}) } : {};
  const status = { ...rest, phase, ...offered };
  if (deepEqual(status, current.status ?? {})) return;
  await client.resource(PERSISTENT_VOLUME_CLAIMS).updateStatus({ ...current, status });
}

/** The volume is held for nobody; one that somebody else held for a claim by its name stays so (unbindVolume). */
export async function unbindVolume(context: ControllerContext, volume: PersistentVolume): Promise<void> {
  const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume.spec;
  const { uid: _uid, ...reference } = claimRef ?? {};
  const next = byController === undefined ? { ...spec, claimRef: reference } : spec;
  const freed = await context.client
    .resource(PERSISTENT_VOLUMES)
    .update({ ...volume, metadata: { ...volume.metadata, annotations }, spec: next });
  await setVolumePhase(context, freed, 'Available');
}
