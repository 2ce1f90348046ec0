import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject, ResourceDefinition, VersionConversion } from '../../resources/resource-definition.ts';
import { ownershipOf, setOwnership } from '../apply/ownership.ts';
import { refusals } from '../errors.ts';
import { deepFreeze } from '../json.ts';
import { apiVersionOf } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

export function get(server: ServerState, request: ResourceRequest): ApiResponse {
  const found = getObject(server, request);
  return { status: 200, body: inVersion(found, request.definition) };
}

/** The stored object, or 404. */
export function getObject(server: ServerState, request: ResourceRequest): KubernetesObject {
  const { computed } = request.definition;
  const found = computed
    ? computed().find(
        ({ metadata }) => metadata.name === request.name && (metadata.namespace ?? '') === request.namespace,
      )
    : server.store.get(keyOf(request));
  if (!found) {
    // Of what is not stored the kind is named, not the resource (pkg/registry/core/componentstatus/rest.go).
    const { definition } = request;
    const subject = computed ? { group: definition.group, plural: definition.singular } : definition;
    throw refusals.notFound(subject, request.name);
  }
  return found;
}

/** The object under the version that was asked for. */
export function inVersion(object: KubernetesObject, definition: ResourceDefinition): KubernetesObject {
  if (definition.custom) return definition.custom.readStored(object);
  const apiVersion = apiVersionOf(definition);
  if (object.apiVersion === apiVersion) return object;
  return definition.conversion ? convert(object, definition.conversion) : Object.freeze({ ...object, apiVersion });
}

const converted = new WeakMap<VersionConversion, WeakMap<KubernetesObject, KubernetesObject>>();

/** Once for each stored object and version: watches and lists ask again and again. */
function convert(object: KubernetesObject, conversion: VersionConversion): KubernetesObject {
  let known = converted.get(conversion);
  if (!known) {
    known = new WeakMap();
    converted.set(conversion, known);
  }
  let found = known.get(object);
  if (!found) {
    found = deepFreeze(conversion.fromStored(object));
    if (found.metadata !== object.metadata) setOwnership(found, ownershipOf(object));
    known.set(object, found);
  }
  return found;
}

/**
 * Runs a write in the version that objects are stored in and answers in the one that was asked for. `object` has been
 * defaulted in the latter; undefined when the two are one.
 */
export function writeInStoredVersion(
  request: ResourceRequest,
  object: MutableObject,
  write: (request: ResourceRequest, object: MutableObject) => Steps<ApiResponse>,
): Steps<ApiResponse> | undefined {
  const { conversion } = request.definition;
  return conversion && writeConverted(request, object, conversion, write);
}

function* writeConverted(
  request: ResourceRequest,
  object: MutableObject,
  { stored, toStored }: VersionConversion,
  write: (request: ResourceRequest, object: MutableObject) => Steps<ApiResponse>,
): Steps<ApiResponse> {
  const answer = yield* write({ ...request, definition: stored }, toStored(object));
  const body = answer.body as KubernetesObject;
  return body.kind === stored.kind ? { ...answer, body: inVersion(body, request.definition) } : answer;
}
