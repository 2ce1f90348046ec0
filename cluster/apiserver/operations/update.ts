import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject, StrategyContext } from '../../resources/resource-definition.ts';
import { validateNoNewFinalizers } from '../../resources/validation/object-meta.ts';
import { admitMutating, admitValidating, attributesOf } from '../admission/admit.ts';
import { sameButTimes } from '../apply/manager-entry.ts';
import { type Ownership, ownershipOf, withOwnership } from '../apply/ownership.ts';
import { updatedOwnership } from '../apply/track-write.ts';
import { refusals } from '../errors.ts';
import { copyObject, deepFreeze, share } from '../json.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { createObject } from './create.ts';
import { finishDeletion } from './delete.ts';
import { getObject, writeInStoredVersion } from './get.ts';
import { readBody } from './read-body.ts';
import { overtaken, refuseOvertaken, STALE, startingAgain } from './start-again.ts';
import { refuseInvalid, withFieldErrors } from './validation.ts';
import { requireWriteOptions } from './write-options.ts';

/** Kinds that a PUT to a name that is not there creates (AllowCreateOnUpdate). */
const CREATED_ON_UPDATE: ReadonlySet<string> = new Set([
  'Lease',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'LimitRange',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/** Set by the server; what a client sends for them is not looked at. */
const SYSTEM_FIELDS = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'generateName',
  'managedFields',
] as const;

/** PUT (apiserver/pkg/endpoints/handlers/update.go). */
export function update(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  requireWriteOptions(request, 'UpdateOptions');
  return startingAgain(request, () => updateOnce(server, request));
}

function* updateOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const object = readBody(server, request);
  checkIdentity(request, object);
  if (CREATED_ON_UPDATE.has(request.definition.kind) && !server.store.get(keyOf(request))) {
    object.metadata.name = request.name;
    delete object.metadata.resourceVersion;
    return yield* createObject(server, request, object);
  }
  return yield* storeUpdate(server, request, getObject(server, request), object);
}

/** The name and namespace in the body are those of the path. */
export function checkIdentity(request: ResourceRequest, object: MutableObject): void {
  const { metadata } = object;
  if (request.fromWire && !metadata.name) {
    const why = `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`;
    throw refusals.badRequest(why);
  }
  if (metadata.name !== undefined && metadata.name !== request.name) {
    throw refusals.badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${request.name})`,
    );
  }
  if (metadata.namespace && request.definition.namespaced && metadata.namespace !== request.namespace) {
    throw refusals.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

export interface UpdateOptions {
  /** Who owns what, when the update is an apply. */
  readonly ownership?: Ownership;
  /** The subresource by which the object is written, where the request has been turned into one for the object itself. */
  readonly trackedAs?: string;
  /** What is asked before storing, when admission sees another object than the stored one (Scale). */
  readonly validateInstead?: () => Steps<void>;
}

/**
 * Carries `decoded` over `old`: for PUT, PATCH and every subresource that writes. Within `startingAgain`: the object may
 * have changed while admission waited.
 */
export function* storeUpdate(
  server: ServerState,
  request: ResourceRequest,
  old: KubernetesObject,
  decoded: MutableObject,
  options: UpdateOptions = {},
): Steps<ApiResponse> {
  const { definition } = request;
  definition.defaults?.(decoded);
  const converted = writeInStoredVersion(request, decoded, (inner, stored) =>
    storeUpdate(server, inner, old, stored, options),
  );
  if (converted) return yield* converted;
  const attributes = attributesOf('UPDATE', request, decoded, old);
  if (!options.validateInstead) yield* admitMutating(server, attributes);
  const object = attributes.object ?? decoded;
  checkPreconditions(request, old, object);
  const sentOwners = object.metadata.managedFields;
  keepSystemFields(object, old);
  const prepared = request.subresource === '' ? object : onlySubresource(request, old, object);
  const context = server.allocators.context({ ...server, user: request.user, dryRun: request.dryRun });
  withFieldErrors(request, prepared, () => {
    if (request.subresource === 'status') definition.prepareForStatusUpdate?.(prepared, old, context);
    else if (request.subresource !== '') prepareForSubresource(request, prepared, old, context);
    else if (definition.prepareForUpdate) definition.prepareForUpdate(prepared, old, context);
    else keepStatus(request, prepared, old);
  });
  const shared = share(prepared, old) as KubernetesObject;
  const written = options.trackedAs === undefined ? request : { ...request, subresource: options.trackedAs };
  const owners = options.ownership ?? updatedOwnership(server, written, old, shared, sentOwners);
  if (shared !== old) {
    refuseInvalid(request, shared, validationErrors(request, shared, old));
    if (request.subresource === '') request.warnings.push(...(definition.warnings?.(shared, old) ?? []));
  }
  attributes.object = shared as MutableObject;
  yield* options.validateInstead?.() ?? admitValidating(server, attributes);
  if (shared === old && sameOwners(old, owners, options.ownership ?? sentOwners)) {
    return { status: 200, body: old, warnings: request.warnings };
  }
  refuseOvertaken(server, request, old);
  if (request.dryRun) {
    return { status: 200, body: withOwnership(deepFreeze(shared), owners), warnings: request.warnings };
  }
  if (!context.commit()) throw overtaken();
  const key = keyOf(request);
  if (shared.metadata.deletionTimestamp !== undefined && finishDeletion(server, request, key, shared)) {
    return { status: 200, body: withOwnership(deepFreeze(shared), owners), warnings: request.warnings };
  }
  return { status: 200, body: server.store.put(key, shared, owners), warnings: request.warnings };
}

/** A write that changes nothing else counts when it gives somebody a field or takes it; `given`: it says who owns what. */
function sameOwners(old: KubernetesObject, owners: Ownership, given: unknown): boolean {
  return given === undefined || sameButTimes(ownershipOf(old).entries, owners.entries);
}

function checkPreconditions(request: ResourceRequest, old: KubernetesObject, object: MutableObject): void {
  const { uid, resourceVersion } = object.metadata;
  if (typeof uid === 'string' && uid !== '' && uid !== old.metadata.uid) {
    throw refusals.conflict(
      request.definition,
      request.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (typeof resourceVersion !== 'string' || resourceVersion === '') return;
  if (!/^\d{1,20}$/.test(resourceVersion)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`;
    throw refusals.ofCode(500, '', why);
  }
  if (resourceVersion !== '0' && resourceVersion !== old.metadata.resourceVersion) {
    throw refusals.conflict(request.definition, request.name, STALE);
  }
}

function keepSystemFields(object: MutableObject, old: KubernetesObject): void {
  const { metadata } = object;
  for (const field of SYSTEM_FIELDS) {
    if (old.metadata[field] === undefined) delete metadata[field];
    else metadata[field] = old.metadata[field];
  }
  metadata.name = old.metadata.name;
  if (old.metadata.namespace !== undefined) metadata.namespace = old.metadata.namespace;
  metadata.resourceVersion = old.metadata.resourceVersion;
}

/** The status subresource changes the status alone, and metadata that says nothing about the spec. */
function onlySubresource(request: ResourceRequest, old: KubernetesObject, object: MutableObject): MutableObject {
  if (request.subresource !== 'status') return object;
  if (request.definition.prepareForStatusUpdate) return object;
  const next = copyObject(old);
  if (object.status === undefined) delete next.status;
  else next.status = object.status;
  next.metadata = {
    ...next.metadata,
    ...(object.metadata.annotations !== undefined && { annotations: object.metadata.annotations }),
    ...(object.metadata.finalizers !== undefined && { finalizers: object.metadata.finalizers }),
  };
  return next;
}

function prepareForSubresource(
  request: ResourceRequest,
  object: MutableObject,
  old: KubernetesObject,
  context: StrategyContext,
): void {
  const { definition, subresource } = request;
  const name = definition.subresources.find((candidate) => candidate.name === subresource)?.name;
  if (name) definition.prepareForSubresource?.[name]?.(object, old, context);
}

function keepStatus(request: ResourceRequest, object: MutableObject, old: KubernetesObject): void {
  const hasStatus = request.definition.subresources.some((subresource) => subresource.name === 'status');
  if (!hasStatus || request.subresource !== '') return;
  if (old.status === undefined) delete object.status;
  else object.status = old.status;
}

function validationErrors(request: ResourceRequest, object: KubernetesObject, old: KubernetesObject) {
  const { definition, subresource } = request;
  if (subresource !== '') return definition.validateSubresource?.(object, old, subresource) ?? [];
  const errors = definition.validateUpdate?.(object, old) ?? [];
  if (definition.updateStandsAlone) return errors;
  const newFinalizers = validateNoNewFinalizers(object, old);
  const own = definition.validate?.(object) ?? [];
  return [...newFinalizers, ...(definition.updateComesFirst ? [...errors, ...own] : [...own, ...errors])];
}
