import type { PersistentVolume, PersistentVolumeClaim } from '../../client/objects.ts';
import { BOUND_BY_CONTROLLER } from './annotations.ts';
import { isVolumeFor } from './volume-matching.ts';

/** The volume, held for the claim (component-helpers storage/volume GetBindVolumeToClaim). */
export function claimReference(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { apiVersion, kind, metadata } = claim;
  const { name, namespace, uid, resourceVersion } = metadata;
  const chosenHere = !isVolumeFor(volume, claim);
  const annotations = chosenHere ? { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } : undefined;
  return {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations ? { annotations } : {}) },
    spec: { ...volume.spec, claimRef: { kind, namespace, name, uid, apiVersion, resourceVersion } },
  };
}
