import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { schemaOf } from '../../resources/schema-table.ts';
import { withManagedFields } from '../apply/ownership.ts';
import { APPLY_PATCH, serverSideApply } from '../apply/server-side-apply.ts';
import { refusals } from '../errors.ts';
import { copyJson, isMap } from '../json.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { getObject, inVersion } from './get.ts';
import { startingAgain } from './start-again.ts';
import { checkIdentity, storeUpdate } from './update.ts';

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  APPLY_PATCH,
] as const;

const CUSTOM_PATCH_TYPES: readonly string[] = PATCH_TYPES.filter((type) => !type.includes('strategic'));

/** PATCH (apiserver/pkg/endpoints/handlers/patch.go). */
export function patch(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => patchOnce(server, request));
}

function* patchOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  if (mediaType(request) === APPLY_PATCH) return yield* serverSideApply(server, request);
  const old = getObject(server, request);
  const object = patched(request, current(request, inVersion(old, request.definition)), request.definition.schema);
  return yield* storeUpdate(server, request, old, decoded(server, request, object));
}

/** With its managedFields when the patch may say something about them. */
function current(request: ResourceRequest, object: KubernetesObject): KubernetesObject {
  const { body } = request;
  const touches = Array.isArray(body)
    ? body.some((operation: unknown) => isMap(operation) && ABOUT_OWNERS.test(`${operation.path} ${operation.from}`))
    : isMap(body) && isMap(body.metadata) && body.metadata.managedFields !== undefined;
  return touches ? withManagedFields(object) : object;
}

/** The document, its metadata, or something in the managedFields. */
const ABOUT_OWNERS = /(^|\s)(\/metadata)?(\/managedFields(\/\S*)?)?(\s|$)/;

/** `current` with the request's patch applied: a new value, of which parts may still be `current`'s. */
export function patched(request: ResourceRequest, current: unknown, schema: string): MutableObject {
  const type = mediaType(request);
  if (!patchTypesOf(schema).includes(type)) throw refusals.unsupportedMediaType(patchTypesOf(schema));
  const result = copyJson(applyPatch(type, current, request.body, schema));
  if (!isMap(result) || !isMap(result.metadata)) throw refusals.badRequest('the patch does not leave an object');
  return result as MutableObject;
}

/** Custom resources have no structure that a strategic merge could follow. */
function patchTypesOf(schema: string): readonly string[] {
  return schema === '' ? CUSTOM_PATCH_TYPES : PATCH_TYPES;
}

function mediaType(request: ResourceRequest): string {
  return (request.contentType.split(';')[0] ?? '').trim();
}

function applyPatch(type: string, current: unknown, body: unknown, schema: string): unknown {
  switch (type) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, body);
    case 'application/merge-patch+json':
      if (!isMap(body))
        throw refusals.badRequest(
          'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
        );
      return applyMergePatch(current, body);
    case 'application/strategic-merge-patch+json':
      if (!isMap(body))
        throw refusals.badRequest(
          'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
        );
      return applyStrategicMergePatch(current, body, schemaOf(schema));
    default:
      throw refusals.unsupportedMediaType(PATCH_TYPES);
  }
}

function decoded(server: ServerState, request: ResourceRequest, object: MutableObject): MutableObject {
  checkIdentity(request, object);
  return request.fromWire ? server.wireCheck(object, request, 'patched') : object;
}
