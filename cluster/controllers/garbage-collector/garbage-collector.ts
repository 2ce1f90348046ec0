import type { Client } from '../../client/client.ts';
import type { KubernetesObject, OwnerReference } from '../../machinery/kubernetes-object.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { type GraphNode, ObjectGraph } from './object-graph.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
/** Nobody owns through these, and there are many of them. */
const IGNORED = new Set(['events']);

/**
 * Deletes what is left without an owner, holds an owner back until its dependents have gone (foreground), or cuts them
 * loose (orphan) (pkg/controller/garbagecollector). Keys are uids.
 */
export function createGarbageCollector({ client, informers, resources: all }: ControllerContext): Controller {
  const resources = all.filter(({ resource }) => !IGNORED.has(resource));
  const graph = new ObjectGraph(informers, resources);
  return {
    watches: resources.map((resource) => ({
      resource,
      keys: (current, previous) => {
        if (!current) return previous ? keysAfterDeletion(graph, previous) : [];
        return isOfInterest(current) ? [current.metadata.uid ?? ''] : [];
      },
    })),
    reconcile: async (uid) => {
      const node = graph.find(uid);
      if (!node) return;
      try {
        await collect(client, graph, node);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

/** What it owned has an owner less; owners that wait for it to be gone may go. */
function keysAfterDeletion(graph: ObjectGraph, { metadata }: KubernetesObject): string[] {
  const dependents = graph.dependents(metadata.uid ?? '').map(({ object }) => object.metadata.uid ?? '');
  return [...dependents, ...(metadata.ownerReferences ?? []).map(({ uid }) => uid)];
}

function isOfInterest({ metadata }: KubernetesObject): boolean {
  if (metadata.ownerReferences?.length) return true;
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.length ?? 0) > 0;
}

async function collect(client: Client, graph: ObjectGraph, node: GraphNode): Promise<void> {
  const { metadata } = node.object;
  if (metadata.deletionTimestamp) {
    if (metadata.finalizers?.includes(ORPHAN)) return orphanDependents(client, graph, node);
    if (metadata.finalizers?.includes(FOREGROUND)) return deleteDependentsFirst(client, graph, node);
    return;
  }
  await deleteIfAbandoned(client, graph, node);
}

/** attemptToDeleteItem: an owner that is there keeps it; one that waits for its dependents, or none at all, lets it go. */
async function deleteIfAbandoned(client: Client, graph: ObjectGraph, node: GraphNode): Promise<void> {
  const { metadata } = node.object;
  const owners = (metadata.ownerReferences ?? []).map((reference) => ({
    reference,
    owner: graph.owner(reference, metadata.namespace),
  }));
  if (owners.length === 0) return;
  const waiting = owners.filter(({ owner }) => isObject(owner) && waitsForDependents(owner));
  const solid = owners.filter(
    ({ owner }) => owner === 'unknown-kind' || (isObject(owner) && !waitsForDependents(owner)),
  );
  const dangling = owners.filter(({ owner }) => owner === undefined);
  if (solid.length > 0) {
    const gone = [...dangling, ...waiting].map(({ reference }) => reference);
    if (gone.length > 0) await removeOwners(client, node, gone);
    return;
  }
  const hasDependents = waiting.length > 0 && graph.dependents(metadata.uid ?? '').length > 0;
  await deleteNode(client, node, hasDependents ? 'Foreground' : 'Background');
}

/** processDeletingDependentsItem. */
async function deleteDependentsFirst(client: Client, graph: ObjectGraph, node: GraphNode): Promise<void> {
  const uid = node.object.metadata.uid ?? '';
  const dependents = graph.dependents(uid);
  const blocking = dependents.filter(({ object }) =>
    object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
  );
  if (blocking.length === 0) return removeFinalizer(client, node, FOREGROUND);
  for (const dependent of dependents) {
    if (!dependent.object.metadata.deletionTimestamp) await ignoringMissing(() => collect(client, graph, dependent));
  }
}

async function orphanDependents(client: Client, graph: ObjectGraph, node: GraphNode): Promise<void> {
  const uid = node.object.metadata.uid ?? '';
  for (const dependent of graph.dependents(uid)) {
    const reference = dependent.object.metadata.ownerReferences?.find((each) => each.uid === uid);
    if (reference) await ignoringMissing(() => removeOwners(client, dependent, [reference]));
  }
  await removeFinalizer(client, node, ORPHAN);
}

function waitsForDependents({ metadata }: KubernetesObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FOREGROUND) ?? false);
}

function isObject(owner: KubernetesObject | undefined | 'unknown-kind'): owner is KubernetesObject {
  return typeof owner === 'object';
}

async function removeOwners(client: Client, node: GraphNode, references: readonly OwnerReference[]): Promise<void> {
  const { metadata } = node.object;
  const left = (metadata.ownerReferences ?? []).filter(({ uid }) => !references.some((each) => each.uid === uid));
  await patchMetadata(client, node, { ownerReferences: left.length > 0 ? left : null });
}

async function removeFinalizer(client: Client, node: GraphNode, finalizer: string): Promise<void> {
  const left = (node.object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  await patchMetadata(client, node, { finalizers: left.length > 0 ? left : null });
}

async function patchMetadata(client: Client, { resource, object }: GraphNode, change: object): Promise<void> {
  const { name = '', namespace, uid, resourceVersion } = object.metadata;
  const patch = { metadata: { uid, resourceVersion, ...change } };
  await client.resource(resource).patch(name, patch, { ...(namespace ? { namespace } : {}), type: 'merge' });
}

async function deleteNode(
  client: Client,
  { resource, object }: GraphNode,
  propagationPolicy: 'Foreground' | 'Background',
): Promise<void> {
  const { name = '', namespace, uid = '' } = object.metadata;
  await client.resource(resource).delete(name, namespace, { propagationPolicy, preconditions: { uid } });
}

async function ignoringMissing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
