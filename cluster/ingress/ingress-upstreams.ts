import type * as networking from 'kubernetes-types/networking/v1.js';
import type { EndpointSlice, Service } from '../client/objects.ts';
import type { Endpoint } from '../proxy/proxy-configuration.ts';
import { Annotations } from './annotations.ts';
import { type CanaryPolicy, canaryPolicy, isCanary } from './canary.ts';
import { clusterIpOf, endpointsOf, servicePort, upstreamName } from './ingress-backend.ts';
import type { Ingress } from './ingress-objects.ts';
import type { Warn } from './translation-warning.ts';

/** The pods (or the ClusterIP) behind one port of a Service, as one Ingress first asked for them. */
export interface Upstream {
  readonly name: string;
  readonly ingress: Ingress;
  readonly annotations: Annotations;
  readonly serviceKey: string;
  readonly port: string;
  readonly endpoints: readonly Endpoint[];
  readonly toClusterIp: boolean;
  /** Only reached as a canary of another one. */
  readonly canary: CanaryPolicy | undefined;
  /** Its canaries; the first one counts. */
  readonly alternatives: Upstream[];
}

export interface UpstreamInputs {
  service(key: string): Service | undefined;
  slicesOf(serviceKey: string): readonly EndpointSlice[];
}

/** By the name that ingress-nginx gives them. */
export function createUpstreams(
  ingresses: readonly Ingress[],
  inputs: UpstreamInputs,
  warn: Warn,
): Map<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const ingress of ingresses) {
    const annotations = new Annotations(ingress);
    const add = (backend: networking.IngressServiceBackend | undefined) => {
      if (!backend) return;
      const name = upstreamName(ingress.metadata.namespace, backend);
      if (!upstreams.has(name))
        upstreams.set(name, createUpstream({ name, ingress, annotations, backend }, inputs, warn));
    };
    add(ingress.spec.defaultBackend?.service);
    for (const rule of ingress.spec.rules ?? []) for (const path of rule.http?.paths ?? []) add(path.backend.service);
  }
  return upstreams;
}

interface Wanted {
  readonly name: string;
  readonly ingress: Ingress;
  readonly annotations: Annotations;
  readonly backend: networking.IngressServiceBackend;
}

function createUpstream({ name, ingress, annotations, backend }: Wanted, inputs: UpstreamInputs, warn: Warn): Upstream {
  const serviceKey = `${ingress.metadata.namespace}/${backend.name}`;
  const service = inputs.service(serviceKey);
  const toClusterIp = annotations.flag('service-upstream');
  const single = toClusterIp ? clusterIpOf(service, backend) : [];
  const quoted = JSON.stringify(serviceKey);
  if (!service) {
    const error = `no object matching key ${quoted} in local store`;
    warn('W', 'controller.go:1163', `Error obtaining Endpoints for Service ${quoted}: ${error}`);
  }
  const endpoints = single.length > 0 ? single : endpointsOf(service, inputs.slicesOf(serviceKey), backend);
  if (service && endpoints.length === 0 && servicePort(service, backend)) {
    warn('W', 'controller.go:1269', `Service ${quoted} does not have any active Endpoint.`);
  }
  return {
    name,
    ingress,
    annotations,
    serviceKey,
    port: String(backend.port?.name ?? backend.port?.number ?? ''),
    endpoints,
    toClusterIp: single.length > 0,
    canary: isCanary(annotations) ? canaryPolicy(annotations) : undefined,
    alternatives: [],
  };
}
