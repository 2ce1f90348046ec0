import { deepEqual } from '../../client/deep-equal.ts';
import type { Deployment, ReplicaSet } from '../../client/objects.ts';
import { controllerReference, isControlledBy } from '../../client/owner-references.ts';
import { DEPLOYMENTS, REPLICA_SETS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isAlreadyExists, isNamespaceTerminating } from '../pod-control.ts';
import { conditionOf, hasProgressDeadline, newCondition, withCondition } from './deployment-status.ts';
import { isRollingUpdate, maxSurge, replicasOf, wantedReplicas } from './limits.ts';
import { podTemplateHash } from './pod-template-hash.ts';
import {
  equalIgnoringHash,
  findNewReplicaSet,
  newSetAnnotations,
  nextRevision,
  POD_TEMPLATE_HASH,
  REVISION,
  sizeAnnotations,
} from './revisions.ts';

/** A deployment, which may have been updated on the way, and its sets. */
export interface Revisions {
  readonly deployment: Deployment;
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
}

/**
 * Finds the set of the deployment's template and keeps revision annotations right; makes the set when it is missing and
 * `create` says so (getAllReplicaSetsAndSyncRevision in pkg/controller/deployment/sync.go).
 */
export async function syncRevisions(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  create: boolean,
): Promise<Revisions> {
  const existing = findNewReplicaSet(deployment, sets);
  const oldSets = sets.filter((set) => set !== existing);
  const revision = nextRevision(oldSets);
  if (existing) return { ...(await syncExisting(context, deployment, existing, revision)), oldSets };
  if (!create) return { deployment, newSet: undefined, oldSets };
  return { ...(await createNewSet(context, deployment, oldSets, revision)), oldSets };
}

async function syncExisting(
  context: ControllerContext,
  deployment: Deployment,
  existing: ReplicaSet,
  revision: bigint,
): Promise<{ deployment: Deployment; newSet: ReplicaSet }> {
  const annotations = newSetAnnotations(deployment, existing.metadata.annotations ?? {}, revision);
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const stale = !deepEqual(annotations, existing.metadata.annotations ?? {});
  if (stale || (existing.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const newSet = await context.client.resource(REPLICA_SETS).update({
      ...existing,
      metadata: { ...existing.metadata, annotations },
      spec: { ...existing.spec, minReadySeconds },
    });
    return { deployment, newSet };
  }
  const found =
    hasProgressDeadline(deployment) && !conditionOf(deployment.status, 'Progressing')
      ? { reason: 'FoundNewReplicaSet', message: `Found new replica set "${existing.metadata.name}"` }
      : undefined;
  return { deployment: await markRevision(context, deployment, existing, found), newSet: existing };
}

async function createNewSet(
  context: ControllerContext,
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  revision: bigint,
): Promise<{ deployment: Deployment; newSet: ReplicaSet }> {
  const wanted = newSetSize(deployment, 0, oldSets);
  const object = newReplicaSet(deployment, wanted, revision);
  try {
    const newSet = await context.client.resource(REPLICA_SETS).create(object, deployment.metadata.namespace);
    if (wanted > 0) {
      const message = `Scaled up replica set ${newSet.metadata.name} from 0 to ${wanted}`;
      context.events.event(deployment, 'Normal', 'ScalingReplicaSet', message);
    }
    const created = hasProgressDeadline(deployment)
      ? { reason: 'NewReplicaSetCreated', message: `Created new replica set "${newSet.metadata.name}"` }
      : undefined;
    return { deployment: await markRevision(context, deployment, newSet, created), newSet };
  } catch (error) {
    if (isAlreadyExists(error)) return adoptOrCountCollision(context, deployment, object.metadata.name, error);
    if (!isNamespaceTerminating(error)) await reportCreateFailure(context, deployment, object.metadata.name, error);
    throw error;
  }
}

function newReplicaSet(deployment: Deployment, replicas: number, revision: bigint) {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = podTemplateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...newSetAnnotations(deployment, {}, revision), ...sizeAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** How large the newest set may be now (deploymentutil.NewRSNewReplicas). */
export function newSetSize(deployment: Deployment, currentSize: number, allOthers: readonly ReplicaSet[]): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const room = wanted + maxSurge(deployment) - wantedReplicas(allOthers) - currentSize;
  return room <= 0 ? currentSize : currentSize + Math.min(room, wanted - currentSize);
}

/** The name is taken: by our own set after all, or by another template with the same hash, which counts as a collision. */
async function adoptOrCountCollision(
  { client, informers }: ControllerContext,
  deployment: Deployment,
  name: string,
  error: unknown,
): Promise<{ deployment: Deployment; newSet: ReplicaSet }> {
  const set = informers.informer(REPLICA_SETS).get(`${deployment.metadata.namespace}/${name}`);
  if (set && isControlledBy(set, deployment) && equalIgnoringHash(deployment.spec.template, set.spec.template)) {
    return { deployment, newSet: set };
  }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  await client.resource(DEPLOYMENTS).updateStatus({ ...deployment, status: { ...deployment.status, collisionCount } });
  throw error;
}

async function reportCreateFailure(
  { client, clock, events }: ControllerContext,
  deployment: Deployment,
  name: string,
  error: unknown,
): Promise<void> {
  const message = `Failed to create new replica set "${name}": ${error instanceof Error ? error.message : error}`;
  if (hasProgressDeadline(deployment)) {
    const condition = newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, clock.now());
    const conditions = withCondition(deployment.status?.conditions ?? [], condition);
    await client.resource(DEPLOYMENTS).updateStatus({ ...deployment, status: { ...deployment.status, conditions } });
  }
  events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
}

/** Writes the newest set's revision to the deployment, with a Progressing condition where there is something to say. */
async function markRevision(
  { client, clock }: ControllerContext,
  deployment: Deployment,
  newSet: ReplicaSet,
  progress: { reason: string; message: string } | undefined,
): Promise<Deployment> {
  const revision = newSet.metadata.annotations?.[REVISION] ?? '1';
  const marked = deployment.metadata.annotations?.[REVISION] === revision;
  if (marked && !progress) return deployment;
  const conditions = deployment.status?.conditions ?? [];
  return client.resource(DEPLOYMENTS).updateStatus({
    ...deployment,
    metadata: {
      ...deployment.metadata,
      annotations: { ...deployment.metadata.annotations, [REVISION]: revision },
    },
    status: {
      ...deployment.status,
      conditions: progress
        ? withCondition(conditions, newCondition('Progressing', 'True', progress.reason, progress.message, clock.now()))
        : conditions,
    },
  });
}
