import { deepEqual } from '../../client/deep-equal.ts';
import type { KubernetesObject, OwnerReference } from '../../machinery/kubernetes-object.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { ManagedResources } from '../managed-resources.ts';
import { deleteNode, ignoringMissing, removeFinalizer, removeOwners, unblockOwners } from './graph-writes.ts';
import { type GraphNode, ObjectGraph } from './object-graph.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
/** Nobody owns through these, and there are many of them (DefaultIgnoredResources). */
const IGNORED = new Set(['events']);

interface Collector extends Pick<ControllerContext, 'client' | 'events'> {
  readonly graph: ObjectGraph;
}

/**
 * Deletes what is left without an owner, holds an owner back until its dependents have gone (foreground), or cuts them
 * loose (orphan) (pkg/controller/garbagecollector). Keys are uids.
 */
export function createGarbageCollector(context: ControllerContext): Controller {
  const { client, informers, events } = context;
  const resources = new ManagedResources(context);
  const graph = new ObjectGraph(informers, resources);
  const collector = { client, events, graph };
  return {
    watches: [],
    connect: (enqueue) =>
      resources.onAdded((resource) => {
        if (IGNORED.has(resource.resource)) return () => {};
        graph.add(resource);
        const stop = informers.informer<KubernetesObject>(resource).onChange((current, previous) => {
          for (const uid of keysOf(collector, current, previous)) enqueue(uid);
        });
        return () => {
          stop();
          graph.remove(resource);
          // Custom resources are listed for the sake of this collector and the emptying of namespaces alone.
          informers.forget(resource);
        };
      }),
    reconcile: async (uid) => {
      const node = graph.find(uid);
      if (node) await ignoringMissing(() => collect(collector, node));
    },
  };
}

function keysOf(
  { graph, events }: Collector,
  current: KubernetesObject | undefined,
  previous: KubernetesObject | undefined,
): readonly string[] {
  if (!current) return previous ? keysAfterDeletion(graph, previous) : [];
  const owners = current.metadata.ownerReferences ?? [];
  const sameOwners = deepEqual(owners, previous?.metadata.ownerReferences ?? []);
  if (sameOwners && (!isLeaving(current) || sameMetadata(current, previous))) return [];
  if (!sameOwners) reportForeignOwners({ graph, events }, current, owners);
  // Owners that were let go of, or that are not blocked now, may wait for it no more.
  const released = (previous?.metadata.ownerReferences ?? []).map(({ uid }) => uid);
  return [current.metadata.uid ?? '', ...(sameOwners ? [] : released)];
}

function sameMetadata(current: KubernetesObject, previous: KubernetesObject | undefined): boolean {
  const { deletionTimestamp, finalizers } = current.metadata;
  return (
    deletionTimestamp === previous?.metadata.deletionTimestamp && deepEqual(finalizers, previous?.metadata.finalizers)
  );
}

/** What it owned has an owner less; owners that wait for it to be gone may go. */
function keysAfterDeletion(graph: ObjectGraph, { metadata }: KubernetesObject): string[] {
  const dependents = graph.dependents(metadata.uid ?? '').map(({ object }) => object.metadata.uid ?? '');
  return [...dependents, ...(metadata.ownerReferences ?? []).map(({ uid }) => uid)];
}

function isLeaving({ metadata }: KubernetesObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.length ?? 0) > 0;
}

/** A namespaced owner must live beside its dependents (graph_builder.go reportInvalidNamespaceOwnerRef). */
function reportForeignOwners(
  { graph, events }: Pick<Collector, 'graph' | 'events'>,
  object: KubernetesObject,
  owners: readonly OwnerReference[],
): void {
  const { namespace = '' } = object.metadata;
  for (const reference of owners) {
    if (typeof graph.owner(reference, namespace) === 'object') continue;
    const found = graph.find(reference.uid);
    if (!found?.resource.namespaced || found.object.metadata.namespace === namespace) continue;
    const { apiVersion, kind, name, uid } = reference;
    const text = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
    const message = `ownerRef ${text} does not exist in namespace "${namespace}"`;
    events.event(object, 'Warning', 'OwnerRefInvalidNamespace', message);
  }
}

async function collect(collector: Collector, node: GraphNode): Promise<void> {
  const { metadata } = node.object;
  if (metadata.deletionTimestamp) {
    if (metadata.finalizers?.includes(ORPHAN)) return orphanDependents(collector, node);
    if (metadata.finalizers?.includes(FOREGROUND)) return deleteDependentsFirst(collector, node);
    return;
  }
  await deleteIfAbandoned(collector, node);
}

/** attemptToDeleteItem: an owner that is there keeps it; one that waits for its dependents, or none at all, lets it go. */
async function deleteIfAbandoned({ client, graph }: Collector, node: GraphNode): Promise<void> {
  const { metadata } = node.object;
  const references = metadata.ownerReferences ?? [];
  if (references.length === 0) return;
  const owners = references.map((reference) => ({ reference, owner: graph.owner(reference, metadata.namespace) }));
  if (owners.some(({ owner }) => owner === 'unresolvable')) return;
  const waiting = owners.filter(({ owner }) => waitsForDependents(owner));
  const solid = owners.filter(({ owner }) => typeof owner === 'object' && !waitsForDependents(owner));
  if (solid.length > 0) {
    const gone = owners.filter((each) => !solid.includes(each)).map(({ reference }) => reference);
    if (gone.length > 0) await removeOwners(client, node, gone);
    return;
  }
  const dependents = graph.dependents(metadata.uid ?? '');
  if (waiting.length > 0 && dependents.length > 0) {
    // Owners and dependents that wait for one another would wait for ever.
    if (dependents.some(({ object }) => waitsForDependents(object))) await unblockOwners(client, node);
    return deleteNode(client, node, 'Foreground');
  }
  const ownWish = metadata.finalizers?.includes(ORPHAN) ? 'Orphan' : undefined;
  await deleteNode(client, node, ownWish ?? (metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background'));
}

/** processDeletingDependentsItem. */
async function deleteDependentsFirst(collector: Collector, node: GraphNode): Promise<void> {
  const uid = node.object.metadata.uid ?? '';
  const dependents = collector.graph.dependents(uid);
  const blocking = dependents.filter(({ object }) =>
    object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
  );
  if (blocking.length === 0) return removeFinalizer(collector.client, node, FOREGROUND);
  for (const dependent of dependents) {
    if (!dependent.object.metadata.deletionTimestamp) await ignoringMissing(() => collect(collector, dependent));
  }
}

async function orphanDependents({ client, graph }: Collector, node: GraphNode): Promise<void> {
  const uid = node.object.metadata.uid ?? '';
  for (const dependent of graph.dependents(uid)) {
    const reference = dependent.object.metadata.ownerReferences?.find((each) => each.uid === uid);
    if (reference) await ignoringMissing(() => removeOwners(client, dependent, [reference]));
  }
  await removeFinalizer(client, node, ORPHAN);
}

function waitsForDependents(owner: KubernetesObject | string): boolean {
  if (typeof owner === 'string') return false;
  const { deletionTimestamp, finalizers } = owner.metadata;
  return deletionTimestamp !== undefined && (finalizers?.includes(FOREGROUND) ?? false);
}
