import { ApiError } from '../../client/client.ts';
import type { Namespace, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { PODS } from '../../client/resources.ts';
import { fromTime } from '../../client/timestamps.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ControllerContext, ManagedResource } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';

/** How long finalizers are given before the next look (finalizerEstimateSeconds). */
const FINALIZER_SECONDS = 15;

/** What deleting one resource's objects came to (gvrDeletionMetadata). */
export interface Deletion {
  readonly resource: ManagedResource;
  readonly left: readonly KubernetesObject[];
  readonly estimateSeconds: number;
  readonly failure: string | undefined;
}

/** Asks for all objects of a resource to be deleted that were not asked yet (deleteAllContentForGroupVersionResource). */
export async function deleteContent(
  context: ControllerContext,
  resource: ManagedResource,
  namespace: Namespace,
): Promise<Deletion> {
  const { name } = namespace.metadata;
  const informer = context.informers.informer<KubernetesObject>(resource);
  let failure: string | undefined;
  for (const object of informer.list(name)) {
    if (object.metadata.deletionTimestamp) continue;
    failure ??= await deleteObject(context, resource, object);
  }
  const left = informer.list(name);
  const estimateSeconds = estimate(context, resource, namespace, left);
  if (estimateSeconds === 0 && left.length > 0) {
    const { group, version, resource: plural } = resource;
    failure ??= `unexpected items still remain in namespace: ${name} for gvr: ${group}/${version}, Resource=${plural}`;
  }
  return { resource, left, estimateSeconds, failure };
}

async function deleteObject(
  { client }: ControllerContext,
  resource: ManagedResource,
  { metadata: { name = '', namespace } }: KubernetesObject,
): Promise<string | undefined> {
  try {
    await client.resource(resource).delete(name, namespace, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!isNotFound(error) && error.reason !== 'MethodNotAllowed') return error.message;
  }
  return undefined;
}

/** estimateGracefulTermination, and what finalizers are given. */
function estimate(
  { clock }: ControllerContext,
  { group, resource }: ManagedResource,
  { metadata }: Namespace,
  left: readonly KubernetesObject[],
): number {
  if (group === PODS.group && resource === PODS.resource) {
    // The informer of pods holds pods.
    const pods = (left as readonly Pod[]).filter((pod) => !isPodTerminal(pod));
    const grace = Math.max(0, ...pods.map(({ spec }) => spec.terminationGracePeriodSeconds ?? 0));
    const passedSeconds = (clock.now() - fromTime(metadata.deletionTimestamp ?? '')) / 1000;
    if (passedSeconds < grace) return grace;
  }
  return left.some((object) => object.metadata.finalizers?.length) ? FINALIZER_SECONDS : 0;
}
