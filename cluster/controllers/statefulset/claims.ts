import { ApiError } from '../../client/client.ts';
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { isAlreadyExists } from '../pod-control.ts';
import { areOwnersUpToDate, claimOwners, hasUnexpectedController, isClaimStale } from './claim-owners.ts';
import { type NewClaim, newClaims } from './claim-templates.ts';
import { ordinalOf, podName } from './ordinal.ts';

/** Makes the claims of a pod that are missing; throws when one of them is being deleted (createPersistentVolumeClaims). */
export async function createClaims(context: ControllerContext, set: StatefulSet, ordinal: number): Promise<void> {
  const problems: string[] = [];
  for (const { name, claim } of newClaims(set, ordinal)) {
    const existing = findClaim(context, set, name);
    if (existing?.metadata.deletionTimestamp) problems.push(`pvc ${name} is being deleted`);
    if (existing) continue;
    const problem = await createClaim(context, set, ordinal, { name, claim });
    if (problem) problems.push(problem);
  }
  if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
}

async function createClaim(
  { client, events }: ControllerContext,
  set: StatefulSet,
  ordinal: number,
  { name, claim }: NewClaim,
): Promise<string | undefined> {
  const place = `${podName(set, ordinal)} in StatefulSet ${set.metadata.name}`;
  try {
    await client.resource(PERSISTENT_VOLUME_CLAIMS).create(claim, set.metadata.namespace);
    events.event(set, 'Normal', 'SuccessfulCreate', `create Claim ${name} Pod ${place} success`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!isAlreadyExists(error)) {
      const message = `create Claim ${name} for Pod ${place} failed error: ${error.message}`;
      events.event(set, 'Warning', 'FailedCreate', message);
    }
    return `failed to create PVC ${name}: ${error.message}`;
  }
}

export function hasStaleClaims(context: ControllerContext, set: StatefulSet, ordinal: number): boolean {
  return claimsOf(context, set, ordinal).some((claim) => isClaimStale(claim, set, podName(set, ordinal)));
}

/** Whether the owners of the pod's claims are what the retention policy says. */
export function claimsMatchRetention(context: ControllerContext, set: StatefulSet, pod: Pod): boolean {
  return claimsOf(context, set, ordinalOf(pod)).every((claim) => areOwnersUpToDate(claim, set, pod));
}

/** Gives the pod's claims the owners that the retention policy says (UpdatePodClaimForRetentionPolicy). */
export async function updateClaimOwners(context: ControllerContext, set: StatefulSet, pod: Pod): Promise<void> {
  for (const claim of claimsOf(context, set, ordinalOf(pod))) {
    if (hasUnexpectedController(claim, set, pod)) {
      const message =
        `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging ` +
        'controller, the retention policy is ignored for this claim';
      context.events.event(set, 'Warning', 'ConflictingController', message);
    }
    if (areOwnersUpToDate(claim, set, pod)) continue;
    const metadata = { ...claim.metadata, ownerReferences: claimOwners(claim, set, pod) };
    await context.client.resource(PERSISTENT_VOLUME_CLAIMS).update({ ...claim, metadata });
  }
}

function claimsOf(context: ControllerContext, set: StatefulSet, ordinal: number): PersistentVolumeClaim[] {
  return newClaims(set, ordinal).flatMap(({ name }) => findClaim(context, set, name) ?? []);
}

function findClaim({ informers }: ControllerContext, set: StatefulSet, name: string) {
  return informers.informer(PERSISTENT_VOLUME_CLAIMS).get(`${set.metadata.namespace}/${name}`);
}
