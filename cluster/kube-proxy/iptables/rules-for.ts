import type { EndpointSlice, Service } from '../../client/objects.ts';
import type { ProxyNode } from '../endpoints.ts';
import { proxiedService } from '../proxied-service.ts';
import { serviceOfSlice } from '../service-ports.ts';
import { type NodeRules, SharedChains } from './shared-chains.ts';
import { translateService } from './translate-service.ts';

export interface RulesInput {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly node: ProxyNode;
  /** Pods' addresses; '' when unknown. */
  readonly clusterCIDR: string;
}

/** All of kube-proxy's own chains on one node (iptables mode). Jumps from the built-in chains: `JUMPS`. */
export function rulesFor({ services, endpointSlices, node, clusterCIDR }: RulesInput): NodeRules {
  const translated = services.map((service) => {
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    const slices = endpointSlices.filter((slice) => serviceOfSlice(slice) === key);
    return translateService(proxiedService(service, slices, node), node, clusterCIDR);
  });
  const gathered = new SharedChains();
  translated.forEach((rules, index) => {
    gathered.set(`${index}`, rules);
  });
  const shared = gathered.chains();
  return { nat: new Map([...shared.nat, ...translated.flatMap(({ chains }) => [...chains])]), filter: shared.filter };
}
