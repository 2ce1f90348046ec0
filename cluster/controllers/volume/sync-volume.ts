import type { PersistentVolume } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { PROVISIONED_BY } from './annotations.ts';
import { setVolumePhase, unbindVolume } from './binding.ts';

/** What is to be done about a volume (pv_controller.go syncVolume). */
export async function syncVolume(context: ControllerContext, volume: PersistentVolume): Promise<void> {
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) {
    await setVolumePhase(context, volume, 'Available');
    return;
  }
  const claim = context.informers
    .informer(PERSISTENT_VOLUME_CLAIMS)
    .get(`${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`);
  if (claim?.metadata.uid !== claimRef.uid) return release(context, volume);
  // A claim without a volume is about to get this one: its own turn comes.
  if (!claim.spec.volumeName) return;
  if (claim.spec.volumeName === volume.metadata.name) {
    await setVolumePhase(context, volume, 'Bound');
    return;
  }
  const made = volume.metadata.annotations?.[PROVISIONED_BY] !== undefined;
  if (made && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return release(context, volume);
  await unbindVolume(context, volume);
}

/** Its claim has gone. */
async function release(context: ControllerContext, volume: PersistentVolume): Promise<void> {
  const { phase } = volume.status ?? {};
  let released = volume;
  if (phase !== 'Released' && phase !== 'Failed') released = await setVolumePhase(context, volume, 'Released');
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Delete':
      return deleteVolume(context, released);
    case 'Recycle':
      return recycle(context, released);
    default:
  }
}

/** Host paths under /tmp alone can be deleted from here; volumes that a provisioner made are that one's matter. */
async function deleteVolume(context: ControllerContext, volume: PersistentVolume): Promise<void> {
  const { name, annotations } = volume.metadata;
  const path = volume.spec.hostPath?.path;
  if (path === undefined && annotations?.[PROVISIONED_BY] !== undefined) return;
  if (path?.startsWith('/tmp/')) {
    if (!volume.metadata.deletionTimestamp) await context.client.resource(PERSISTENT_VOLUMES).delete(name);
    return;
  }
  const reason =
    path === undefined
      ? `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`
      : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
  await fail(context, volume, 'VolumeFailedDelete', reason);
}

async function recycle(context: ControllerContext, volume: PersistentVolume): Promise<void> {
  if (!volume.spec.hostPath && !volume.spec.nfs) {
    return fail(context, volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
  }
  context.events.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled');
  const { claimRef: _claim, ...spec } = volume.spec;
  const freed = await context.client.resource(PERSISTENT_VOLUMES).update({ ...volume, spec });
  await setVolumePhase(context, freed, 'Available');
}

async function fail(context: ControllerContext, volume: PersistentVolume, reason: string, message: string) {
  if (volume.status?.phase === 'Failed') return;
  await setVolumePhase(context, volume, 'Failed', message);
  context.events.event(volume, 'Warning', reason, message);
}
