import type { Pod, ReplicaSet } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import type { ControllerContext } from '../controller.ts';
import { replicasOf } from './limits.ts';
import { type Revisions, syncRevisions } from './new-replica-set.ts';
import { scaleReplicaSet } from './replica-set-scaling.ts';

/**
 * One step of the Recreate strategy: all old pods go before the first new one is made (recreate.go). `podsOf` gives a
 * set's pods. Tells the revisions as they are then, and whether there is still something to wait for.
 */
export async function recreate(
  context: ControllerContext,
  revisions: Revisions,
  podsOf: (set: ReplicaSet) => readonly Pod[],
): Promise<Revisions> {
  const { deployment, oldSets } = revisions;
  const active = oldSets.filter((set) => replicasOf(set) > 0);
  for (const set of active) await scaleReplicaSet(context, deployment, set, 0);
  if (active.length > 0 || oldSets.some((set) => podsOf(set).some((pod) => !isPodTerminal(pod)))) return revisions;

  const sets = revisions.newSet ? [revisions.newSet, ...oldSets] : oldSets;
  const current = await syncRevisions(context, deployment, sets, true);
  if (current.newSet) {
    await scaleReplicaSet(context, current.deployment, current.newSet, replicasOf(deployment));
  }
  return current;
}
