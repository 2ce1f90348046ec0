import type { ApiResponse } from '../../machinery/api-transport.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { isMap } from '../json.ts';
import { finishDeletion } from '../operations/delete.ts';
import { getObject } from '../operations/get.ts';
import { readBody } from '../operations/read-body.ts';
import { refuseOvertaken, startingAgain } from '../operations/start-again.ts';
import { checkIdentity } from '../operations/update.ts';
import { requireWriteOptions } from '../operations/write-options.ts';
import { keyOf, type ResourceRequest, type ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

/** PUT namespaces/NAME/finalize: changes spec.finalizers alone; the last one gone, the namespace goes. */
export function finalizeNamespace(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => finalizeOnce(server, request));
}

function* finalizeOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const old = getObject(server, request);
  const object = readBody(server, request);
  requireWriteOptions(request, 'UpdateOptions');
  checkIdentity(request, object);
  yield* admit(server, attributesOf('UPDATE', request, object, old));
  refuseOvertaken(server, request, old);
  const finalizers = isMap(object.spec) ? object.spec.finalizers : undefined;
  const { finalizers: _, ...spec } = isMap(old.spec) ? old.spec : {};
  const next = {
    ...old,
    spec: Array.isArray(finalizers) && finalizers.length > 0 ? { ...spec, finalizers } : spec,
  };
  if (request.dryRun) return { status: 200, body: next };
  const deleting = old.metadata.deletionTimestamp !== undefined;
  if (deleting && finishDeletion(server, request, keyOf(request), next)) return { status: 200, body: next };
  return { status: 200, body: server.store.put(keyOf(request), next) };
}
