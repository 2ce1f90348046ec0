import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { refusals } from '../errors.ts';
import { apiVersionOf } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';

export function get(server: ServerState, request: ResourceRequest): ApiResponse {
  const found = getObject(server, request);
  return { status: 200, body: inVersion(found, request.definition) };
}

/** The stored object, or 404. */
export function getObject(server: ServerState, request: ResourceRequest): KubernetesObject {
  const found = server.store.get(keyOf(request));
  if (!found) throw refusals.notFound(request.definition, request.name);
  return found;
}

/** The object under the version that was asked for. */
export function inVersion(object: KubernetesObject, definition: ResourceDefinition): KubernetesObject {
  const apiVersion = apiVersionOf(definition);
  return object.apiVersion === apiVersion ? object : Object.freeze({ ...object, apiVersion });
}
