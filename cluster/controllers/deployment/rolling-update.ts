import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import type { ControllerContext } from '../controller.ts';
import { maxUnavailable, replicasOf, wantedReplicas } from './limits.ts';
import { newSetSize, type Revisions } from './new-replica-set.ts';
import { scaleReplicaSet } from './replica-set-scaling.ts';
import { byAge } from './revisions.ts';

/** One step of a rolling update: first the new set grows, then the old ones shrink. True when a size was changed. */
export async function rollForward(context: ControllerContext, revisions: Revisions): Promise<boolean> {
  const { deployment, newSet, oldSets } = revisions;
  if (!newSet) return false;
  const size = replicasOf(newSet);
  const wanted = replicasOf(deployment);
  const target = size > wanted ? wanted : newSetSize(deployment, size, oldSets);
  if (target !== size) {
    await scaleReplicaSet(context, deployment, newSet, target);
    return true;
  }
  return shrinkOldSets(context, deployment, newSet, oldSets);
}

/** reconcileOldReplicaSets: unhealthy pods go first, then as many healthy ones as availability allows. */
async function shrinkOldSets(
  context: ControllerContext,
  deployment: Deployment,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
): Promise<boolean> {
  const active = byAge(oldSets.filter((set) => replicasOf(set) > 0));
  if (active.length === 0) return false;
  const minAvailable = replicasOf(deployment) - maxUnavailable(deployment);
  const newUnavailable = replicasOf(newSet) - availableOf(newSet);
  const allowance = wantedReplicas(oldSets) + replicasOf(newSet) - minAvailable - newUnavailable;
  if (allowance <= 0) return false;

  const cleaned = await shrink(context, deployment, active, allowance, (set) => replicasOf(set) - availableOf(set));
  const available = [...cleaned.sets, newSet].reduce((sum, set) => sum + availableOf(set), 0);
  const healthy = await shrink(context, deployment, cleaned.sets, available - minAvailable, replicasOf);
  return cleaned.count + healthy.count > 0;
}

/** Takes up to `allowance` pods from the sets in turn, from each at most what `removable` says. */
async function shrink(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  allowance: number,
  removable: (set: ReplicaSet) => number,
): Promise<{ sets: ReplicaSet[]; count: number }> {
  let count = 0;
  const result: ReplicaSet[] = [];
  for (const set of sets) {
    const take = Math.max(0, Math.min(removable(set), allowance - count));
    count += take;
    result.push(take > 0 ? await scaleReplicaSet(context, deployment, set, replicasOf(set) - take) : set);
  }
  return { sets: result, count };
}

function availableOf(set: ReplicaSet): number {
  return set.status?.availableReplicas ?? 0;
}
