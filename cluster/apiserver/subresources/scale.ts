import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { labelSelectorText } from '../../resources/label-selector.ts';
import type { MutableObject, ResourceDefinition, ScalePaths } from '../../resources/resource-definition.ts';
import { admitMutating, admitValidating, attributesOf } from '../admission/admit.ts';
import { customScale } from '../apiextensions/kind/custom-scale.ts';
import { setFieldAt } from '../apiextensions/kind/field-at.ts';
import { refusals } from '../errors.ts';
import { copyJson, copyObject, isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { patched } from '../operations/patch.ts';
import { startingAgain } from '../operations/start-again.ts';
import { storeUpdate } from '../operations/update.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const SCALE_SCHEMA = 'io.k8s.api.autoscaling.v1.Scale';

export function getScale(server: ServerState, request: ResourceRequest): ApiResponse {
  return { status: 200, body: scaleOf(getObject(server, request), request.definition) };
}

export function updateScale(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => {
    const body = copyJson(request.body);
    if (!isMap(body) || !isMap(body.metadata)) throw refusals.badRequest('object or an array is required');
    return applyScale(server, request, body as MutableObject);
  });
}

export function patchScale(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () =>
    applyScale(
      server,
      request,
      patched(request, scaleOf(getObject(server, request), request.definition), SCALE_SCHEMA),
    ),
  );
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
    spec: { replicas: spec.replicas ?? 0 },
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
    spec: { replicas },
    status: { replicas: currentReplicas, ...(selector !== '' && { selector }) },
  };
}

function* applyScale(server: ServerState, request: ResourceRequest, decoded: MutableObject): Steps<ApiResponse> {
  const old = getObject(server, request);
  const attributes = attributesOf('UPDATE', request, decoded, scaleOf(old, request.definition), SCALE);
  yield* admitMutating(server, attributes);
  const scale = attributes.object ?? decoded;
  const replicas = isMap(scale.spec) ? (scale.spec.replicas ?? 0) : 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    throw refusals.badRequest(
      'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal into Go struct field ScaleSpec.spec.replicas of type int32',
    );
  }
  if (replicas < 0) {
    throw refusals.invalid('autoscaling', 'Scale', request.name, [
      {
        type: 'FieldValueInvalid',
        field: 'spec.replicas',
        badValue: replicas,
        detail: 'must be greater than or equal to 0',
      },
    ]);
  }
  const next = copyObject(old);
  const paths = request.definition.custom?.scale;
  if (paths) setFieldAt(next, paths.specReplicas, replicas);
  else next.spec = { ...(isMap(next.spec) ? next.spec : {}), replicas };
  next.metadata.resourceVersion = scale.metadata.resourceVersion;
  // Through the object itself, so that its generation moves and its rules are kept.
  const response = yield* storeUpdate(server, { ...request, subresource: '' }, old, next, {
    validateInstead: () => admitValidating(server, attributes),
    trackedAs: 'scale',
  });
  return { ...response, body: scaleOf(response.body as KubernetesObject, request.definition) };
}
