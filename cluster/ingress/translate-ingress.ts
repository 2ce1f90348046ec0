import type * as networking from 'kubernetes-types/networking/v1.js';
import type { EndpointSlice, Service } from '../client/objects.ts';
import type { PathMatch, ProxyRoute, VirtualHost } from '../proxy/proxy-configuration.ts';
import { backendName, clusterIpOf, endpointsOf } from './ingress-backend.ts';
import type { Ingress, IngressClass } from './ingress-objects.ts';

export const CONTROLLER_NAME = 'k8s.io/ingress-nginx';
const SERVICE_UPSTREAM = 'nginx.ingress.kubernetes.io/service-upstream';

/** Everything the controller reads, by lookups, so that nothing is copied. */
export interface IngressInputs {
  readonly ingresses: readonly Ingress[];
  readonly classes: readonly IngressClass[];
  service(key: string): Service | undefined;
  slicesOf(serviceKey: string): readonly EndpointSlice[];
}

/** Ingresses of the controller's own classes, oldest first: where two claim the same host and path, the older one has it. */
export function ownIngresses(inputs: Pick<IngressInputs, 'ingresses' | 'classes'>): Ingress[] {
  const own = new Set(inputs.classes.filter((c) => c.spec.controller === CONTROLLER_NAME).map((c) => c.metadata.name));
  return inputs.ingresses.filter((ingress) => own.has(classOf(ingress))).sort(byAge);
}

function classOf(ingress: Ingress): string {
  return ingress.spec.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '';
}

function byAge(a: Ingress, b: Ingress): number {
  const [ageA, ageB] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (ageA !== ageB) return ageA < ageB ? -1 : 1;
  return a.metadata.uid < b.metadata.uid ? -1 : 1;
}

export function translateIngresses(inputs: IngressInputs): { virtualHosts: VirtualHost[] } {
  const hosts = new Map<string, Map<string, ProxyRoute>>();
  for (const ingress of ownIngresses(inputs)) {
    for (const [index, rule] of (ingress.spec.rules ?? []).entries()) {
      for (const [pathIndex, path] of (rule.http?.paths ?? []).entries()) {
        const field = `spec.rules[${index}].http.paths[${pathIndex}]`;
        claim(
          hosts,
          rule.host ?? '*',
          pathMatch(path),
          routeTo(inputs, ingress, path.backend, field, path.path ?? '/'),
        );
      }
    }
    const fallback = ingress.spec.defaultBackend;
    if (fallback)
      claim(hosts, '*', { type: 'prefix', value: '/' }, routeTo(inputs, ingress, fallback, 'spec.defaultBackend', '/'));
  }
  return {
    virtualHosts: [...hosts].map(([hostname, routes]) => ({ hostname, routes: [...routes.values()] })),
  };
}

function claim(
  hosts: Map<string, Map<string, ProxyRoute>>,
  host: string,
  path: PathMatch,
  route: Omit<ProxyRoute, 'path'>,
): void {
  const routes = hosts.get(host) ?? new Map<string, ProxyRoute>();
  hosts.set(host, routes);
  const key = `${path.type} ${path.value}`;
  if (!routes.has(key)) routes.set(key, { path, ...route });
}

/** ImplementationSpecific is a prefix in nginx. */
function pathMatch(path: networking.HTTPIngressPath): PathMatch {
  return { type: path.pathType === 'Exact' ? 'exact' : 'prefix', value: path.path ?? '/' };
}

function routeTo(
  inputs: IngressInputs,
  ingress: Ingress,
  backend: networking.IngressBackend,
  field: string,
  path: string,
): Omit<ProxyRoute, 'path'> {
  const { namespace, name } = ingress.metadata;
  const target = backend.service;
  if (!target) return { backend: { name: 'upstream-default-backend', endpoints: [] }, rule: `${path} -> no service` };
  const key = `${namespace}/${target.name}`;
  const service = inputs.service(key);
  const toClusterIp = ingress.metadata.annotations?.[SERVICE_UPSTREAM] === 'true';
  const port = target.port?.name ?? target.port?.number ?? '';
  return {
    backend: {
      name: backendName(namespace, target),
      endpoints: toClusterIp ? clusterIpOf(service, target) : endpointsOf(service, inputs.slicesOf(key), target),
    },
    rule: `${path} -> ${key}:${port}${toClusterIp ? ' (cluster IP)' : ' (endpoints)'}`,
    origin: {
      object: `Ingress ${namespace}/${name}`,
      field: `${field}.backend.service`,
      value: `${target.name}:${port}`,
    },
  };
}
