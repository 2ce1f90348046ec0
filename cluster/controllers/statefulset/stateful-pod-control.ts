import { ApiError } from '../../client/client.ts';
import type { Pod, StatefulSet } from '../../client/objects.ts';
import { PODS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isAlreadyExists, isNotFound } from '../pod-control.ts';
import { claimsMatchRetention, createClaims, updateClaimOwners } from './claims.ts';
import { ordinalOf, podName } from './ordinal.ts';
import { identityMatches, newStatefulPod, type Revisions, repairedPod, storageMatches } from './stateful-pod.ts';

/** Creates a pod of the set, its claims first (CreateStatefulPod in stateful_pod_control.go). */
export async function createStatefulPod(
  context: ControllerContext,
  set: StatefulSet,
  revisions: Revisions,
  ordinal: number,
): Promise<void> {
  const name = podName(set, ordinal);
  await told(context, set, 'create', name, async () => {
    await createClaims(context, set, ordinal);
    const pod = await context.client
      .resource(PODS)
      .create(newStatefulPod(set, revisions, ordinal), set.metadata.namespace);
    await updateClaimOwners(context, set, pod);
  });
}

export async function deleteStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): Promise<void> {
  const { name, namespace } = pod.metadata;
  await told(context, set, 'delete', name, () => context.client.resource(PODS).delete(name, namespace));
}

/** Puts a pod's identity, its storage and the owners of its claims right, where they are not. */
export async function repairStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): Promise<void> {
  const matchesRetention = claimsMatchRetention(context, set, pod);
  const matchesStorage = storageMatches(set, pod);
  if (identityMatches(pod) && matchesStorage && matchesRetention) return;
  await told(context, set, 'update', pod.metadata.name, async () => {
    if (!matchesStorage) await createClaims(context, set, ordinalOf(pod));
    if (!matchesRetention) await updateClaimOwners(context, set, pod);
    await context.client.resource(PODS).update(repairedPod(set, pod));
  });
}

/** Does it and tells how it went in an event (recordPodEvent). */
async function told(
  { events }: ControllerContext,
  set: StatefulSet,
  verb: 'create' | 'delete' | 'update',
  name: string,
  action: () => Promise<void>,
): Promise<void> {
  const subject = `${verb} Pod ${name} in StatefulSet ${set.metadata.name}`;
  const reason = verb.charAt(0).toUpperCase() + verb.slice(1);
  try {
    await action();
    events.event(set, 'Normal', `Successful${reason}`, `${subject} successful`);
  } catch (error) {
    if (verb === 'delete' && isNotFound(error)) return;
    const isRefusal = error instanceof Error && !(verb === 'create' && isAlreadyExists(error));
    if (isRefusal && !(error instanceof ApiError && error.reason === 'Conflict')) {
      events.event(set, 'Warning', `Failed${reason}`, `${subject} failed error: ${error.message}`);
    }
    throw error;
  }
}
