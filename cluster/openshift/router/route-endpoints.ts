import { createHash } from 'node:crypto';
import type { EndpointSlice, Service } from '../../client/objects.ts';
import type { Endpoint } from '../../proxy/proxy-configuration.ts';
import type { Route, RouteTarget } from '../route/route.ts';
import { targetsOf } from '../route/route.ts';

/** What a router reads beside the routes. */
export interface RouterInputs {
  service(key: string): Service | undefined;
  slicesOf(serviceKey: string): readonly EndpointSlice[];
}

/** A pod behind a route, with what its cookie says. */
export interface RouteEndpoint extends Endpoint {
  readonly weight: number;
  /** The value of the sticky cookie. */
  readonly cookie: string;
  readonly service: string;
}

/** Shares of services are divided among their pods; the largest is HAProxy's largest weight. */
const LARGEST_WEIGHT = 256;

/** The ready pods behind a route, with their weights. */
export function endpointsOfRoute(route: Route, inputs: RouterInputs): readonly RouteEndpoint[] {
  const { namespace } = route.metadata;
  const groups = targetsOf(route.spec).map((target) => ({
    target,
    endpoints: endpointsOfTarget(namespace, target, route.spec.port?.targetPort, inputs),
  }));
  const shares = groups.map(({ target, endpoints }) => (target.weight ?? 100) / Math.max(1, endpoints.length));
  const largest = Math.max(...shares, 0);
  return groups.flatMap(({ target, endpoints }, index) =>
    endpoints.map((endpoint) => ({
      ...endpoint,
      // A route's only service has weight 1, whatever it says, unless it says 0.
      weight: groups.length === 1 ? Math.min(1, target.weight ?? 1) : scaled(shares[index] ?? 0, largest),
      cookie: cookieValue(route, target.name, endpoint),
      service: target.name,
    })),
  );
}

/** How many services with a share have pods: with several, the router takes turns by weight. */
export function activeServices(endpoints: readonly RouteEndpoint[]): number {
  return new Set(endpoints.filter(({ weight }) => weight > 0).map(({ service }) => service)).size;
}

function endpointsOfTarget(
  namespace: string,
  { name }: RouteTarget,
  wanted: number | string | undefined,
  { service, slicesOf }: RouterInputs,
): Endpoint[] {
  const key = `${namespace}/${name}`;
  if (!service(key)) return [];
  const found: Endpoint[] = [];
  for (const { ports = [], endpoints = [] } of slicesOf(key)) {
    // Without a wish all TCP ports are taken.
    const chosen = ports.filter(({ name: portName, port, protocol }) => {
      if ((protocol ?? 'TCP') !== 'TCP' || port === undefined) return false;
      return wanted === undefined || wanted === '' || wanted === portName || Number(wanted) === port;
    });
    for (const { conditions, addresses } of endpoints) {
      if (conditions?.ready === false) continue;
      for (const address of addresses) for (const { port } of chosen) found.push({ address, port: port ?? 0 });
    }
  }
  return found.sort((a, b) => (`${a.address}:${a.port}` < `${b.address}:${b.port}` ? -1 : 1));
}

function scaled(share: number, largest: number): number {
  if (share <= 0 || largest <= 0) return 0;
  return Math.max(1, Math.round((share / largest) * LARGEST_WEIGHT));
}

/** MD5 of the server's name, as the router's template writes it. */
function cookieValue({ metadata }: Route, service: string, { address, port }: Endpoint): string {
  return md5(`${metadata.namespace}/${service} ${address}:${port}`);
}

/** RoutingKeyName of openshift/router: the cookie's name. */
export function cookieName({ metadata }: Route): string {
  return md5(` ${metadata.namespace}:${metadata.name}`);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
