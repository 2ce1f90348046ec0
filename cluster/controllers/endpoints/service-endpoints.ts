import type { ServicePort } from 'kubernetes-types/core/v1.js';
import type { Informer } from '../../client/informer.ts';
import type { Pod, Service } from '../../client/objects.ts';
import { isPodReady, isPodTerminal } from '../../client/pod-conditions.ts';
import { matchesLabels } from '../../machinery/label-selector.ts';

/** What both endpoints controllers need to know of a Service and its pods (k8s.io/endpointslice/util). */

export function selectsPods(service: Service): service is Service & { spec: { selector: Record<string, string> } } {
  return service.spec.selector !== undefined && service.spec.type !== 'ExternalName';
}

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === 'None';
}

export function selectedBy(service: Service, pods: readonly Pod[]): Pod[] {
  const { selector } = service.spec;
  return selector ? pods.filter((pod) => matchesLabels(selector, pod.metadata.labels)) : [];
}

/** The Services that select a pod: both controllers look at them again when it changes. */
export function servicesOf(pod: Pod, services: Informer<Service>): Service[] {
  const inNamespace = services.list(pod.metadata.namespace);
  return inNamespace.filter((service) => selectsPods(service) && selectedBy(service, [pod]).length > 0);
}

/** ShouldPodBeInEndpoints: it has an address and may still serve. */
export function belongsInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod) || !pod.status?.podIP) return false;
  if (pod.metadata.deletionTimestamp && !includeTerminating) return false;
  if (pod.spec.restartPolicy === 'Never') return pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded';
  return true;
}

export function servesNow(service: Service, pod: Pod): boolean {
  if (service.spec.publishNotReadyAddresses) return true;
  return isPodReady(pod) && !pod.metadata.deletionTimestamp;
}

/** The pod's port behind a Service's port; undefined when the pod has no port of that name (endpointslice.FindPort). */
export function targetPort(pod: Pod, { targetPort: target, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (target === undefined) return port;
  if (typeof target === 'number') return target === 0 ? port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of [...pod.spec.containers, ...sidecars]) {
    const named = ports.find((each) => each.name === target && (each.protocol ?? 'TCP') === protocol);
    if (named) return named.containerPort;
  }
  return undefined;
}

/** ShouldSetHostname: pods of a headless Service that ask for a name of their own. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec;
  return hostname && subdomain === service.metadata.name ? hostname : undefined;
}
