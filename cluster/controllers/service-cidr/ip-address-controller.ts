import { keyOf } from '../../client/object-cache.ts';
import type { IpAddress, Service } from '../../client/objects.ts';
import { IP_ADDRESSES, SERVICES } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isAlreadyExists, isNotFound } from '../pod-control.ts';

const FAMILY = 'ipaddress.kubernetes.io/ip-family';
const MANAGED_BY = 'ipaddress.kubernetes.io/managed-by';
const ALLOCATOR = 'ipallocator.k8s.io';

/** Each Service address as an object that names its Service (pkg/registry/core/service/ipallocator). Keys are addresses. */
export function createIpAddressController({ client, informers }: ControllerContext): Controller {
  const services = informers.informer(SERVICES);
  const addresses = informers.informer(IP_ADDRESSES);
  const servicesOf = services.index('clusterIP', clusterIps);
  return {
    watches: [
      watch(SERVICES, clusterIps),
      watch(IP_ADDRESSES, (address) => (address.metadata.labels?.[MANAGED_BY] === ALLOCATOR ? [keyOf(address)] : [])),
    ],
    reconcile: async (ip) => {
      const [service] = servicesOf(ip);
      const known = addresses.get(ip);
      const resource = client.resource(IP_ADDRESSES);
      try {
        if (service && !known) await resource.create(addressOf(ip, service));
        else if (known && !(service && belongsTo(known, service))) await resource.delete(ip);
      } catch (error) {
        if (!isNotFound(error) && !isAlreadyExists(error)) throw error;
      }
    },
  };
}

function clusterIps({ spec }: Service): string[] {
  return (spec.clusterIPs ?? []).filter((ip) => ip !== '' && ip !== 'None');
}

function addressOf(ip: string, { metadata }: Service) {
  const { name, namespace } = metadata;
  const labels = { [FAMILY]: ip.includes(':') ? 'IPv6' : 'IPv4', [MANAGED_BY]: ALLOCATOR };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: ip, labels },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}

function belongsTo({ spec }: IpAddress, { metadata }: Service): boolean {
  return spec.parentRef.namespace === metadata.namespace && spec.parentRef.name === metadata.name;
}
