import type { EndpointAddress, EndpointSubset } from 'kubernetes-types/core/v1.js';
import type { Endpoint } from 'kubernetes-types/discovery/v1.js';
import type { EndpointSlice } from '../../client/objects.ts';

/** --mirroring-max-endpoints-per-subset. */
export const MOST_PER_SUBSET = 1000;

export type MirroredSlice = Pick<EndpointSlice, 'addressType' | 'ports' | 'endpoints'>;

export interface Mirrored {
  readonly slices: readonly MirroredSlice[];
  readonly invalid: number;
  readonly skipped: number;
}

/** One slice for each set of ports and kind of address (endpointslicemirroring reconciler.reconcile). */
export function mirroredSlices(subsets: readonly EndpointSubset[]): Mirrored {
  const slices = new Map<string, { addressType: string; ports: EndpointSlice['ports']; endpoints: Endpoint[] }>();
  let invalid = 0;
  let skipped = 0;
  for (const { ports: subsetPorts = [], addresses = [], notReadyAddresses = [] } of subsets) {
    const ports = subsetPorts.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      name,
      port,
      protocol,
      ...(appProtocol ? { appProtocol } : {}),
    }));
    let added = 0;
    const all = [
      ...addresses.map((each) => ({ each, ready: true })),
      ...notReadyAddresses.map((each) => ({ each, ready: false })),
    ];
    for (const { each, ready } of all) {
      const addressType = addressTypeOf(each.ip);
      if (added >= MOST_PER_SUBSET) skipped++;
      else if (!addressType) invalid++;
      else {
        const key = JSON.stringify([addressType, ports]);
        const slice = slices.get(key) ?? { addressType, ports, endpoints: [] };
        slices.set(key, slice);
        slice.endpoints.push(endpointOf(each, ready));
        added++;
      }
    }
  }
  return { slices: [...slices.values()], invalid, skipped };
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(targetRef ? { targetRef } : {}),
    ...(nodeName ? { nodeName } : {}),
  };
}

function addressTypeOf(ip: string): 'IPv4' | 'IPv6' | undefined {
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(ip))
    return ip.split('.').every((octet) => Number(octet) <= 255) ? 'IPv4' : undefined;
  return /^[0-9a-fA-F:.]+$/.test(ip) && ip.includes(':') ? 'IPv6' : undefined;
}
