import type { Endpoint, EndpointHints } from 'kubernetes-types/discovery/v1.js';
import type { Service } from '../../client/objects.ts';

/** Hints of 1.34, which the types do not know yet. */
interface Hints extends EndpointHints {
  forNodes?: { name: string }[];
}

/** Who should use an endpoint, by the Service's trafficDistribution (k8s.io/endpointslice/trafficdist). */
export function hintsFor({ spec }: Service, endpoint: Endpoint): { hints?: Hints } {
  if (!endpoint.conditions?.ready) return {};
  const forZones = endpoint.zone ? { forZones: [{ name: endpoint.zone }] } : {};
  switch (spec.trafficDistribution) {
    case 'PreferClose':
    case 'PreferSameZone':
      return endpoint.zone ? { hints: forZones } : {};
    case 'PreferSameNode': {
      const forNodes = endpoint.nodeName ? { forNodes: [{ name: endpoint.nodeName }] } : {};
      return endpoint.nodeName || endpoint.zone ? { hints: { ...forNodes, ...forZones } } : {};
    }
    default:
      return {};
  }
}
