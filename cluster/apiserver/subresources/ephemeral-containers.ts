import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { copyObject, isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { patched } from '../operations/patch.ts';
import { readBody } from '../operations/read-body.ts';
import { startingAgain } from '../operations/start-again.ts';
import { checkIdentity, storeUpdate } from '../operations/update.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

/** PATCH pods/NAME/ephemeralcontainers, as `kubectl debug` sends it. */
export function patchEphemeralContainers(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => {
    const old = getObject(server, request);
    const object = patched(request, old, request.definition.schema);
    checkIdentity(request, object);
    const checked = request.fromWire ? server.wireCheck(object, request, 'patched') : object;
    return storeUpdate(server, request, old, withEphemeralContainers(old, checked));
  });
}

export function updateEphemeralContainers(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => {
    const old = getObject(server, request);
    const object = readBody(server, request);
    checkIdentity(request, object);
    return storeUpdate(server, request, old, withEphemeralContainers(old, object));
  });
}

/** The pod with nothing else changed; the client's resourceVersion still counts. */
function withEphemeralContainers(old: KubernetesObject, object: MutableObject): MutableObject {
  const next = copyObject(old);
  const wanted = isMap(object.spec) ? object.spec.ephemeralContainers : undefined;
  const spec = isMap(next.spec) ? next.spec : {};
  next.spec = { ...spec, ...(wanted !== undefined && { ephemeralContainers: wanted }) };
  next.metadata.resourceVersion = object.metadata.resourceVersion;
  return next;
}
