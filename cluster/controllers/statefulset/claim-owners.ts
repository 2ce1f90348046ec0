import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import type { KubernetesObject, OwnerReference } from '../../machinery/kubernetes-object.ts';
import { isInRange, ordinalOf } from './ordinal.ts';

function retentionOf({ spec }: StatefulSet) {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  return { deletesWithSet: whenDeleted === 'Delete', deletesWithPod: whenScaled === 'Delete' };
}

/** Whom the retention policy makes the owner of a pod's claims. */
function wantedOwners(set: StatefulSet, pod: Pod): { set: boolean; pod: boolean } {
  const { deletesWithSet, deletesWithPod } = retentionOf(set);
  const scaledDown = !isInRange(set, ordinalOf(pod));
  return { set: deletesWithSet && !(deletesWithPod && scaledDown), pod: deletesWithPod && scaledDown };
}

/** Whether the claim's owners are what the policy says (isClaimOwnerUpToDate). */
export function areOwnersUpToDate(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  if (hasStaleOwner(claim, set) || hasStaleOwner(claim, pod)) return true;
  const ownedBySet = isOwnedBy(claim, set);
  const ownedByPod = isOwnedBy(claim, pod);
  if (hasUnexpectedController(claim, set, pod)) return !ownedBySet && !ownedByPod;
  const ours = references(claim).filter(({ uid }) => uid === set.metadata.uid || uid === pod.metadata.uid);
  if (ours.some(({ controller }) => !controller)) return false;
  const wanted = wantedOwners(set, pod);
  return ownedBySet === wanted.set && ownedByPod === wanted.pod;
}

/** The owners that the claim should have (updateClaimOwnerRefForSetAndPod). */
export function claimOwners(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): OwnerReference[] {
  const others = references(claim).filter((reference) => !names(reference, set) && !names(reference, pod));
  if (hasUnexpectedController(claim, set, pod)) return others;
  const wanted = wantedOwners(set, pod);
  return [
    ...others,
    ...(wanted.pod ? [controllerReference(pod)] : []),
    ...(wanted.set ? [controllerReference(set)] : []),
  ];
}

/** Another controller, or an earlier object of the same name, owns the claim. */
export function hasUnexpectedController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const { deletesWithSet, deletesWithPod } = retentionOf(set);
  if (!deletesWithSet && !deletesWithPod) return false;
  return references(claim).some((reference) => {
    if (names(reference, set)) return reference.uid !== set.metadata.uid;
    if (names(reference, pod)) return reference.uid !== pod.metadata.uid;
    return reference.controller === true;
  });
}

/** The claim is about to go with an earlier pod of this name: the new one must wait (PodClaimIsStale). */
export function isClaimStale(claim: PersistentVolumeClaim, set: StatefulSet, podName: string): boolean {
  if (!retentionOf(set).deletesWithPod) return false;
  return references(claim).some(({ kind, apiVersion, name }) => {
    return apiVersion === 'v1' && kind === 'Pod' && name === podName;
  });
}

function hasStaleOwner(claim: PersistentVolumeClaim, owner: KubernetesObject): boolean {
  const reference = references(claim).find((each) => names(each, owner));
  return reference !== undefined && reference.uid !== owner.metadata.uid;
}

function isOwnedBy(claim: PersistentVolumeClaim, owner: KubernetesObject): boolean {
  return references(claim).some(({ uid }) => uid === owner.metadata.uid);
}

function names(reference: OwnerReference, { apiVersion, kind, metadata }: KubernetesObject): boolean {
  return reference.apiVersion === apiVersion && reference.kind === kind && reference.name === metadata.name;
}

function references({ metadata }: PersistentVolumeClaim): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}
