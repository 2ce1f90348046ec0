import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { typed } from '../../resources/typed.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { deleteObject } from '../operations/delete.ts';
import { parseDeleteOptions } from '../operations/delete-options.ts';
import { getObject } from '../operations/get.ts';
import { refuseOvertaken, startingAgain } from '../operations/start-again.ts';
import { keyOf, type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { budgetsOf, mayEvictUnready, takeDisruption } from './disruption-budget.ts';
import { subresourceBody } from './subresource-body.ts';

const EVICTION = { group: 'policy', version: 'v1', kind: 'Eviction' };
const STATUS = { kind: 'Status', apiVersion: 'v1', metadata: {} };

/** POST pods/NAME/eviction: a deletion that a PodDisruptionBudget may refuse (pod/storage/eviction.go). */
export function evict(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => evictOnce(server, request));
}

function* evictOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const body = isMap(request.body) ? request.body : {};
  if (isMap(body.metadata) && body.metadata.name !== undefined && body.metadata.name !== request.name) {
    throw refusals.badRequest('name in URL does not match name in Eviction object');
  }
  const pod = getObject(server, request);
  yield* admit(server, attributesOf('CREATE', request, subresourceBody(request, EVICTION), null, EVICTION));
  refuseOvertaken(server, request, pod);
  const options = parseDeleteOptions({ ...request, body: body.deleteOptions });
  if (!mayIgnoreBudgets(pod)) {
    const budgets = budgetsOf(server, pod);
    if (budgets.length > 1) return severalBudgets();
    const budget = budgets[0];
    if (budget && (isReady(pod) || !mayEvictUnready(budget))) {
      takeDisruption(server, budget, request.name, options.dryRun);
    }
  }
  const { preconditions, ...rest } = options;
  if (preconditions) {
    // Checked here, against the pod as it was before the condition is written.
    deleteObject(server, request, pod, { ...options, dryRun: true });
  }
  const condemned = options.dryRun ? pod : markDisrupted(server, request, pod);
  deleteObject(server, request, condemned, rest);
  return { status: 201, body: { ...STATUS, status: 'Success', code: 201 } };
}

/** The real server answers this as if it were a success, with a failure inside. */
function severalBudgets(): ApiResponse {
  const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
  return { status: 201, body: { ...STATUS, status: 'Failure', message, code: 500 } };
}

/** canIgnorePDB. */
function mayIgnoreBudgets(pod: KubernetesObject): boolean {
  const phase = typed<Pod>(pod).status?.phase ?? '';
  return ['Succeeded', 'Failed', 'Pending'].includes(phase) || pod.metadata.deletionTimestamp !== undefined;
}

function isReady(pod: KubernetesObject): boolean {
  const conditions = typed<Pod>(pod).status?.conditions;
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Tells on the pod why it goes (addConditionAndDeletePod). */
function markDisrupted(server: ServerState, request: ResourceRequest, pod: KubernetesObject): KubernetesObject {
  const { status = {} } = typed<Pod>(pod);
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(server.clock.now()),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  return server.store.put(keyOf(request), { ...pod, status: { ...status, conditions: [...others, condition] } });
}
