import type { KubeletEndpoint, PodRef } from '../../machinery/kubelet-endpoint.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';

export interface PodTarget {
  readonly pod: PodRef;
  /** '' for a port-forward: containers share their pod's network. */
  readonly container: string;
  /** Null for a pod that is on no node yet. */
  readonly kubelet: KubeletEndpoint | null;
}

/** The container that a log, exec, attach or port-forward is about (pkg/registry/core/pod/strategy.go streamLocation). */
export function podTarget(
  server: ServerState,
  request: ResourceRequest,
  kubeletOf: (nodeName: string) => KubeletEndpoint | undefined,
): PodTarget {
  const found = getObject(server, request);
  const spec = isMap(found.spec) ? found.spec : {};
  const container = request.subresource === 'portforward' ? '' : containerOf(spec, request);
  const pod = { namespace: request.namespace, name: request.name, uid: found.metadata.uid ?? '' };
  if (typeof spec.nodeName !== 'string' || spec.nodeName === '') return { pod, container, kubelet: null };
  const kubelet = kubeletOf(spec.nodeName);
  if (!kubelet) throw refusals.notFound({ group: '', plural: 'nodes' }, spec.nodeName);
  return { pod, container, kubelet };
}

function containerOf(spec: Record<string, unknown>, request: ResourceRequest): string {
  const containers = names(spec.containers);
  const asked = request.query.get('container') ?? '';
  if (asked === '') {
    if (containers.length === 1) return containers[0]!;
    const inits = names(spec.initContainers);
    const orInit = inits.length > 0 ? ` or one of the init containers: [${inits.join(' ')}]` : '';
    throw refusals.badRequest(
      `a container name must be specified for pod ${request.name}, choose one of: [${containers.join(' ')}]${orInit}`,
    );
  }
  const all = [...containers, ...names(spec.initContainers), ...names(spec.ephemeralContainers)];
  if (!all.includes(asked)) throw refusals.badRequest(`container ${asked} is not valid for pod ${request.name}`);
  return asked;
}

function names(containers: unknown): string[] {
  return Array.isArray(containers) ? containers.filter(isMap).map((container) => String(container.name)) : [];
}

/** exec, attach and port-forward cannot do without a node. */
export function refuseWithoutNode(target: PodTarget): KubeletEndpoint {
  if (target.kubelet) return target.kubelet;
  throw refusals.badRequest(`pod ${target.pod.name} does not have a host assigned`);
}
