import { parseAddress } from '../../network/address.ts';
import { cloudErrors } from '../cloud-error.ts';
import type { ApiRoute } from '../http-api.ts';
import type { ManualBalancer, ManualLoadBalancers } from './manual-load-balancers.ts';

const ROOT = /^\/v1\/load-balancers$/;
const ONE = /^\/v1\/load-balancers\/([^/]+)$/;

/** The service's HTTP operations, as the `lb` command calls them. */
export function manualRoutes(service: ManualLoadBalancers): ApiRoute[] {
  const view = (name: string) => viewOf(service, service.get(name));
  return [
    { method: 'GET', path: ROOT, handle: () => ({ items: service.list().map((one) => viewOf(service, one)) }) },
    { method: 'GET', path: ONE, handle: ({ parameters: [name = ''] }) => view(name) },
    {
      method: 'POST',
      path: ROOT,
      handle: ({ body }) => {
        service.create(creation(body));
        return view(String(body['name']));
      },
    },
    {
      method: 'DELETE',
      path: ONE,
      handle: ({ parameters: [name = ''] }) => {
        service.delete(name);
        return {};
      },
    },
    {
      method: 'POST',
      path: /^\/v1\/load-balancers\/([^/]+)\/targets$/,
      handle: ({ parameters: [name = ''], body }) => {
        if (typeof body['target'] !== 'string') throw cloudErrors.badTarget(String(body['target'] ?? ''));
        service.addTarget(name, body['target']);
        return view(name);
      },
    },
    {
      method: 'DELETE',
      path: /^\/v1\/load-balancers\/([^/]+)\/targets\/([^/]+)$/,
      handle: ({ parameters: [name = '', target = ''] }) => {
        service.removeTarget(name, target);
        return view(name);
      },
    },
    {
      method: 'PATCH',
      path: ONE,
      handle: ({ parameters: [name = ''], body }) => {
        service.set(name, body);
        return view(name);
      },
    },
  ];
}

function creation(body: Readonly<Record<string, unknown>>) {
  const { name, address, port, targets, settings } = body;
  if (address !== undefined && !isPublic(String(address))) {
    throw cloudErrors.badSetting('address', String(address), 'a public IPv4 address such as 34.123.45.68');
  }
  return {
    name: String(name ?? ''),
    ...(address !== undefined && { address: String(address) }),
    ...(port !== undefined && { port: Number(port) }),
    targets: Array.isArray(targets) ? targets.map(String) : [],
    settings: typeof settings === 'object' && settings !== null ? { ...settings } : {},
  };
}

/** Networks of the cluster, of clients and of the provider itself: routes to them are not to be given away. */
const OWN_NETWORKS = /^(0|10|127|192\.168|192\.0\.2|203\.0\.113)\./;

function isPublic(address: string): boolean {
  return parseAddress(address) !== undefined && !OWN_NETWORKS.test(address);
}

function viewOf(service: ManualLoadBalancers, { name, port, balancer, settings, targets }: ManualBalancer) {
  const { mode, algorithm, healthCheck, monitor, proxyProtocol, sourceRanges, targetKind } = settings;
  return {
    name,
    address: balancer.address,
    privateAddress: balancer.privateAddress,
    port,
    mode,
    algorithm,
    healthCheck,
    monitor: { type: monitor.type, port: monitor.port ?? null, path: monitor.path ?? null },
    proxyProtocol,
    sourceRanges,
    targetKind,
    targets: targets.map((target) => {
      const member = service.member(name, target);
      return { ...target, state: member?.state ?? 'checking', reason: member?.reason ?? '' };
    }),
  };
}
