import type { Foreseen, ForeseenRequest } from '../machinery/rehearsal.ts';
import type { HostTable } from './host-match.ts';
import type { Backend, PassthroughRoute } from './proxy-configuration.ts';
import type { RouteTable } from './route-match.ts';

/** What a proxy would do with a request, with every endpoint that may get it. Filters and canaries are not asked. */
export function foresee(
  routes: RouteTable,
  { host, path, secure }: ForeseenRequest,
  passthrough: HostTable<PassthroughRoute> | undefined,
): readonly Foreseen[] {
  const passed = secure ? passthrough?.find(host) : undefined;
  if (passed) return endpointsOf(passed.backend, passed, false);
  const route = routes.match(host, path);
  if (!route) return [{ status: 404, rule: `no route for ${host}${path}` }];
  return endpointsOf(route.backend, route, true);
}

function endpointsOf(
  { endpoints }: Backend,
  { rule, origin }: Pick<PassthroughRoute, 'rule' | 'origin'>,
  reads: boolean,
): readonly Foreseen[] {
  const because = { rule, ...(origin && { origin }) };
  if (endpoints.length === 0) return [{ status: reads ? 503 : null, ...because }];
  return endpoints.map(({ address, port, weight = 1 }) => ({ to: { address, port }, weight, reads, ...because }));
}
