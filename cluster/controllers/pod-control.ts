import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { ApiError } from '../client/client.ts';
import type { Pod } from '../client/objects.ts';
import { controllerReference } from '../client/owner-references.ts';
import { PODS } from '../client/resources.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { ControllerContext } from './controller.ts';

/** The first batch of creations; doubled while they succeed (controller.SlowStartInitialBatchSize). */
const FIRST_BATCH = 1;

type PodControlContext = Pick<ControllerContext, 'client' | 'events'>;

/** Creates one pod from a template, named and owned by `owner`; tells it in an event (controller.RealPodControl). */
export async function createPod(
  { client, events }: PodControlContext,
  owner: KubernetesObject,
  template: PodTemplateSpec,
  { generateName = `${owner.metadata.name}-` }: { generateName?: string } = {},
): Promise<void> {
  const { namespace = '' } = owner.metadata;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata = {
    generateName,
    namespace,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    ...(finalizers ? { finalizers } : {}),
    ownerReferences: [controllerReference(owner)],
  };
  try {
    const pod = await client
      .resource(PODS)
      .create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec }, namespace);
    events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  } catch (error) {
    if (error instanceof ApiError && !isNamespaceTerminating(error)) {
      events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    }
    throw error;
  }
}

/** Deletes a pod for its owner; one that is gone already is fine. */
export async function deletePod(
  { client, events }: PodControlContext,
  owner: KubernetesObject,
  pod: Pod,
): Promise<void> {
  const { name, namespace } = pod.metadata;
  try {
    await client.resource(PODS).delete(name, namespace);
    events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (isNotFound(error)) return;
    if (error instanceof ApiError) {
      events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    }
    throw error;
  }
}

/** Runs `step` `count` times in batches of 1, 2, 4 …; a batch with a failure is the last. */
export async function slowStart(count: number, step: (index: number) => Promise<void>): Promise<void> {
  let done = 0;
  for (let size = Math.min(FIRST_BATCH, count); size > 0; size = Math.min(2 * size, count - done)) {
    const start = done;
    const results = await Promise.allSettled(Array.from({ length: size }, (_, index) => step(start + index)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    done += size;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'NotFound';
}

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'Conflict';
}

export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'AlreadyExists';
}

/** Refused because the namespace is being deleted: retrying would be of no use. */
export function isNamespaceTerminating(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}
