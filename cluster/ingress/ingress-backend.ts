import type * as networking from 'kubernetes-types/networking/v1.js';
import type { EndpointSlice, Service } from '../client/objects.ts';
import type { Backend } from '../proxy/proxy-configuration.ts';

/** `default-red-80`, as ingress-nginx names an upstream (upstreamName in internal/ingress/controller/util.go). */
export function upstreamName(namespace: string, backend: networking.IngressServiceBackend): string {
  return `${namespace}-${backend.name}-${backend.port?.name ?? backend.port?.number ?? ''}`;
}

/** The pods behind a Service's port: the controller keeps this list itself and never sends to the ClusterIP. */
export function endpointsOf(
  service: Service | undefined,
  slices: readonly EndpointSlice[],
  backend: networking.IngressServiceBackend,
): Backend['endpoints'] {
  const port = servicePort(service, backend);
  if (!port) return [];
  const endpoints: { address: string; port: number }[] = [];
  for (const slice of slices) {
    const number = slice.ports?.find((candidate) => (candidate.name ?? '') === (port.name ?? ''))?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.ready === false) continue;
      for (const address of endpoint.addresses) endpoints.push({ address, port: number });
    }
  }
  return endpoints.sort((a, b) => (`${a.address}:${a.port}` < `${b.address}:${b.port}` ? -1 : 1));
}

/** With `service-upstream`, kube-proxy's rules choose the pod instead. */
export function clusterIpOf(
  service: Service | undefined,
  backend: networking.IngressServiceBackend,
): Backend['endpoints'] {
  const port = servicePort(service, backend);
  const address = service?.spec.clusterIP;
  return port && address && address !== 'None' ? [{ address, port: port.port }] : [];
}

/** By name, number or target port, as the controller looks for it. */
export function servicePort(service: Service | undefined, backend: networking.IngressServiceBackend) {
  const wanted = String(backend.port?.name ?? backend.port?.number ?? '');
  return service?.spec.ports?.find(
    (port) =>
      (port.protocol ?? 'TCP') === 'TCP' &&
      (String(port.port) === wanted || String(port.targetPort) === wanted || port.name === wanted),
  );
}
