import type { RouteFilter } from '../../proxy/route-filter.ts';

/** `haproxy.router.openshift.io/rewrite-target`: takes the route's path off a request's and puts the target in its place. */
export function rewriteFilter(path: string, target: string | undefined): RouteFilter[] {
  if (!target?.startsWith('/')) return [];
  return [
    (request) => {
      const [way = '', ...query] = request.upstreamTarget.split('?');
      if (!way.startsWith(path)) return undefined;
      const rest = way.slice(path.length);
      const changed = target === '/' ? `/${rest.replace(/^\//, '')}` : `${target}${rest}`;
      request.upstreamTarget = [changed, ...query].join('?');
      return undefined;
    },
  ];
}
