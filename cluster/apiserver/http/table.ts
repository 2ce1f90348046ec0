import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { managedMetadata, withManagedFields } from '../apply/ownership.ts';

export interface TableOptions {
  readonly nowMs: number;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  /** Left out after a watch's first event. */
  readonly headers: boolean;
  /** Of meta.k8s.io; absent: v1. */
  readonly version?: 'v1' | 'v1beta1';
}

/** meta.k8s.io/v1 Table: what `kubectl get` prints (apiserver/pkg/endpoints/handlers/response.go asTable). */
export function tableOf(
  definition: ResourceDefinition,
  objects: readonly KubernetesObject[],
  metadata: Record<string, unknown>,
  options: TableOptions,
): object {
  const ordered = definition.compareRows ? [...objects].sort(definition.compareRows) : objects;
  const columns = definition.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version ?? 'v1'}`,
    metadata,
    columnDefinitions: options.headers ? columns : null,
    rows: ordered.map((object) => ({
      cells: definition.columns.map((column) => column.value(object, options)),
      ...(options.includeObject !== 'None' && { object: rowObject(object, options.includeObject) }),
    })),
  };
}

function rowObject(object: KubernetesObject, include: 'Metadata' | 'Object'): object {
  return include === 'Object' ? withManagedFields(object) : partialMetadata(object);
}

export function partialMetadata(object: KubernetesObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: managedMetadata(object) };
}
