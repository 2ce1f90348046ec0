import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { keep } from '../../../resources/generation.ts';
import type { MutableObject } from '../../../resources/resource-definition.ts';
import { canonical } from '../schema/list-types.ts';

type Writes = (object: MutableObject, old: KubernetesObject) => void;

/** registry/customresource/strategy.go PrepareForCreate. */
export function prepareForCreate(object: MutableObject, hasStatus: boolean): void {
  if (hasStatus) delete object['status'];
  object.metadata['generation'] = 1;
}

/** Everything but metadata counts for the generation. */
export function prepareForUpdate(object: MutableObject, old: KubernetesObject, hasStatus: boolean): void {
  if (hasStatus) keep(object, old, 'status');
  const generation = old.metadata.generation ?? 1;
  object.metadata['generation'] = contentOf(object) === contentOf(old) ? generation : generation + 1;
}

function contentOf(object: object): string {
  const { metadata: _, apiVersion: __, ...content } = object as Record<string, unknown>;
  return canonical(content);
}

/** registry/customresource/status_strategy.go: nothing changes but the status and who owns it. */
export const prepareForStatusUpdate: Writes = (object, old) => {
  const { managedFields, resourceVersion } = object.metadata;
  for (const field of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (field !== 'status' && field !== 'metadata' && field !== 'apiVersion') keep(object, old, field);
  }
  object.metadata = { ...old.metadata, resourceVersion, ...(managedFields !== undefined && { managedFields }) };
};
