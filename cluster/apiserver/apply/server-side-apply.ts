import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import type { Schema } from '../../resources/schema.ts';
import { schemaOf } from '../../resources/schema-table.ts';
import { DecodingError, decode } from '../../resources/strict-decoding.ts';
import { refusals } from '../errors.ts';
import { copyJson, isMap } from '../json.ts';
import { createObject } from '../operations/create.ts';
import { inVersion } from '../operations/get.ts';
import { checkIdentity, storeUpdate } from '../operations/update.ts';
import { apiVersionOf } from '../registry.ts';
import { keyOf, type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { fieldPathsOf, pathText } from './field-paths.ts';
import {
  comparePaths,
  isSame,
  type Manager,
  readManagers,
  without,
  withoutUnowned,
  writeManagers,
} from './managed-fields.ts';
import { mergeTyped, removeFields } from './typed-merge.ts';

export const APPLY_PATCH = 'application/apply-patch+yaml';

/** PATCH with an apply configuration (structured-merge-diff merge/update.go Apply; KEP-555). */
export function* serverSideApply(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const { definition } = request;
  const name = request.query.get('fieldManager') ?? '';
  if (name === '') throw refuseWithoutManager();
  const schema = schemaOf(definition.schema);
  const applied = readConfiguration(request, schema);
  const live = server.store.get(keyOf(request));
  const own: Manager = {
    manager: name,
    operation: 'Apply',
    apiVersion: apiVersionOf(definition),
    subresource: request.subresource,
    time: timestamp(server.clock.now()),
    paths: new Set(withoutUnowned(fieldPathsOf(applied, schema)).keys()),
  };
  if (!live) {
    if (request.subresource !== '') throw refusals.notFound(definition, request.name);
    applied.metadata.name = request.name;
    return yield* createObject(server, request, applied, writeManagers([own]));
  }
  return yield* applyOver(server, request, inVersion(live, definition), applied, own, schema);
}

function* applyOver(
  server: ServerState,
  request: ResourceRequest,
  live: KubernetesObject,
  applied: MutableObject,
  own: Manager,
  schema: Schema,
): Steps<ApiResponse> {
  const managers = readManagers(live.metadata.managedFields);
  const last = managers.find((entry) => isSame(entry, own));
  const others = managers.filter((entry) => !isSame(entry, own));
  const kept = new Set([...own.paths, ...others.flatMap((entry) => [...entry.paths])]);
  const merged = mergeTyped(live, applied, schema);
  const gone = new Set([...(last?.paths ?? [])].filter((path) => !own.paths.has(path)));
  const next = copyJson(removeFields(merged, schema, gone, kept)) as MutableObject;

  const { changed } = comparePaths(fieldPathsOf(live, schema), fieldPathsOf(next, schema));
  const remaining = others.map((entry) => ({ entry, conflicts: [...entry.paths].filter((path) => changed.has(path)) }));
  const force = request.query.get('force') === 'true';
  const conflicts = remaining.flatMap(({ entry, conflicts: paths }) => paths.map((path) => ({ entry, path })));
  if (conflicts.length > 0 && !force) throw refuseConflicts(conflicts);
  const left = remaining.map(({ entry, conflicts: lost }) => without(entry, lost));
  const sameSet = last !== undefined && last.paths.size === own.paths.size && gone.size === 0;
  const entries = [...left, sameSet ? last : own];
  next.metadata.resourceVersion = applied.metadata.resourceVersion;
  return yield* storeUpdate(server, request, live, next, { managedFields: writeManagers(entries) });
}

/** The configuration with its types checked; an unknown field is no field of the schema. */
function readConfiguration(request: ResourceRequest, schema: Schema): MutableObject {
  const { definition, body } = request;
  const apiVersion = apiVersionOf(definition);
  const copy = copyJson(body);
  if (!isMap(copy) || !isMap(copy.metadata)) throw refusals.badRequest('error decoding YAML: an object is required');
  if (copy.apiVersion !== apiVersion || copy.kind !== definition.kind) {
    throw refusals.badRequest(
      `incorrect object passed into Apply: ${copy.apiVersion}, Kind=${copy.kind} is not ${apiVersion}, Kind=${definition.kind}`,
    );
  }
  if (copy.metadata.managedFields !== undefined) {
    throw refusals.badRequest('metadata.managedFields must be nil');
  }
  const object = copy as MutableObject;
  checkIdentity(request, object);
  checkTypes(request, object, schema);
  return object;
}

function checkTypes(request: ResourceRequest, object: MutableObject, schema: Schema): void {
  const subject = `${request.namespace}/${request.name}; ${apiVersionOf(request.definition)}, Kind=${request.definition.kind}`;
  const refuse = (why: string) => refusals.ofCode(500, '', `failed to create typed patch object (${subject}): ${why}`);
  try {
    const unknown = decode(object, schema).strictErrors[0];
    if (unknown === undefined) return;
    const field = /unknown field "(.*)"/.exec(unknown)?.[1];
    throw refuse(field === undefined ? unknown : `.${field}: field not declared in schema`);
  } catch (error) {
    if (error instanceof DecodingError) throw refuse(error.message);
    throw error;
  }
}

/** fieldmanager/internal/conflict.go. */
function refuseConflicts(conflicts: readonly { entry: Manager; path: string }[]) {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(entry)}`,
    field: pathText(path),
  }));
  const [first] = conflicts;
  const message =
    conflicts.length === 1 && first
      ? `Apply failed with 1 conflict: conflict with ${managerText(first.entry)}: ${pathText(first.path)}`
      : `Apply failed with ${conflicts.length} conflicts: ${listConflicts(conflicts)}`;
  return refusals.applyConflict(message, causes);
}

function listConflicts(conflicts: readonly { entry: Manager; path: string }[]): string {
  const names = [...new Set(conflicts.map(({ entry }) => managerText(entry)))].sort();
  return names
    .flatMap((name) => [
      `conflicts with ${name}:`,
      ...conflicts.filter(({ entry }) => managerText(entry) === name).map(({ path }) => `- ${pathText(path)}`),
    ])
    .join('\n');
}

function managerText({ manager, operation, apiVersion, subresource, time }: Manager): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersion}${time ? ` at ${time}` : ''}` : name;
}

function refuseWithoutManager() {
  return refusals.invalid('meta.k8s.io', 'PatchOptions', '', [
    { type: 'FieldValueRequired', field: 'fieldManager', detail: 'is required for apply patch' },
  ]);
}
