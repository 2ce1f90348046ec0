import type { Pod } from '../../client/objects.ts';
import { PODS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isNotFound } from '../pod-control.ts';
import { hasTrackingFinalizer, TRACKING_FINALIZER } from './job-sync.ts';

/** Lets a pod go that was counted; one that is gone already is fine (removeTrackingFinalizerPatch). */
export async function removeFinalizer({ client }: Pick<ControllerContext, 'client'>, pod: Pod): Promise<void> {
  if (!hasTrackingFinalizer(pod)) return;
  const { name, namespace, finalizers = [] } = pod.metadata;
  // The last one takes the list with it.
  const metadata =
    finalizers.length === 1 ? { finalizers: null } : { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] };
  try {
    await client.resource(PODS).patch(name, { metadata }, { namespace, type: 'strategic' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
