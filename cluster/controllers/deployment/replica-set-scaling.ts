import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import { REPLICA_SETS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isRollingUpdate, maxSurge, replicasOf, wantedReplicas } from './limits.ts';
import { byAge, DESIRED_REPLICAS, findNewReplicaSet, MAX_REPLICAS, sizeAnnotations } from './revisions.ts';

/** Gives a set another size and tells it; gives the set as it is then (scaleReplicaSet in sync.go). */
export async function scaleReplicaSet(
  { client, events }: ControllerContext,
  deployment: Deployment,
  set: ReplicaSet,
  size: number,
): Promise<ReplicaSet> {
  const before = replicasOf(set);
  const sizes = sizeAnnotations(deployment);
  const remembered = Object.entries(sizes).every(([key, value]) => set.metadata.annotations?.[key] === value);
  if (before === size && remembered) return set;
  const scaled = await client.resource(REPLICA_SETS).update({
    ...set,
    metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...sizes } },
    spec: { ...set.spec, replicas: size },
  });
  if (before !== size) {
    const direction = before < size ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${size}`;
    events.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  return scaled;
}

/** Whether the deployment's size has changed since its active sets were sized (isScalingEvent). */
export function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = set.metadata.annotations?.[DESIRED_REPLICAS];
    return replicasOf(set) > 0 && desired !== undefined && Number(desired) !== replicasOf(deployment);
  });
}

/** Follows a change of size without rolling out: one active set takes it all, several share it (dc.scale). */
export async function scaleDeployment(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): Promise<void> {
  const newSet = findNewReplicaSet(deployment, sets);
  const active = sets.filter((set) => replicasOf(set) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? newSet ?? byAge(sets).at(-1);
    if (only && replicasOf(only) !== replicasOf(deployment)) {
      await scaleReplicaSet(context, deployment, only, replicasOf(deployment));
    }
    return;
  }
  if (newSet && isSaturated(deployment, newSet)) {
    const old = active.filter((set) => set.metadata.uid !== newSet.metadata.uid);
    for (const set of old) await scaleReplicaSet(context, deployment, set, 0);
    return;
  }
  if (isRollingUpdate(deployment)) await scaleProportionally(context, deployment, active);
}

/** In the middle of a rollout each set gets its share, so that the risk stays as it was (proportional scaling). */
async function scaleProportionally(
  context: ControllerContext,
  deployment: Deployment,
  active: readonly ReplicaSet[],
): Promise<void> {
  const wanted = replicasOf(deployment);
  const toAdd = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - wantedReplicas(active);
  const sets = bySize(active, toAdd > 0);
  let added = 0;
  const sizes = sets.map((set) => {
    const share = toAdd === 0 ? 0 : proportion(deployment, set, toAdd, added);
    added += share;
    return replicasOf(set) + share;
  });
  if (toAdd !== 0 && sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  for (const [index, set] of sets.entries()) await scaleReplicaSet(context, deployment, set, sizes[index] ?? 0);
}

/** The largest first; of equals the newest when growing, the oldest when shrinking. */
function bySize(sets: readonly ReplicaSet[], newestFirst: boolean): ReplicaSet[] {
  const aged = newestFirst ? byAge(sets).reverse() : byAge(sets);
  return aged.sort((a, b) => replicasOf(b) - replicasOf(a));
}

/** deploymentutil.GetReplicaSetProportion. */
function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  const allowed = toAdd - added;
  if (allowed === 0) return 0;
  const size = replicasOf(set);
  const fraction = replicasOf(deployment) === 0 ? -size : fractionOf(deployment, set, size);
  return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
}

function fractionOf(deployment: Deployment, set: ReplicaSet, size: number): number {
  const remembered = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? 0);
  const before = remembered || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((size * (replicasOf(deployment) + maxSurge(deployment))) / before) - size;
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = replicasOf(deployment);
  return (
    replicasOf(set) === wanted &&
    Number(set.metadata.annotations?.[DESIRED_REPLICAS]) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  );
}
