import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { invalid } from '../../resources/field-error.ts';
import { scaleKind } from '../../resources/kinds/scale.ts';
import { labelSelectorText } from '../../resources/label-selector.ts';
import type { MutableObject, ResourceDefinition, ScalePaths } from '../../resources/resource-definition.ts';
import { admitMutating, admitValidating, attributesOf } from '../admission/admit.ts';
import { customScale } from '../apiextensions/kind/custom-scale.ts';
import { setFieldAt } from '../apiextensions/kind/field-at.ts';
import { Ownership, ownershipOf, setOwnership, withManagedFields } from '../apply/ownership.ts';
import { APPLY_PATCH, appliedTo } from '../apply/server-side-apply.ts';
import { refusals } from '../errors.ts';
import { copyObject, isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { decodePatched, patched, requirePatchType } from '../operations/patch.ts';
import { readBody } from '../operations/read-body.ts';
import { startingAgain } from '../operations/start-again.ts';
import { checkIdentity, storeUpdate } from '../operations/update.ts';
import { requireWriteOptions } from '../operations/write-options.ts';
import { apiVersionOf } from '../registry.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { parentEntries, replicasField, scaleEntries } from './scale-ownership.ts';

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

export function getScale(server: ServerState, request: ResourceRequest): ApiResponse {
  return { status: 200, body: scaleOf(getObject(server, request), request.definition) };
}

export function updateScale(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  requireWriteOptions(request, 'UpdateOptions');
  return startingAgain(request, () => {
    const scale = asScale(request);
    const body = readBody(server, scale);
    checkIdentity(scale, body);
    return applyScale(server, request, body);
  });
}

export function patchScale(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const applies = requirePatchType(request) === APPLY_PATCH;
  if (!applies) requireWriteOptions(request, 'PatchOptions');
  return startingAgain(request, () => (applies ? applyToScale(server, request) : patchScaleOnce(server, request)));
}

/** The request as one for the Scale itself. */
function asScale(request: ResourceRequest): ResourceRequest {
  return { ...request, definition: scaleKind };
}

function patchScaleOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const scale = asScale(request);
  const live = scaleWithOwners(getObject(server, request), request.definition);
  const current = request.fromWire ? withManagedFields(live) : live;
  return applyScale(server, request, decodePatched(server, scale, patched(scale, current, scaleKind.schema)));
}

/** Server-side apply: who owns the replicas of the object is who owns them in its Scale. */
function* applyToScale(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const { definition } = request;
  const old = getObject(server, request);
  const live = scaleWithOwners(old, definition);
  const { object, entries } = appliedTo(server, asScale(request), live);
  const owners = parentEntries(ownershipOf(old).entries, entries, replicasOf(definition), apiVersionOf(definition));
  return yield* applyScale(server, request, object, Ownership.of(owners));
}

function replicasOf({ custom }: ResourceDefinition) {
  return replicasField(custom?.scale?.specReplicas ?? ['spec', 'replicas']);
}

function scaleWithOwners(object: KubernetesObject, definition: ResourceDefinition): KubernetesObject {
  const scale = scaleOf(object, definition);
  setOwnership(scale, Ownership.of(scaleEntries(ownershipOf(object).entries, replicasOf(definition))));
  return scale;
}

/** autoscaling/v1 Scale of anything with spec.replicas (pkg/registry/apps/deployment/storage scaleFromDeployment). */
function scaleOf(object: KubernetesObject, { custom }: ResourceDefinition): KubernetesObject {
  if (custom?.scale) return customScaleOf(object, custom.scale);
  const spec = isMap(object.spec) ? object.spec : {};
  const status = isMap(object.status) ? object.status : {};
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = object.kind === 'ReplicationController' ? { matchLabels: spec.selector } : spec.selector;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubernetesObject['metadata'],
    spec: replicasSpec(spec.replicas),
    status: { replicas: status.replicas ?? 0, selector: isMap(selector) ? labelSelectorText(selector) : '' },
  };
}

function customScaleOf(object: KubernetesObject, paths: ScalePaths): KubernetesObject {
  const { replicas, currentReplicas, selector } = customScale(object, paths);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubernetesObject['metadata'],
    spec: replicasSpec(replicas),
    status: { replicas: currentReplicas, ...(selector !== '' && { selector }) },
  };
}

/** No replicas are left out, as Go leaves out zeros. */
function replicasSpec(replicas: unknown): Record<string, unknown> {
  return typeof replicas === 'number' && replicas !== 0 ? { replicas } : {};
}

function* applyScale(
  server: ServerState,
  request: ResourceRequest,
  decoded: MutableObject,
  ownership?: Ownership,
): Steps<ApiResponse> {
  const old = getObject(server, request);
  const attributes = attributesOf('UPDATE', request, decoded, scaleOf(old, request.definition), SCALE);
  yield* admitMutating(server, attributes);
  const scale = attributes.object ?? decoded;
  const replicas = replicasIn(scale);
  refuseNegative(request, replicas);
  const next = copyObject(old);
  const paths = request.definition.custom?.scale;
  if (paths) setFieldAt(next, paths.specReplicas, replicas);
  else next.spec = { ...(isMap(next.spec) ? next.spec : {}), replicas };
  next.metadata.resourceVersion = scale.metadata.resourceVersion;
  // Through the object itself, so that its generation moves and its rules are kept.
  const response = yield* storeUpdate(server, { ...request, subresource: '' }, old, next, {
    validateInstead: () => admitValidating(server, attributes),
    trackedAs: 'scale',
    ...(ownership && { ownership }),
  });
  return { ...response, body: scaleOf(response.body as KubernetesObject, request.definition) };
}

function replicasIn({ spec }: MutableObject): number {
  return isMap(spec) && typeof spec.replicas === 'number' ? spec.replicas : 0;
}

function refuseNegative(request: ResourceRequest, replicas: number): void {
  if (replicas >= 0) return;
  const detail = 'must be greater than or equal to 0';
  throw refusals.invalid('autoscaling', 'Scale', request.name, [invalid('spec.replicas', replicas, detail)]);
}
