import type { DeploymentCondition, DeploymentStatus } from 'kubernetes-types/apps/v1.js';
import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import { fromTime, toTime } from '../../client/timestamps.ts';
import { nonZero } from '../replicaset/replicaset-status.ts';
import { maxUnavailable, replicasOf, wantedReplicas } from './limits.ts';

/** Go's math.MaxInt32: "no deadline", "no limit". */
const UNLIMITED = 2_147_483_647;

type Conditions = readonly DeploymentCondition[];

export function conditionOf(status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  type: 'Progressing' | 'Available',
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  nowMs: number,
): DeploymentCondition {
  const now = toTime(nowMs);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Replaces the condition unless status and reason are what they were (deploymentutil.SetDeploymentCondition). */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): DeploymentCondition[] {
  const current = conditions.find(({ type }) => type === condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return [...conditions];
  const lastTransitionTime =
    current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  return [
    ...without(conditions, condition.type),
    { ...condition, ...(lastTransitionTime ? { lastTransitionTime } : {}) },
  ];
}

export function without(conditions: Conditions, type: string): DeploymentCondition[] {
  return conditions.filter((condition) => condition.type !== type);
}

export function hasProgressDeadline(deployment: Deployment): boolean {
  const seconds = deployment.spec.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== UNLIMITED;
}

/** Counts over all sets, and the Available condition (calculateStatus in pkg/controller/deployment/sync.go). */
export function deploymentStatus(
  deployment: Deployment,
  allSets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  nowMs: number,
): DeploymentStatus {
  const sum = (count: (set: ReplicaSet) => number | undefined) =>
    allSets.reduce((total, set) => total + (count(set) ?? 0), 0);
  const available = sum((set) => set.status?.availableReplicas);
  const collisions = deployment.status?.collisionCount;
  return {
    ...nonZero('observedGeneration', deployment.metadata.generation ?? 0),
    ...nonZero(
      'replicas',
      sum((set) => set.status?.replicas),
    ),
    ...nonZero('updatedReplicas', newSet?.status?.replicas ?? 0),
    ...nonZero(
      'readyReplicas',
      sum((set) => set.status?.readyReplicas),
    ),
    ...nonZero('availableReplicas', available),
    ...nonZero('unavailableReplicas', Math.max(0, wantedReplicas(allSets) - available)),
    ...(collisions === undefined ? {} : { collisionCount: collisions }),
    conditions: withCondition(deployment.status?.conditions ?? [], availability(deployment, available, nowMs)),
  };
}

function availability(deployment: Deployment, available: number, nowMs: number): DeploymentCondition {
  return available >= replicasOf(deployment) - maxUnavailable(deployment)
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        nowMs,
      );
}

/** The same with the Progressing and ReplicaFailure conditions of a rollout (syncRolloutStatus in progress.go). */
export function rolloutStatus(
  deployment: Deployment,
  allSets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  nowMs: number,
): DeploymentStatus {
  const status = deploymentStatus(deployment, allSets, newSet, nowMs);
  const conditions = progressConditions(deployment, status, newSet, nowMs);
  const failure = replicaFailure(allSets, newSet);
  return {
    ...status,
    conditions: failure ? withCondition(conditions, failure) : without(conditions, 'ReplicaFailure'),
  };
}

function progressConditions(
  deployment: Deployment,
  status: DeploymentStatus,
  newSet: ReplicaSet | undefined,
  nowMs: number,
): DeploymentCondition[] {
  const conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) return without(conditions, 'Progressing');
  const current = conditionOf(deployment.status, 'Progressing');
  const finishedBefore = current?.reason === 'NewReplicaSetAvailable';
  if ((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && finishedBefore) return [...conditions];
  const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const progressing = (conditionStatus: 'True' | 'False', reason: string, text: string) =>
    newCondition('Progressing', conditionStatus, reason, `${subject} ${text}`, nowMs);
  if (isComplete(deployment, status)) {
    return withCondition(conditions, progressing('True', 'NewReplicaSetAvailable', 'has successfully progressed.'));
  }
  if (hasProgressed(deployment, status)) {
    // Replaced even when status and reason stay, so that lastUpdateTime tells of the progress.
    const condition = progressing('True', 'ReplicaSetUpdated', 'is progressing.');
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    return [...without(conditions, 'Progressing'), { ...condition, ...(since ? { lastTransitionTime: since } : {}) }];
  }
  if (hasTimedOut(deployment, status, nowMs)) {
    return withCondition(conditions, progressing('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'));
  }
  return [...conditions];
}

/** deploymentutil.DeploymentComplete. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Milliseconds until the deadline is to be checked; undefined when there is nothing to wait for (requeueStuckDeployment). */
export function deadlineCheckAfterMs(deployment: Deployment, nowMs: number): number | undefined {
  const current = conditionOf(deployment.status, 'Progressing');
  if (!hasProgressDeadline(deployment) || !current?.lastUpdateTime) return undefined;
  if (isComplete(deployment, deployment.status) || current.reason === 'ProgressDeadlineExceeded') return undefined;
  if (current.reason === 'NewReplicaSetAvailable') return undefined;
  const deadline = fromTime(current.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
  return Math.max(0, deadline - nowMs) + 1000;
}

function hasProgressed(deployment: Deployment, status: DeploymentStatus): boolean {
  const before: DeploymentStatus = deployment.status ?? {};
  const old = (value: DeploymentStatus) => (value.replicas ?? 0) - (value.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(status) < old(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut(deployment: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (!condition?.lastUpdateTime || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return fromTime(condition.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 < nowMs;
}

function replicaFailure(allSets: readonly ReplicaSet[], newSet: ReplicaSet | undefined) {
  for (const set of newSet ? [newSet, ...allSets] : allSets) {
    const failure = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure) {
      const { lastTransitionTime } = failure;
      return { ...failure, ...(lastTransitionTime ? { lastUpdateTime: lastTransitionTime } : {}) };
    }
  }
  return undefined;
}
