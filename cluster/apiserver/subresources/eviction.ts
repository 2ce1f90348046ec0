import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { deleteObject, parseDeleteOptions } from '../operations/delete.ts';
import { getObject } from '../operations/get.ts';
import { refuseOvertaken, startingAgain } from '../operations/start-again.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { subresourceBody } from './subresource-body.ts';

const EVICTION = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** POST pods/NAME/eviction: a deletion that a PodDisruptionBudget may refuse (pod/storage/eviction.go). */
export function evict(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => evictOnce(server, request));
}

function* evictOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const pod = getObject(server, request);
  yield* admit(server, attributesOf('CREATE', request, subresourceBody(request, EVICTION), null, EVICTION));
  refuseOvertaken(server, request, pod);
  const body = isMap(request.body) ? request.body : {};
  const phase = isMap(pod.status) ? pod.status.phase : undefined;
  const ended = phase === 'Succeeded' || phase === 'Failed' || pod.metadata.deletionTimestamp !== undefined;
  if (!ended) refuseWhenDisrupting(server, pod);
  deleteObject(server, request, pod, parseDeleteOptions({ ...request, body: body.deleteOptions }));
  return { status: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

function refuseWhenDisrupting(server: ServerState, pod: KubernetesObject): void {
  const budgets = server.store.list('policy/poddisruptionbudgets', pod.metadata.namespace);
  for (const budget of budgets) {
    const spec = isMap(budget.spec) ? budget.spec : {};
    const status = isMap(budget.status) ? budget.status : {};
    if (!isMap(spec.selector) || !matchesSelector(spec.selector, pod.metadata.labels ?? {})) continue;
    if (typeof status.disruptionsAllowed === 'number' && status.disruptionsAllowed > 0) continue;
    const message =
      `The disruption budget ${budget.metadata.name} needs ${status.desiredHealthy ?? 0} healthy pods ` +
      `and has ${status.currentHealthy ?? 0} currently`;
    throw refusals.tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", [
      { reason: 'DisruptionBudget', message },
    ]);
  }
}
