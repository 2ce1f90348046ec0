import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import { scaledValue } from '../scaled-value.ts';

/** Deployment pods allowed above and below the wanted number (deploymentutil.ResolveFenceposts, MaxSurge, MaxUnavailable). */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? limits(deployment).surge : 0;
}

export function maxUnavailable(deployment: Deployment): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || wanted === 0) return 0;
  return Math.min(limits(deployment).unavailable, wanted);
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

export function replicasOf(object: Deployment | ReplicaSet): number {
  return object.spec.replicas ?? 1;
}

/** Sum over sets of what they should have. */
export function wantedReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

function limits(deployment: Deployment): { surge: number; unavailable: number } {
  const wanted = replicasOf(deployment);
  const update = deployment.spec.strategy?.rollingUpdate;
  const surge = scaledValue(update?.maxSurge ?? 0, wanted, Math.ceil);
  const unavailable = scaledValue(update?.maxUnavailable ?? 0, wanted, Math.floor);
  // With both zero nothing could ever move.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}
