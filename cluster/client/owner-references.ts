import type { KubernetesObject, OwnerReference } from '../machinery/kubernetes-object.ts';

/** The owner that manages the object (metav1.GetControllerOf). */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller);
}

/** metav1.NewControllerRef. */
export function controllerReference(owner: KubernetesObject): OwnerReference {
  const { name = '', uid = '' } = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isControlledBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** For an index of what a controller owns. */
export function controllerUids(object: KubernetesObject): readonly string[] {
  const uid = controllerOf(object)?.uid;
  return uid ? [uid] : [];
}
