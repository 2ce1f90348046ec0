import type { Client } from '../../client/client.ts';
import type { OwnerReference } from '../../machinery/kubernetes-object.ts';
import { isNotFound } from '../pod-control.ts';
import type { GraphNode } from './object-graph.ts';

export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';

export async function removeOwners(client: Client, node: GraphNode, gone: readonly OwnerReference[]): Promise<void> {
  const left = (node.object.metadata.ownerReferences ?? []).filter(({ uid }) => !gone.some((each) => each.uid === uid));
  await patchMetadata(client, node, { ownerReferences: left.length > 0 ? left : null });
}

/** Its owners need not wait for it any more (unblockOwnerReferencesJSONMergePatch). */
export async function unblockOwners(client: Client, node: GraphNode): Promise<void> {
  const ownerReferences = (node.object.metadata.ownerReferences ?? []).map((reference) =>
    reference.blockOwnerDeletion ? { ...reference, blockOwnerDeletion: false } : reference,
  );
  await patchMetadata(client, node, { ownerReferences });
}

export async function removeFinalizer(client: Client, node: GraphNode, finalizer: string): Promise<void> {
  const left = (node.object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  await patchMetadata(client, node, { finalizers: left.length > 0 ? left : null });
}

async function patchMetadata(client: Client, { resource, object }: GraphNode, change: object): Promise<void> {
  const { name = '', namespace, uid, resourceVersion } = object.metadata;
  const patch = { metadata: { uid, resourceVersion, ...change } };
  await client.resource(resource).patch(name, patch, { ...(namespace ? { namespace } : {}), type: 'merge' });
}

export async function deleteNode(
  client: Client,
  { resource, object }: GraphNode,
  propagationPolicy: PropagationPolicy,
): Promise<void> {
  const { name = '', namespace, uid = '' } = object.metadata;
  await client.resource(resource).delete(name, namespace, { propagationPolicy, preconditions: { uid } });
}

export async function ignoringMissing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
