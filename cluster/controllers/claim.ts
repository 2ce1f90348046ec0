import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Client, TypedResource } from '../client/client.ts';
import { controllerOf, controllerReference } from '../client/owner-references.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { matchesSelector } from '../machinery/label-selector.ts';
import { isNotFound } from './pod-control.ts';

export interface ClaimOptions<T> {
  /** Given to what is adopted. */
  readonly finalizers?: readonly string[];
  /** Another condition besides the selector. */
  readonly isMember?: (candidate: T) => boolean;
}

/**
 * The objects of `candidates` that belong to `owner`: its own that match the selector, and orphans that match, which it
 * adopts. Its own that match no longer are released
 * (controller.BaseControllerRefManager.ClaimObject).
 */
export async function claim<T extends KubernetesObject>(
  client: Client,
  resource: TypedResource<T>,
  owner: KubernetesObject & { readonly spec: { readonly selector?: LabelSelector } },
  candidates: readonly T[],
  { finalizers = [], isMember = () => true }: ClaimOptions<T> = {},
): Promise<T[]> {
  const claimed: T[] = [];
  for (const candidate of candidates) {
    const uid = controllerOf(candidate)?.uid;
    const matches = matchesSelector(owner.spec.selector, candidate.metadata.labels) && isMember(candidate);
    if (uid === owner.metadata.uid) {
      if (matches) claimed.push(candidate);
      else if (!owner.metadata.deletionTimestamp) await release(client, resource, owner, candidate);
    } else if (uid === undefined && matches && !owner.metadata.deletionTimestamp) {
      const adopted = await adopt(client, resource, owner, candidate, finalizers);
      if (adopted) claimed.push(adopted);
    }
  }
  return claimed;
}

async function adopt<T extends KubernetesObject>(
  client: Client,
  resource: TypedResource<T>,
  owner: KubernetesObject,
  { metadata }: T,
  finalizers: readonly string[],
): Promise<T | undefined> {
  if (metadata.deletionTimestamp) return undefined;
  const added = finalizers.length > 0 ? { finalizers } : {};
  const patch = { metadata: { ownerReferences: [controllerReference(owner)], uid: metadata.uid, ...added } };
  return patchIfThere(client, resource, metadata, patch);
}

async function release<T extends KubernetesObject>(
  client: Client,
  resource: TypedResource<T>,
  owner: KubernetesObject,
  { metadata }: T,
): Promise<void> {
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }];
  await patchIfThere(client, resource, metadata, { metadata: { ownerReferences, uid: metadata.uid } });
}

async function patchIfThere<T extends KubernetesObject>(
  client: Client,
  resource: TypedResource<T>,
  { name = '', namespace }: KubernetesObject['metadata'],
  patch: unknown,
): Promise<T | undefined> {
  try {
    return await client
      .resource(resource)
      .patch(name, patch, { ...(namespace ? { namespace } : {}), type: 'strategic' });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
