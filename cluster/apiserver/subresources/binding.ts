import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { admit, attributesOf } from '../admission/admit.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { refuseOvertaken, startingAgain } from '../operations/start-again.ts';
import { keyOf, type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';
import type { Steps } from '../steps.ts';
import { subresourceBody } from './subresource-body.ts';

const BINDING = { group: '', version: 'v1', kind: 'Binding' };

/** POST pods/NAME/binding: puts a pod on a node (pkg/registry/core/pod/storage/storage.go assignPod). */
export function bind(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  return startingAgain(request, () => bindOnce(server, request));
}

/** POST bindings: the pod is named in the body (LegacyBindingREST). */
export function createBinding(server: ServerState, request: ResourceRequest): Steps<ApiResponse> | ApiResponse {
  const pods = server.registry.find('', 'v1', 'pods');
  const metadata = isMap(request.body) && isMap(request.body.metadata) ? request.body.metadata : {};
  if (!pods) throw refusals.noSuchPath();
  if (typeof metadata.name !== 'string') throw refusals.badRequest('name must be provided');
  return bind(server, { ...request, definition: pods, name: metadata.name, subresource: 'binding' });
}

function* bindOnce(server: ServerState, request: ResourceRequest): Steps<ApiResponse> {
  const pod = getObject(server, request);
  yield* admit(server, attributesOf('CREATE', request, subresourceBody(request, BINDING), null, BINDING));
  refuseOvertaken(server, request, pod);
  const body = isMap(request.body) ? request.body : {};
  const target = isMap(body.target) ? body.target : {};
  if (typeof target.name !== 'string' || target.name === '') {
    throw refusals.invalid('', 'Binding', request.name, [
      { type: 'FieldValueRequired', field: 'target.name', detail: '' },
    ]);
  }
  const spec = isMap(pod.spec) ? pod.spec : {};
  const subject = { group: '', plural: 'pods/binding' };
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw refusals.conflict(
      subject,
      request.name,
      `pod ${request.name} is being deleted, cannot be assigned to a host`,
    );
  }
  if (spec.nodeName) {
    throw refusals.conflict(
      subject,
      request.name,
      `pod ${request.name} is already assigned to node "${spec.nodeName}"`,
    );
  }
  if (Array.isArray(spec.schedulingGates) && spec.schedulingGates.length > 0) {
    throw refusals.conflict(subject, request.name, `pod ${request.name} has non-empty .spec.schedulingGates`);
  }
  if (!request.dryRun) {
    server.store.put(keyOf(request), {
      ...pod,
      spec: { ...spec, nodeName: target.name },
      status: scheduled(pod, timestamp(server.clock.now())),
    });
  }
  return { status: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

/** The nomination has served its purpose (ClearingNominatedNodeNameAfterBinding). */
function scheduled({ status }: KubernetesObject, now: string): Record<string, unknown> {
  const { nominatedNodeName: _nominated, ...known } = isMap(status) ? status : {};
  const conditions = Array.isArray(known.conditions) ? known.conditions : [];
  const others = conditions.filter((condition) => !isMap(condition) || condition.type !== 'PodScheduled');
  const condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
  };
  return { ...known, conditions: [...others, condition] };
}
