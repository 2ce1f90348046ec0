import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject, ResourceDefinition } from '../../resources/resource-definition.ts';
import { copyObject } from '../json.ts';
import { apiVersionOf } from '../registry.ts';

/** An object of one version of a resource as another version has it: a copy that may be changed, or `object` itself. */
export function convertBetween<T extends KubernetesObject>(
  object: T,
  from: ResourceDefinition,
  to: ResourceDefinition,
): MutableObject | T {
  if (from === to) return object;
  const stored = from.conversion ? from.conversion.toStored(copyObject(object)) : copyObject(object);
  const converted = to.conversion ? to.conversion.fromStored(stored) : stored;
  return { ...copyObject(converted), apiVersion: apiVersionOf(to), kind: to.kind };
}
