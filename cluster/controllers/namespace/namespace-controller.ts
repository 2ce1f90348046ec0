import type { NamespaceCondition } from 'kubernetes-types/core/v1.js';
import { keyOf } from '../../client/object-cache.ts';
import type { Namespace } from '../../client/objects.ts';
import { NAMESPACES, PODS } from '../../client/resources.ts';
import { toTime } from '../../client/timestamps.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { ManagedResources } from '../managed-resources.ts';
import { isNotFound } from '../pod-control.ts';
import { namespaceConditions, type Remaining } from './namespace-conditions.ts';
import { type Deletion, deleteContent } from './namespace-content.ts';

/** Before the next look at content that should have gone and did not. */
const RETRY_MS = 5_000;

/** Empties a namespace that is being deleted, pods first, then lets it go (pkg/controller/namespace/deletion). */
export function createNamespaceController(context: ControllerContext): Controller {
  const namespaces = context.informers.informer(NAMESPACES);
  const resources = new ManagedResources(context);
  return {
    watches: [watch(NAMESPACES, (namespace) => (namespace.metadata.deletionTimestamp ? [keyOf(namespace)] : []))],
    // The last object that goes lets the namespace go.
    connect: (enqueue) =>
      resources.onAdded((resource) =>
        !resource.namespaced
          ? () => {}
          : context.informers.informer<KubernetesObject>(resource).onChange((current, previous) => {
              const name = current ? undefined : previous?.metadata.namespace;
              if (name && namespaces.get(name)?.metadata.deletionTimestamp) enqueue(name);
            }),
      ),
    reconcile: async (name): Promise<Reconciled> => {
      const namespace = namespaces.get(name);
      if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.includes('kubernetes')) return;
      const deletions = await empty(context, resources, namespace);
      const failures = deletions.flatMap(({ failure }) => failure ?? []);
      await writeConditions(context, namespace, remainingOf(deletions), failures);
      if (deletions.every(({ left }) => left.length === 0) && failures.length === 0) return finalize(context, name);
      const estimate = Math.max(...deletions.map(({ estimateSeconds }) => estimateSeconds));
      return { requeueAfterMs: estimate > 0 ? (Math.floor(estimate / 2) + 1) * 1000 : RETRY_MS };
    },
  };
}

/** Nothing else is touched while there are pods (OrderedNamespaceDeletion). */
async function empty(
  context: ControllerContext,
  resources: ManagedResources,
  namespace: Namespace,
): Promise<Deletion[]> {
  const namespaced = resources.list().filter((resource) => resource.namespaced);
  const isPods = ({ group, resource }: { group: string; resource: string }) =>
    group === PODS.group && resource === PODS.resource;
  const deletions: Deletion[] = [];
  for (const resource of namespaced.filter(isPods)) deletions.push(await deleteContent(context, resource, namespace));
  if (deletions.some(({ left }) => left.length > 0)) return deletions;
  for (const resource of namespaced) {
    if (!isPods(resource)) deletions.push(await deleteContent(context, resource, namespace));
  }
  return deletions;
}

/** While pods hold everything else up, nothing is counted. */
function remainingOf(deletions: readonly Deletion[]): Remaining | undefined {
  if (deletions.length <= 1) return undefined;
  const byResource = new Map<string, number>();
  const byFinalizer = new Map<string, number>();
  for (const { resource, left } of deletions) {
    if (left.length > 0) byResource.set(`${resource.resource}.${resource.group}`, left.length);
    for (const finalizer of left.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
      byFinalizer.set(finalizer, (byFinalizer.get(finalizer) ?? 0) + 1);
    }
  }
  return { byResource, byFinalizer };
}

async function writeConditions(
  { client, clock, informers }: ControllerContext,
  { metadata }: Namespace,
  remaining: Remaining | undefined,
  failures: readonly string[],
): Promise<void> {
  const namespace = informers.informer(NAMESPACES).get(metadata.name);
  if (!namespace) return;
  const known: readonly NamespaceCondition[] = namespace.status?.conditions ?? [];
  const conditions = namespaceConditions(known, toTime(clock.now()), remaining, failures);
  if (!conditions) return;
  await client.resource(NAMESPACES).updateStatus({ ...namespace, status: { ...namespace.status, conditions } });
}

async function finalize({ client, informers }: ControllerContext, name: string): Promise<void> {
  const namespace = informers.informer(NAMESPACES).get(name);
  if (!namespace) return;
  const finalizers = (namespace.spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
  try {
    const body = { ...namespace, spec: { ...namespace.spec, finalizers } };
    await client.resource(NAMESPACES).putSubresource(name, 'finalize', body);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
