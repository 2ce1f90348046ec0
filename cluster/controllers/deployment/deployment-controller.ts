import { keyOf } from '../../client/object-cache.ts';
import type { Deployment, Pod, ReplicaSet } from '../../client/objects.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { claim } from '../claim.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import { sameStatus } from '../replicaset/replicaset-status.ts';
import {
  conditionOf,
  deadlineCheckAfterMs,
  deploymentStatus,
  hasProgressDeadline,
  isComplete,
  newCondition,
  rolloutStatus,
  withCondition,
} from './deployment-status.ts';
import { cleanUpHistory } from './history.ts';
import { isRollingUpdate } from './limits.ts';
import { type Revisions, syncRevisions } from './new-replica-set.ts';
import { recreate } from './recreate.ts';
import { isScaling, scaleDeployment } from './replica-set-scaling.ts';
import { rollForward } from './rolling-update.ts';

/** Rolls a Deployment's template out over ReplicaSets (pkg/controller/deployment). */
export function createDeploymentController(context: ControllerContext): Controller {
  const deployments = context.informers.informer(DEPLOYMENTS);
  const sets = context.informers.informer(REPLICA_SETS);
  const setsOf = sets.index('controller', controllerUids);
  const podsOfUid = context.informers.informer(PODS).index('controller', controllerUids);
  const podsOf = (set: ReplicaSet) => podsOfUid(set.metadata.uid);

  const keysOfSet = (set: ReplicaSet): string[] => {
    const owner = controllerOf(set);
    if (owner) return owner.kind === 'Deployment' ? [`${set.metadata.namespace}/${owner.name}`] : [];
    return deployments
      .list(set.metadata.namespace)
      .filter((deployment) => matchesSelector(deployment.spec.selector, set.metadata.labels))
      .map(keyOf);
  };
  /** Only Recreate waits for pods; everything else it learns from its sets. */
  const keysOfPod = (pod: Pod): string[] => {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet' || !pod.metadata.deletionTimestamp) return [];
    const set = sets.get(`${pod.metadata.namespace}/${owner.name}`);
    return set ? keysOfSet(set) : [];
  };

  return {
    watches: [
      watch(DEPLOYMENTS, (deployment) => [keyOf(deployment)]),
      watch(REPLICA_SETS, keysOfSet),
      watch(PODS, keysOfPod),
    ],
    reconcile: async (key) => {
      const deployment = deployments.get(key);
      if (!deployment) return;
      const orphans = sets.list(deployment.metadata.namespace).filter((set) => controllerOf(set) === undefined);
      const claimed = await claim(context.client, REPLICA_SETS, deployment, [
        ...setsOf(deployment.metadata.uid),
        ...orphans,
      ]);
      try {
        await syncDeployment(context, deployment, claimed, podsOf);
      } catch (error) {
        if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error;
      }
      return recheckDeadline(context, deployments.get(key));
    },
  };
}

/** Which of the three things to do: only look, follow a change of size, or roll out. */
async function syncDeployment(
  context: ControllerContext,
  cached: Deployment,
  sets: readonly ReplicaSet[],
  podsOf: (set: ReplicaSet) => readonly Pod[],
): Promise<void> {
  if (cached.metadata.deletionTimestamp) {
    return writeStatus(context, await syncRevisions(context, cached, sets, false), deploymentStatus);
  }
  const deployment = await markPaused(context, cached);
  if (deployment.spec.paused || isScaling(deployment, sets)) {
    await scaleDeployment(context, deployment, sets);
    const revisions = await syncRevisions(context, deployment, refreshed(context, sets), false);
    if (deployment.spec.paused) await cleanUpHistory(context, revisions);
    return writeStatus(context, revisions, deploymentStatus);
  }
  if (!isRollingUpdate(deployment)) {
    const revisions = await syncRevisions(context, deployment, sets, false);
    const current = await recreate(context, revisions, podsOf);
    return finish(context, current, false);
  }
  const revisions = await syncRevisions(context, deployment, sets, true);
  return finish(context, revisions, await rollForward(context, revisions));
}

async function finish(context: ControllerContext, revisions: Revisions, moved: boolean): Promise<void> {
  if (!moved && isComplete(revisions.deployment, revisions.deployment.status)) await cleanUpHistory(context, revisions);
  await writeStatus(context, revisions, rolloutStatus);
}

/** Counts from the sets as they are now, after whatever this reconcile did to them. */
async function writeStatus(
  context: ControllerContext,
  { deployment, newSet, oldSets }: Revisions,
  calculate: typeof rolloutStatus,
): Promise<void> {
  const [newest] = newSet ? refreshed(context, [newSet]) : [];
  const all = [...refreshed(context, oldSets), ...(newest ? [newest] : [])];
  const status = calculate(deployment, all, newest, context.clock.now());
  if (sameStatus(deployment.status, status)) return;
  await context.client.resource(DEPLOYMENTS).updateStatus({ ...deployment, status });
}

function refreshed({ informers }: ControllerContext, sets: readonly ReplicaSet[]): ReplicaSet[] {
  const cache = informers.informer(REPLICA_SETS);
  return sets.flatMap((set) => cache.get(keyOf(set)) ?? []);
}

/** Pausing and resuming are told in the Progressing condition, so that the deadline does not run meanwhile. */
async function markPaused({ client, clock }: ControllerContext, deployment: Deployment): Promise<Deployment> {
  if (!hasProgressDeadline(deployment)) return deployment;
  const current = conditionOf(deployment.status, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return deployment;
  const paused = deployment.spec.paused === true;
  if (paused === (current?.reason === 'DeploymentPaused')) return deployment;
  const condition = paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', clock.now())
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', clock.now());
  const conditions = withCondition(deployment.status?.conditions ?? [], condition);
  return client.resource(DEPLOYMENTS).updateStatus({ ...deployment, status: { ...deployment.status, conditions } });
}

function recheckDeadline({ clock }: ControllerContext, deployment: Deployment | undefined): Reconciled {
  const afterMs = deployment && deadlineCheckAfterMs(deployment, clock.now());
  if (afterMs !== undefined) return { requeueAfterMs: afterMs };
}
