import type { EndpointAddress, EndpointPort, EndpointSubset } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Endpoints, Pod, Service } from '../../client/objects.ts';
import { ENDPOINTS, PODS, SERVICES } from '../../client/resources.ts';
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
import { LAST_CHANGE, TriggerTimes } from './trigger-time.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const CONTROLLER_NAME = 'endpoint-controller';
const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** Addresses one Endpoints object holds (maxCapacity). */
const MAX_ADDRESSES = 1000;

/** Writes the legacy Endpoints object of a Service (pkg/controller/endpoint). */
export function createEndpointsController(context: ControllerContext): Controller {
  const services = context.informers.informer(SERVICES);
  const pods = context.informers.informer(PODS);
  const endpoints = context.informers.informer(ENDPOINTS);
  const triggers = new TriggerTimes();
  return {
    watches: [
      watch(SERVICES, (service) => [keyOf(service)]),
      watch(PODS, (pod) => servicesOf(pod, services).map(keyOf)),
      watch(ENDPOINTS, (object) => [keyOf(object)]),
    ],
    reconcile: async (key) => {
      const service = services.get(key);
      const current = endpoints.get(key);
      try {
        if (!service) {
          triggers.forget(key);
          await deleteOrphan(context, current);
        } else if (selectsPods(service) && !service.metadata.deletionTimestamp) {
          const selected = selectedBy(service, pods.list(service.metadata.namespace));
          await write(context, service, current, contentOf(service, selected, triggers.next(key, service, selected)));
        }
      } catch (error) {
        if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error;
      }
    },
  };
}

/** Only what this controller made goes with its Service. */
async function deleteOrphan({ client }: ControllerContext, current: Endpoints | undefined): Promise<void> {
  if (current?.metadata.labels?.[MANAGED_BY] !== CONTROLLER_NAME) return;
  await client.resource(ENDPOINTS).delete(current.metadata.name, current.metadata.namespace);
}

interface Content {
  readonly subsets: EndpointSubset[];
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

function contentOf(service: Service, selected: readonly Pod[], changed: string | undefined): Content {
  const eligible = selected.filter((pod) => belongsInEndpoints(pod, service.spec.publishNotReadyAddresses ?? false));
  const labels = {
    ...service.metadata.labels,
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [MANAGED_BY]: CONTROLLER_NAME,
  };
  const annotations = {
    ...(changed ? { [LAST_CHANGE]: changed } : {}),
    ...(eligible.length > MAX_ADDRESSES ? { [OVER_CAPACITY]: 'truncated' } : {}),
  };
  return { subsets: subsetsOf(service, eligible), labels, annotations };
}

async function write(
  { client }: ControllerContext,
  service: Service,
  current: Endpoints | undefined,
  { subsets, labels, annotations }: Content,
): Promise<void> {
  const { name, namespace } = service.metadata;
  const content = subsets.length > 0 ? { subsets } : {};
  const resource = client.resource(ENDPOINTS);
  const more = Object.keys(annotations).length > 0 ? { annotations } : {};
  if (!current) {
    const metadata = { name, namespace, labels, ...more };
    await resource.create({ apiVersion: 'v1', kind: 'Endpoints', metadata, ...content });
    return;
  }
  const same =
    deepEqual(current.subsets ?? [], subsets) &&
    deepEqual(current.metadata.labels ?? {}, labels) &&
    current.metadata.annotations?.[OVER_CAPACITY] === annotations[OVER_CAPACITY];
  if (same) return;
  const { subsets: _old, ...rest } = current;
  const { [LAST_CHANGE]: _time, [OVER_CAPACITY]: _capacity, ...kept } = current.metadata.annotations ?? {};
  const metadata = { ...current.metadata, labels, annotations: { ...kept, ...annotations } };
  // The rest of a stored Endpoints object is one.
  await resource.update({ ...rest, ...content, metadata } as Endpoints);
}

/** One subset for each set of ports, its addresses ready and not ready, all sorted (endpoints.RepackSubsets). */
function subsetsOf(service: Service, eligible: readonly Pod[]): EndpointSubset[] {
  const groups = new Map<string, { ports: EndpointPort[]; ready: EndpointAddress[]; notReady: EndpointAddress[] }>();
  for (const pod of eligible.slice(0, MAX_ADDRESSES)) {
    const ports = portsOf(service, pod);
    if (ports.length === 0 && (service.spec.ports?.length ?? 0) > 0) continue;
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, ready: [], notReady: [] };
    groups.set(key, group);
    (servesNow(service, pod) ? group.ready : group.notReady).push(addressOf(service, pod));
  }
  return Array.from(groups.values(), ({ ports, ready, notReady }) => ({
    ...(ready.length > 0 ? { addresses: sorted(ready) } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: sorted(notReady) } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }));
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((servicePort) => {
    const port = targetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = servicePort;
    return [{ ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  return {
    ip: pod.status?.podIP ?? '',
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** By the bytes of the address, as the real controller's canonical order is by address too. */
function sorted(addresses: EndpointAddress[]): EndpointAddress[] {
  const bytes = ({ ip }: EndpointAddress) =>
    ip
      .split('.')
      .map((part) => part.padStart(3, '0'))
      .join('.');
  return addresses.sort((a, b) => (bytes(a) < bytes(b) ? -1 : 1));
}
