import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { required } from '../../resources/field-error.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { admitMutating, admitValidating, attributesOf } from '../admission/admit.ts';
import { type Ownership, withOwnership } from '../apply/ownership.ts';
import { createdOwnership } from '../apply/track-write.ts';
import { refusals } from '../errors.ts';
import { deepFreeze } from '../json.ts';
import { keyOf, type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import { reviewOf } from '../reviews/table.ts';
import type { Steps } from '../steps.ts';
import { writeInStoredVersion } from './get.ts';
import { readBody } from './read-body.ts';
import { overtaken, startingAgain } from './start-again.ts';
import { refuseInvalid, withFieldErrors } from './validation.ts';
import { requireWriteOptions } from './write-options.ts';

/** 63 characters for a name, five of them appended (apiserver/pkg/storage/names/generate.go). */
const GENERATED_SUFFIX = 5;
const LONGEST_BASE = 63 - GENERATED_SUFFIX;
const GENERATE_ATTEMPTS = 8;

/** POST to a collection (apiserver/pkg/registry/rest/create.go). */
export function create(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  requireWriteOptions(request, 'CreateOptions');
  return startingAgain(request, () => createObject(server, request, readBody(server, request)));
}

/** `ownership`: who owns what, when the object comes from an apply. */
export function* createObject(
  server: ServerState,
  request: ResourceRequest,
  decoded: MutableObject,
  ownership?: Ownership,
): Steps<ApiResponse> {
  const { definition } = request;
  if (definition.custom?.terminating) throw refuseTerminating(request, decoded);
  definition.defaults?.(decoded);
  const owners = ownership ?? createdOwnership(server, request, decoded);
  const converted = writeInStoredVersion(request, decoded, (inner, stored) =>
    createObject(server, inner, stored, owners),
  );
  if (converted) return yield* converted;
  ensureNamespace(request, decoded);
  const attributes = attributesOf('CREATE', request, decoded, null);
  yield* admitMutating(server, attributes);
  const object = attributes.object ?? decoded;
  const context = server.allocators.context({ ...server, user: request.user, dryRun: request.dryRun });
  if (definition.evaluate) {
    yield* admitValidating(server, attributes);
    const review = reviewOf(definition);
    const answer = review
      ? { ...object, status: review(server, request, object) }
      : withFieldErrors(request, object, () => definition.evaluate!(object, context));
    return { status: 201, body: deepFreeze(answer), warnings: request.warnings };
  }
  fillMetadata(server, request, object);
  withFieldErrors(request, object, () => definition.prepareForCreate?.(object, context));
  refuseInvalid(request, object, definition.validate?.(object) ?? []);
  // Kinds that do not look at their metadata still need a name.
  if (!object.metadata.name)
    refuseInvalid(request, object, [required('metadata.name', 'name or generateName is required')]);
  request.warnings.push(...(definition.warnings?.(object) ?? []));
  yield* admitValidating(server, attributes);

  const key = keyOf(request, String(object.metadata.name));
  if (server.store.get(key)) throw refusals.alreadyExists(definition, key.name);
  if (request.dryRun) {
    return { status: 201, body: withOwnership(deepFreeze(object), owners), warnings: request.warnings };
  }
  if (!context.commit()) throw overtaken();
  const stored = server.store.put(key, object, owners);
  return { status: 201, body: stored, warnings: request.warnings };
}

function refuseTerminating({ definition }: ResourceRequest, { metadata }: MutableObject) {
  const why = 'create not allowed while custom resource definition is terminating';
  return refusals.forbidden(definition, String(metadata.name ?? ''), why);
}

/** rest.EnsureObjectNamespaceMatchesRequestNamespace: a body without a namespace gets the path's. */
function ensureNamespace({ definition, namespace }: ResourceRequest, { metadata }: MutableObject): void {
  if (definition.namespaced) {
    if (metadata.namespace === undefined || metadata.namespace === '') metadata.namespace = namespace;
    if (metadata.namespace !== namespace) {
      throw refusals.badRequest(
        `the namespace of the provided object does not match the namespace sent on the request`,
      );
    }
  } else delete metadata.namespace;
}

/** rest.BeforeCreate: what the server alone may say about an object. */
function fillMetadata(server: ServerState, request: ResourceRequest, object: KubernetesObject & MutableObject): void {
  const metadata: Record<string, unknown> = object.metadata;
  ensureNamespace(request, object);
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '') {
    throw refusals.ofCode(500, '', 'resourceVersion should not be set on objects to be created');
  }
  for (const field of [
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'resourceVersion',
    'managedFields',
  ]) {
    delete metadata[field];
  }
  if (metadata.name === '') delete metadata.name;
  if (metadata.name === undefined && metadata.generateName)
    metadata.name = generateName(server, request, String(metadata.generateName));
  metadata.uid = server.random.uuid();
  metadata.creationTimestamp = timestamp(server.clock.now());
}

function generateName(server: ServerState, request: ResourceRequest, base: string): string {
  for (let attempt = 0; attempt < GENERATE_ATTEMPTS; attempt++) {
    const name = base.slice(0, LONGEST_BASE) + server.random.suffix(GENERATED_SUFFIX);
    if (!server.store.get(keyOf(request, name))) return name;
  }
  throw refusals.generateNameFailed(request.definition, base);
}
