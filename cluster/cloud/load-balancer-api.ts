import { cloudErrors } from './cloud-error.ts';
import type { ApiRoute } from './http-api.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { LoadBalancerService } from './load-balancer-service.ts';

/** The service's HTTP operations, as the `lb` command calls them. */
export function loadBalancerRoutes(service: LoadBalancerService): ApiRoute[] {
  return [
    { method: 'GET', path: /^\/v1\/load-balancers$/, handle: () => ({ items: service.list().map(view) }) },
    {
      method: 'GET',
      path: /^\/v1\/load-balancers\/([^/]+)$/,
      handle: ({ parameters }) => view(service.get(first(parameters))),
    },
    {
      method: 'POST',
      path: /^\/v1\/load-balancers\/([^/]+)\/targets$/,
      handle: ({ parameters, body }) => {
        if (typeof body['target'] !== 'string') throw cloudErrors.badTarget(String(body['target'] ?? ''));
        service.addTarget(first(parameters), body['target']);
        return view(service.get(first(parameters)));
      },
    },
    {
      method: 'DELETE',
      path: /^\/v1\/load-balancers\/([^/]+)\/targets\/([^/]+)$/,
      handle: ({ parameters: [name = '', target = ''] }) => {
        service.removeTarget(name, target);
        return view(service.get(name));
      },
    },
    {
      method: 'PATCH',
      path: /^\/v1\/load-balancers\/([^/]+)$/,
      handle: ({ parameters, body }) => {
        service.set(first(parameters), body);
        return view(service.get(first(parameters)));
      },
    },
  ];
}

function first(parameters: readonly string[]): string {
  return parameters[0] ?? '';
}

function view(balancer: LoadBalancer): Record<string, unknown> {
  return {
    name: balancer.name,
    address: balancer.address,
    port: balancer.port,
    mode: 'preserve',
    algorithm: balancer.algorithm,
    healthCheck: balancer.healthCheck,
    targets: balancer.targets.map(({ name, node, address, port, state, reason }) => ({
      name,
      node,
      address,
      port,
      state,
      reason,
    })),
  };
}
