import type { InformerFactory } from '../../../client/informer-factory.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, STORAGE_CLASSES } from '../../../client/resources.ts';
import { claimsOfPod } from '../../volume/claims-of-pod.ts';
import { classOfClaim } from '../../volume/volume-matching.ts';

/** What a pod's claims mean for where it can go. */
export interface PodVolumes {
  /** Why it can go nowhere yet (what PreFilter of volumebinding and volumerestrictions says). */
  readonly problem?: string;
  readonly bound: readonly { readonly volumeName: string; readonly volume: PersistentVolume | undefined }[];
  /** Claims that get their volume when their first pod gets its node. */
  readonly delayed: readonly { readonly claim: PersistentVolumeClaim; readonly storageClass: StorageClass }[];
  /** Keys of claims that one pod alone may use. */
  readonly exclusive: readonly string[];
  readonly available: () => readonly PersistentVolume[];
}

const NO_VOLUMES: PodVolumes = { bound: [], delayed: [], exclusive: [], available: () => [] };

/** A static volume of a class is found, never made, when the class names this. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export function podVolumes(pod: Pod, informers: InformerFactory): PodVolumes {
  const claims = claimsOfPod(pod);
  if (claims.length === 0) return NO_VOLUMES;
  const found: PersistentVolumeClaim[] = [];
  for (const { name, isEphemeral } of claims) {
    const claim = informers.informer(PERSISTENT_VOLUME_CLAIMS).get(`${pod.metadata.namespace}/${name}`);
    const problem = claimProblem(pod, name, claim, isEphemeral);
    if (problem) return { ...NO_VOLUMES, problem };
    if (claim) found.push(claim);
  }
  return sortClaims(found, informers);
}

function claimProblem(
  pod: Pod,
  name: string,
  claim: PersistentVolumeClaim | undefined,
  isEphemeral: boolean,
): string | undefined {
  if (!claim) {
    if (!isEphemeral) return `persistentvolumeclaim "${name}" not found`;
    return `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`;
  }
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`;
  }
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  const owned = claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid);
  if (isEphemeral && !owned) {
    const { namespace } = pod.metadata;
    return `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
  }
  return undefined;
}

function sortClaims(claims: readonly PersistentVolumeClaim[], informers: InformerFactory): PodVolumes {
  const volumes = informers.informer(PERSISTENT_VOLUMES);
  const bound: PodVolumes['bound'][number][] = [];
  const delayed: PodVolumes['delayed'][number][] = [];
  let problem: string | undefined;
  for (const claim of claims) {
    const { volumeName } = claim.spec;
    if (volumeName && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined) {
      bound.push({ volumeName, volume: volumes.get(volumeName) });
      continue;
    }
    const storageClass = informers.informer(STORAGE_CLASSES).get(classOfClaim(claim));
    if (!volumeName && storageClass?.volumeBindingMode === 'WaitForFirstConsumer')
      delayed.push({ claim, storageClass });
    else problem = 'pod has unbound immediate PersistentVolumeClaims';
  }
  const exclusive = claims
    .filter(({ spec }) => spec.accessModes?.includes('ReadWriteOncePod'))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return { ...(problem ? { problem } : {}), bound, delayed, exclusive, available: () => volumes.list() };
}
