import type { ApiResponse } from '../../machinery/api-transport.ts';
import { invalid } from '../../resources/field-error.ts';
import type { MutableObject, ResourceDefinition } from '../../resources/resource-definition.ts';
import { schemaOf } from '../../resources/schema-table.ts';
import { withManagedFields } from '../apply/ownership.ts';
import { APPLY_PATCH, serverSideApply } from '../apply/server-side-apply.ts';
import { refusals } from '../errors.ts';
import { jsonTypeName } from '../go-text.ts';
import { copyJson, isMap } from '../json.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { apiVersionOf } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { requireReadable } from '../wire-body.ts';
import { onTheWire } from '../wire-check.ts';
import { getObject, inVersion } from './get.ts';
import { otherKindProblem } from './read-body.ts';
import { startingAgain } from './start-again.ts';
import { checkIdentity, storeUpdate } from './update.ts';
import { requireWriteOptions } from './write-options.ts';

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  APPLY_PATCH,
] as const;

const CUSTOM_PATCH_TYPES = PATCH_TYPES.filter((type) => !type.includes('strategic'));

/** PATCH (apiserver/pkg/endpoints/handlers/patch.go). */
export function patch(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const type = requirePatchType(request);
  if (type !== APPLY_PATCH) requireWriteOptions(request, 'PatchOptions');
  return startingAgain(request, () => patchOnce(server, request));
}

/** The media type of a patch. Throws 415 for what this resource does not take. */
export function requirePatchType(request: ResourceRequest): string {
  const type = mediaType(request);
  if (!takes(request.definition, type)) throw refusePatchType(request.definition);
  return type;
}

/** Custom resources have no Go type to merge strategically by. */
function takes(definition: ResourceDefinition, type: string): boolean {
  if (type === 'application/strategic-merge-patch+json') return definition.schema !== '';
  return PATCH_TYPES.some((known) => known === type);
}

function refusePatchType({ custom }: ResourceDefinition) {
  return custom ? refusals.unsupportedMediaType(CUSTOM_PATCH_TYPES) : refusals.unsupportedPatchType();
}

function* patchOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  if (mediaType(request) === APPLY_PATCH) return yield* serverSideApply(server, request);
  const old = getObject(server, request);
  const live = inVersion(old, request.definition);
  const touches = aboutOwners(request.body);
  const current = request.fromWire || touches ? withManagedFields(live) : live;
  const object = decodePatched(server, request, patched(request, current, request.definition.schema));
  if (!touches) delete object.metadata.managedFields;
  return yield* storeUpdate(server, request, old, object);
}

/** Whether a patch may say something about managedFields. */
function aboutOwners(body: unknown): boolean {
  if (!Array.isArray(body)) return isMap(body) && isMap(body.metadata) && body.metadata.managedFields !== undefined;
  return body.some(
    (operation: unknown) => isMap(operation) && ABOUT_OWNERS.test(`${operation.path} ${operation.from}`),
  );
}

/** The document, its metadata, or something in the managedFields. */
const ABOUT_OWNERS = /(^|\s)(\/metadata)?(\/managedFields(\/\S*)?)?(\s|$)/;

/** `current` with the request's patch applied: a new value, of which parts may still be `current`'s. */
export function patched(request: ResourceRequest, current: unknown, schema: string): MutableObject {
  const type = mediaType(request);
  const result = copyJson(applyPatch(type, current, request.body, schema));
  if (!isMap(result)) throw refusals.badRequest('the patch does not leave an object');
  const object = isMap(result.metadata) ? result : { ...result, metadata: {} };
  return object as MutableObject;
}

function mediaType(request: ResourceRequest): string {
  return (request.contentType.split(';')[0] ?? '').trim();
}

function applyPatch(type: string, current: unknown, body: unknown, schema: string): unknown {
  switch (type) {
    case 'application/json-patch+json':
      requireReadable(body, (problem) => `error decoding patch: ${problem}`);
      return applyJsonPatch(current, body);
    case 'application/merge-patch+json':
      requireReadable(body, (problem) => `error decoding patch: ${problem}`);
      if (!isMap(body)) throw refusals.badRequest(`error decoding patch: ${noMap(body)}`);
      return applyMergePatch(current, body);
    case 'application/strategic-merge-patch+json':
      requireReadable(body);
      if (!isMap(body)) throw refusals.badRequest(noMap(body));
      return applyStrategicMergePatch(current, body, schemaOf(schema));
    default:
      throw refusals.unsupportedPatchType();
  }
}

function noMap(body: unknown): string {
  return `json: cannot unmarshal ${jsonTypeName(body)} into Go value of type map[string]interface {}`;
}

/**
 * The patched object as a typed server holds it. A strategic merge patch is made over a Go struct, whose kind it cannot
 * change; the others are made over JSON, which is decoded again.
 */
export function decodePatched(server: ServerState, request: ResourceRequest, object: MutableObject): MutableObject {
  const { definition } = request;
  const apiVersion = apiVersionOf(definition);
  if (request.fromWire && !mediaType(request).includes('strategic')) refuseOtherKind(request, object, apiVersion);
  const typed = request.fromWire ? server.wireCheck(object, request, 'patched') : object;
  checkIdentity(request, typed);
  refuseOtherUid(server, request, typed);
  return { ...typed, kind: definition.kind, apiVersion };
}

function refuseOtherKind({ definition }: ResourceRequest, object: MutableObject, apiVersion: string): void {
  const said = { apiVersion: String(object.apiVersion || apiVersion), kind: String(object.kind || definition.kind) };
  if (said.apiVersion === apiVersion && said.kind === definition.kind) return;
  if (definition.custom) throw refuseCustomKind(definition, object, said, apiVersion);
  const problem = otherKindProblem(definition, said);
  if (problem === null) return;
  throw refusals.invalid('', '', '', [invalid('patch', JSON.stringify(onTheWire(object)), problem)]);
}

/** registry/customresource/validator.go ValidateUpdate, about whatever kind the object says it is of. */
function refuseCustomKind(
  definition: ResourceDefinition,
  object: MutableObject,
  said: { readonly apiVersion: string; readonly kind: string },
  apiVersion: string,
) {
  const errors = [];
  if (said.kind !== definition.kind) errors.push(invalid('kind', said.kind, `must be ${definition.kind}`));
  if (said.apiVersion !== apiVersion) errors.push(invalid('apiVersion', said.apiVersion, `must be ${apiVersion}`));
  const slash = said.apiVersion.indexOf('/');
  return refusals.invalid(
    slash < 0 ? '' : said.apiVersion.slice(0, slash),
    said.kind,
    String(object.metadata.name ?? ''),
    errors,
  );
}

/** What a PATCH makes of the uid is no precondition, as what a PUT says is: it is a change that is refused, twice over. */
function refuseOtherUid(server: ServerState, request: ResourceRequest, { metadata }: MutableObject): void {
  const { definition, name } = request;
  const live = request.subresource === 'scale' ? undefined : server.store.get(keyOf(request));
  if (!live || typeof metadata.uid !== 'string' || metadata.uid === '' || metadata.uid === live.metadata.uid) return;
  const error = invalid('metadata.uid', metadata.uid, 'field is immutable');
  throw refusals.invalid(definition.group, definition.kind, name, [error, error]);
}
