import type { Clock } from '../../../machinery/clock.ts';
import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { timestamp } from '../../resource-request.ts';
import { type Condition, type CustomResourceDefinition, withCondition } from '../kind/custom-resource-definition.ts';

export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

type Terminating = Pick<Condition, 'status' | 'reason' | 'message'>;

/** registry/customresourcedefinition/etcd.go Delete: instances go before their definition. */
export function prepareForDelete(object: KubernetesObject, clock: Clock): KubernetesObject {
  const definition = object as CustomResourceDefinition;
  const finalizers = definition.metadata.finalizers ?? [];
  const marked = terminating(definition, clock, {
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  });
  if (finalizers.includes(CLEANUP_FINALIZER)) return marked;
  return { ...marked, metadata: { ...marked.metadata, finalizers: [...finalizers, CLEANUP_FINALIZER] } };
}

export function needsCleanup({ metadata }: CustomResourceDefinition): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(CLEANUP_FINALIZER);
}

/** The first of the finalizer controller's two writes. */
export function cleanupBegins(definition: CustomResourceDefinition, clock: Clock): CustomResourceDefinition {
  return terminating(definition, clock, {
    status: 'True',
    reason: 'InstanceDeletionInProgress',
    message: 'CustomResource deletion is in progress',
  });
}

/** The second: nothing is left, so the finalizer goes. */
export function cleanupEnds(
  definition: CustomResourceDefinition,
  clock: Clock,
  wasEstablished: boolean,
): CustomResourceDefinition {
  const ended = terminating(
    definition,
    clock,
    wasEstablished
      ? { status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' }
      : { status: 'False', reason: 'NeverEstablished', message: 'resource was never established' },
  );
  const finalizers = (ended.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
  const { finalizers: _, ...metadata } = ended.metadata;
  return { ...ended, metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) } };
}

function terminating(
  definition: CustomResourceDefinition,
  clock: Clock,
  condition: Terminating,
): CustomResourceDefinition {
  return withCondition(definition, { type: 'Terminating', ...condition }, timestamp(clock.now()));
}
