import type { EndpointSlice, Service } from '../client/objects.ts';
import type { RuleOrigin } from '../machinery/flow.ts';
import { chooseEndpoints, type EndpointChoice, endpointsOf, type ProxyEndpoint, type ProxyNode } from './endpoints.ts';
import { noEndpointsOrigin, serviceOrigin } from './rule-origins.ts';
import { type ServicePort, servicePorts } from './service-ports.ts';

/** A Service as every mode sees it on one node: its ports, and the endpoints chosen here. */
export interface ProxiedService {
  readonly service: Service;
  readonly ports: readonly ProxiedPort[];
}

export interface ProxiedPort {
  readonly port: ServicePort;
  /** All that the slices name, ready or not. */
  readonly endpoints: readonly ProxyEndpoint[];
  readonly choice: EndpointChoice;
  readonly refusals: Refusals;
}

/** What is said to traffic that is not sent on: null when it is. */
export interface Refusals {
  readonly internal: Refusal | null;
  readonly external: Refusal | null;
}

export interface Refusal {
  readonly verdict: 'REJECT' | 'DROP';
  readonly comment: string;
  readonly origin: RuleOrigin;
}

interface Known {
  readonly slices: readonly EndpointSlice[];
  readonly proxied: ProxiedService;
}

/** Stored objects never change, so an object is a key; the entry goes with it. */
const known = new WeakMap<Service, Known>();

/** Most Services are the same on every node: worked out once for all of them. */
export function proxiedService(service: Service, slices: readonly EndpointSlice[], node: ProxyNode): ProxiedService {
  if (dependsOnNode(service, slices)) return workOut(service, slices, node);
  const before = known.get(service);
  if (before && sameItems(before.slices, slices)) return before.proxied;
  const proxied = workOut(service, slices, node);
  known.set(service, { slices, proxied });
  return proxied;
}

function workOut(service: Service, slices: readonly EndpointSlice[], node: ProxyNode): ProxiedService {
  const addresses = slices.reduce((count, { endpoints }) => count + endpoints.length, 0);
  const ports = servicePorts(service).map((port) => {
    const endpoints = endpointsOf(port, slices);
    const choice = chooseEndpoints(port, endpoints, node);
    return {
      port,
      endpoints,
      choice,
      refusals: refusalsOf(port, choice, noEndpointsOrigin(port, endpoints, addresses)),
    };
  });
  return { service, ports };
}

function refusalsOf(port: ServicePort, choice: EndpointChoice, nothing: RuleOrigin): Refusals {
  if (!choice.any) {
    const refusal = { verdict: 'REJECT' as const, comment: `${port.name} has no endpoints`, origin: nothing };
    return { internal: refusal, external: refusal };
  }
  const dropped = (field: string): Refusal => ({
    verdict: 'DROP',
    comment: `${port.name} has no local endpoints`,
    origin: serviceOrigin(port, field, 'Local'),
  });
  const noLocal = choice.local.length === 0;
  return {
    internal: port.internalLocal && noLocal ? dropped('spec.internalTrafficPolicy') : null,
    external: port.externalLocal && noLocal ? dropped('spec.externalTrafficPolicy') : null,
  };
}

function dependsOnNode({ spec }: Service, slices: readonly EndpointSlice[]): boolean {
  return (
    spec.externalTrafficPolicy === 'Local' ||
    spec.internalTrafficPolicy === 'Local' ||
    slices.some(({ endpoints }) => endpoints.some(({ hints }) => hints !== undefined))
  );
}

function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
