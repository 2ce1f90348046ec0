import { ApiError } from '../../client/client.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Namespace } from '../../client/objects.ts';
import { NAMESPACES } from '../../client/resources.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import {
  type Controller,
  type ControllerContext,
  type ManagedResource,
  type Reconciled,
  watch,
} from '../controller.ts';
import { isNotFound } from '../pod-control.ts';

/** While content ends gracefully on its nodes. */
const RECHECK_MS = 1_000;

/** Empties a namespace that is being deleted, then lets it go (pkg/controller/namespace/deletion). */
export function createNamespaceController(context: ControllerContext): Controller {
  const namespaces = context.informers.informer(NAMESPACES);
  const resources = context.resources.filter(({ namespaced }) => namespaced);
  return {
    watches: [
      watch(NAMESPACES, (namespace) => (namespace.metadata.deletionTimestamp ? [keyOf(namespace)] : [])),
      // The last object that goes lets the namespace go.
      ...resources.map((resource) => ({
        resource,
        keys: (current: KubernetesObject | undefined, previous: KubernetesObject | undefined) => {
          const name = current ? undefined : previous?.metadata.namespace;
          return name && namespaces.get(name)?.metadata.deletionTimestamp ? [name] : [];
        },
      })),
    ],
    reconcile: async (name): Promise<Reconciled> => {
      const namespace = namespaces.get(name);
      if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.includes('kubernetes')) return;
      const left = await deleteContent(context, resources, name);
      if (left > 0) return { requeueAfterMs: RECHECK_MS };
      await finalize(context, namespace);
    },
  };
}

/** Asks for everything to be deleted that has not been asked yet; gives how much is left. */
async function deleteContent(
  { client, informers }: ControllerContext,
  resources: readonly ManagedResource[],
  namespace: string,
): Promise<number> {
  let left = 0;
  for (const resource of resources) {
    const objects = informers.informer(resource).list(namespace);
    for (const { metadata } of objects) {
      if (metadata.deletionTimestamp) continue;
      await ignoringMissing(() => client.resource(resource).delete(metadata.name ?? '', namespace));
    }
    left += informers.informer(resource).list(namespace).length;
  }
  return left;
}

async function finalize({ client }: ControllerContext, namespace: Namespace): Promise<void> {
  const finalizers = (namespace.spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
  const { name } = namespace.metadata;
  await ignoringMissing(async () => {
    const body = { ...namespace, spec: { ...namespace.spec, finalizers } };
    await client.resource(NAMESPACES).putSubresource(name, 'finalize', body);
  });
}

async function ignoringMissing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const refused = error instanceof ApiError && error.reason === 'MethodNotAllowed';
    if (!isNotFound(error) && !refused) throw error;
  }
}
