import type { Endpoint } from 'kubernetes-types/discovery/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isNamespaceTerminating, isNotFound } from '../pod-control.ts';
import {
  belongsInEndpoints,
  hostnameOf,
  isHeadless,
  selectedBy,
  selectsPods,
  servesNow,
  servicesOf,
  targetPort,
} from './service-endpoints.ts';
import { hintsFor } from './traffic-hints.ts';
import { LAST_CHANGE, TriggerTimes } from './trigger-time.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const CONTROLLER_NAME = 'endpointslice-controller.k8s.io';
/** --max-endpoints-per-slice. */
const MAX_ENDPOINTS = 100;
const ZONE = 'topology.kubernetes.io/zone';

type SlicePorts = EndpointSlice['ports'];
type DesiredSlice = Pick<EndpointSlice, 'addressType' | 'ports' | 'endpoints'>;

/** Writes which pods stand behind a Service, ready or not (pkg/controller/endpointslice, k8s.io/endpointslice). IPv4. */
export function createEndpointSliceController(context: ControllerContext): Controller {
  const services = context.informers.informer(SERVICES);
  const pods = context.informers.informer(PODS);
  const nodes = context.informers.informer(NODES);
  const slices = context.informers.informer(ENDPOINT_SLICES);
  const triggers = new TriggerTimes();
  const slicesOf = slices.index('service', ({ metadata }) => serviceKeyOf(metadata));

  return {
    watches: [
      watch(SERVICES, (service) => [keyOf(service)]),
      watch(PODS, (pod) => servicesOf(pod, services).map(keyOf)),
      watch(ENDPOINT_SLICES, (slice) => (isOurs(slice) ? serviceKeyOf(slice.metadata) : [])),
    ],
    reconcile: async (key) => {
      const existing = slicesOf(key).filter((slice) => isOurs(slice) && !slice.metadata.deletionTimestamp);
      const service = services.get(key);
      // Slices of a Service that has gone are garbage: they name it as their owner.
      if (!service) triggers.forget(key);
      if (!service || !selectsPods(service) || service.metadata.deletionTimestamp) return;
      const selected = selectedBy(service, pods.list(service.metadata.namespace));
      const desired = desiredSlices(service, selected, (name) => nodes.get(name));
      try {
        await writeSlices(context, service, { existing, desired, changed: triggers.next(key, service, selected) });
      } catch (error) {
        if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error;
      }
    },
  };
}

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[MANAGED_BY] === CONTROLLER_NAME;
}

function serviceKeyOf({ namespace, labels }: EndpointSlice['metadata']): string[] {
  const name = labels?.[SERVICE_NAME];
  return name ? [`${namespace}/${name}`] : [];
}

/** Endpoints grouped by the ports they serve, for named ports may differ from pod to pod. */
function desiredSlices(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): DesiredSlice[] {
  const groups = new Map<string, { ports: SlicePorts; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    if (!belongsInEndpoints(pod, true)) continue;
    const ports = endpointPorts(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(service, pod, nodeOf(pod.spec.nodeName ?? '')));
  }
  // A Service without endpoints has an empty slice all the same.
  if (groups.size === 0) return [{ addressType: 'IPv4', ports: [], endpoints: [] }];
  return [...groups.values()].flatMap(({ ports, endpoints }) =>
    chunks(endpoints, MAX_ENDPOINTS).map((chunk) => ({ addressType: 'IPv4', ports, endpoints: chunk })),
  );
}

function endpointPorts(service: Service, pod: Pod): SlicePorts {
  return (service.spec.ports ?? []).flatMap((servicePort) => {
    const port = targetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [{ name, protocol, port, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function endpointOf(service: Service, pod: Pod, node: Node | undefined): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  const zone = node?.metadata.labels?.[ZONE];
  const endpoint: Endpoint = {
    addresses: pod.status?.podIP ? [pod.status.podIP] : [],
    conditions: {
      ready: servesNow(service, pod),
      serving: isPodReady(pod),
      terminating: deletionTimestamp !== undefined,
    },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
  return { ...endpoint, ...hintsFor(service, endpoint) };
}

interface SliceChange {
  readonly existing: readonly EndpointSlice[];
  readonly desired: readonly DesiredSlice[];
  /** When what led here changed. */
  readonly changed: string | undefined;
}

/** Existing slices are reused, those with the same ports first; what is left over goes. */
async function writeSlices(
  { client }: ControllerContext,
  service: Service,
  { existing, desired, changed }: SliceChange,
): Promise<void> {
  const resource = client.resource(ENDPOINT_SLICES);
  const labels = sliceLabels(service);
  const left = [...existing];
  const annotations = changed ? { annotations: { [LAST_CHANGE]: changed } } : {};
  for (const wanted of desired) {
    const at = Math.max(
      0,
      left.findIndex((slice) => deepEqual(slice.ports ?? [], wanted.ports ?? [])),
    );
    const [slice] = left.splice(at, 1);
    if (!slice) {
      const metadata = {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels,
        ...annotations,
        ownerReferences: [controllerReference(service)],
      };
      await resource.create({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, ...wanted });
    } else {
      const next = { ...wanted, endpoints: inTheirPlaces(slice, wanted.endpoints) };
      if (isCurrent(slice, next, labels)) continue;
      const { annotations: _old, ...metadata } = slice.metadata;
      await resource.update({ ...slice, ...next, metadata: { ...metadata, labels, ...annotations } });
    }
  }
  for (const { metadata } of left) await resource.delete(metadata.name, metadata.namespace);
}

/** What a slice has already stays in its order; new endpoints come last (endpointslice/reconciler.go). */
function inTheirPlaces({ endpoints }: EndpointSlice, wanted: readonly Endpoint[]): Endpoint[] {
  const places = new Map((endpoints ?? []).map(({ addresses }, index) => [addresses[0], index]));
  const placeOf = ({ addresses }: Endpoint) => places.get(addresses[0] ?? '') ?? places.size;
  return [...wanted].sort((a, b) => placeOf(a) - placeOf(b));
}

function isCurrent(slice: EndpointSlice, wanted: DesiredSlice, labels: Record<string, string>): boolean {
  return (
    deepEqual(slice.endpoints ?? [], wanted.endpoints) &&
    deepEqual(slice.ports ?? [], wanted.ports) &&
    deepEqual(slice.metadata.labels ?? {}, labels)
  );
}

function sliceLabels(service: Service): Record<string, string> {
  return {
    ...service.metadata.labels,
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: CONTROLLER_NAME,
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
