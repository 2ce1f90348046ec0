import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { refusals } from '../errors.ts';
import { jsonTypeName } from '../go-text.ts';
import { booleanParameter } from '../http/boolean-parameter.ts';
import { copyJson, isMap } from '../json.ts';
import { createObject } from '../operations/create.ts';
import { inVersion } from '../operations/get.ts';
import { checkIdentity, storeUpdate } from '../operations/update.ts';
import { requireWriteOptions } from '../operations/write-options.ts';
import { apiVersionOf } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { bodyText, UnreadableBody } from '../wire-body.ts';
import { type Applied, applyConfiguration } from './apply-configuration.ts';
import { withLastApplied } from './last-applied.ts';
import { Ownership, ownershipOf } from './ownership.ts';
import { resetFields } from './reset-fields.ts';
import { writerOf } from './track-write.ts';
import { structureOf } from './typed-schema.ts';
import { typedProblem } from './typed-validation.ts';

export const APPLY_PATCH = 'application/apply-patch+yaml';

const AS_IT_IS = new URLSearchParams('fieldValidation=Ignore');

/** PATCH with an apply configuration (KEP-555; handlers/patch.go applyPatcher). */
export function* serverSideApply(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  requireWriteOptions(request, 'PatchOptions', true);
  const { definition } = request;
  const configuration = readConfiguration(request);
  const stored = server.store.get(keyOf(request));
  if (!stored && request.subresource !== '') throw refusals.notFound(definition, request.name);
  const live = stored ? inVersion(stored, definition) : null;
  const { object: next, entries } = merge(server, request, live, configuration);
  const ownership = Ownership.of(entries);
  if (!stored) {
    refuseUnnamed(request, configuration);
    return yield* createObject(server, request, next, ownership);
  }
  return yield* storeUpdate(server, request, stored, next, { ownership });
}

interface Merged {
  readonly object: MutableObject;
  readonly entries: Applied['entries'];
}

/** What the request's configuration makes of an object that is there, and of its owners. */
export function appliedTo(server: ServerState, request: ResourceRequest, live: KubernetesObject): Merged {
  requireWriteOptions(request, 'PatchOptions', true);
  return merge(server, request, live, readConfiguration(request));
}

function merge(
  server: ServerState,
  request: ResourceRequest,
  live: KubernetesObject | null,
  configuration: MutableObject,
): Merged {
  const { object, entries } = appliedOver(server, request, live, configuration);
  checkRepeatedKeys(request);
  return { object: typed(server, request, object, live !== null), entries };
}

function appliedOver(
  server: ServerState,
  request: ResourceRequest,
  live: KubernetesObject | null,
  configuration: MutableObject,
): Applied {
  const { definition, subresource } = request;
  const applied = applyConfiguration(live, live ? ownershipOf(live).entries : [], configuration, {
    schema: structureOf(definition),
    writer: writerOf(server, request),
    force: booleanParameter(request.query, 'force'),
    reset: resetFields(definition, subresource),
  });
  if (request.query.get('fieldManager') !== 'kubectl') return applied;
  return { ...applied, object: withLastApplied(applied.object, configuration) };
}

/** The merged object as a typed server holds it; its types have been checked. */
function typed(server: ServerState, request: ResourceRequest, merged: unknown, exists: boolean): MutableObject {
  const object = copyJson(merged) as MutableObject;
  if (!exists && !object.metadata.name) object.metadata.name = request.name;
  checkIdentity(request, object);
  return server.wireCheck(object, { ...request, query: AS_IT_IS }, 'patched');
}

function readConfiguration(request: ResourceRequest): MutableObject {
  const { definition, body } = request;
  if (body instanceof UnreadableBody) {
    throw refusals.badRequest(`error decoding YAML: error converting YAML to JSON: ${body.problem}`);
  }
  const copy = copyJson(body ?? {});
  if (!isMap(copy)) {
    const why = `json: cannot unmarshal ${jsonTypeName(copy)}`;
    const where = 'into Go value of type map[string]interface {}';
    throw refusals.badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why} ${where}`);
  }
  const apiVersion = apiVersionOf(definition);
  if (copy.apiVersion !== apiVersion || copy.kind !== definition.kind) {
    throw refusals.badRequest(`invalid object type: ${groupVersionKind(copy)}`);
  }
  const metadata = isMap(copy.metadata) ? copy.metadata : {};
  if (Array.isArray(metadata.managedFields)) throw refusals.badRequest('metadata.managedFields must be nil');
  const configuration: MutableObject = { ...copy, apiVersion, kind: definition.kind, metadata };
  const problem = typedProblem(configuration, structureOf(definition));
  if (problem === null) return configuration;
  const place = `${metadata.namespace ?? ''}/${metadata.name ?? ''}; ${groupVersionKind(configuration)}`;
  throw refusals.ofCode(500, '', `failed to create typed patch object (${place}): ${problem}`);
}

function checkRepeatedKeys({ body, query, warnings }: ResourceRequest): void {
  const { repeatedKeys } = bodyText(body) ?? {};
  if (!repeatedKeys || query.get('fieldValidation') === 'Ignore') return;
  const lines = repeatedKeys.map((key) => `\n  ${key}`).join('');
  const problem = `error converting YAML to JSON: yaml: unmarshal errors:${lines}`;
  if (query.get('fieldValidation') === 'Strict') throw refusals.badRequest(`error strict decoding YAML: ${problem}`);
  warnings.push(problem);
}

/** As Go prints it: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function groupVersionKind(object: Record<string, unknown>): string {
  const apiVersion = String(object.apiVersion ?? '');
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${object.kind ?? ''}`;
}

/** What does not exist cannot be called by the path alone (handlers/rest.go checkName, patch.go applyPatch). */
function refuseUnnamed(request: ResourceRequest, { metadata }: MutableObject): void {
  if (typeof metadata.uid === 'string' && metadata.uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`;
    throw refusals.conflict(request.definition, request.name, why);
  }
  if (metadata.name !== undefined && metadata.name !== '') return;
  const why = `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`;
  throw refusals.badRequest(why);
}
