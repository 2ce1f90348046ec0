import { keyOf } from '../../client/object-cache.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../../client/resources.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { BIND_COMPLETED } from './annotations.ts';
import { claimKeysOfPod } from './claims-of-pod.ts';
import { syncClaim } from './sync-claim.ts';
import { syncVolume } from './sync-volume.ts';

/** Claims that wait are looked at again, and told of again, in this time (--pvclaimbinder-sync-period). */
const RESYNC_MS = 15_000;
const CLAIM = 'claim:';
const VOLUME = 'volume:';

/** Binds claims to volumes and reclaims what is released (pkg/controller/volume/persistentvolume). */
export function createPersistentVolumeController(context: ControllerContext): Controller {
  const claims = context.informers.informer(PERSISTENT_VOLUME_CLAIMS);
  const volumes = context.informers.informer(PERSISTENT_VOLUMES);
  const unbound = () =>
    claims
      .list()
      .filter(({ metadata }) => metadata.annotations?.[BIND_COMPLETED] === undefined)
      .map((claim) => CLAIM + keyOf(claim));
  const volumesOfClaim = volumes.index('claim', ({ spec }) =>
    spec.claimRef ? [`${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`] : [],
  );
  return {
    watches: [
      watch(PERSISTENT_VOLUME_CLAIMS, (claim: PersistentVolumeClaim) => [
        CLAIM + keyOf(claim),
        ...volumesOfClaim(keyOf(claim)).map((volume) => VOLUME + keyOf(volume)),
      ]),
      watch(PERSISTENT_VOLUMES, (volume: PersistentVolume) => [
        VOLUME + keyOf(volume),
        ...(volume.spec.claimRef
          ? [`${CLAIM}${volume.spec.claimRef.namespace}/${volume.spec.claimRef.name}`]
          : unbound()),
      ]),
      watch(STORAGE_CLASSES, (_class: StorageClass) => unbound()),
      {
        resource: PODS,
        // The first pod that uses a claim may be what it waits for.
        keys: (current, previous) =>
          // The informer of pods gives pods.
          current && !previous ? claimKeysOfPod(current as Pod).map((key) => CLAIM + key) : [],
      },
    ],
    reconcile: async (key): Promise<Reconciled> => {
      try {
        if (key.startsWith(VOLUME)) {
          const volume = volumes.get(key.slice(VOLUME.length));
          if (volume) await syncVolume(context, volume);
          return;
        }
        const claim = claims.get(key.slice(CLAIM.length));
        if (!claim) return;
        await syncClaim(context, claim);
        const after = claims.get(keyOf(claim));
        return after?.status?.phase === 'Pending' ? { requeueAfterMs: RESYNC_MS } : undefined;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
