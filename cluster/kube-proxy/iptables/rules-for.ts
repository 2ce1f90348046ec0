import type { EndpointSlice, Service } from '../../client/objects.ts';
import type { RuleLine } from '../../network/netfilter/netfilter.ts';
import type { ProxyNode } from '../endpoints.ts';
import { proxiedService } from '../proxied-service.ts';
import { serviceOfSlice } from '../service-ports.ts';
import { CANARIES, FIXED_CHAINS, NODE_PORTS_JUMP } from './base-rules.ts';
import { type ServiceRules, translateService } from './translate-service.ts';

export interface RulesInput {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly node: ProxyNode;
  /** Pods' addresses; '' when unknown. */
  readonly clusterCIDR: string;
}

export interface NodeRules {
  readonly nat: ReadonlyMap<string, readonly RuleLine[]>;
  readonly filter: ReadonlyMap<string, readonly RuleLine[]>;
}

/** All of kube-proxy's own chains on one node (iptables mode). Jumps from the built-in chains: `JUMPS`. */
export function rulesFor({ services, endpointSlices, node, clusterCIDR }: RulesInput): NodeRules {
  const translated = services.map((service) => {
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    const slices = endpointSlices.filter((slice) => serviceOfSlice(slice) === key);
    return translateService(proxiedService(service, slices, node), node, clusterCIDR);
  });
  const shared = sharedChains(translated);
  return { nat: new Map([...shared.nat, ...translated.flatMap(({ chains }) => [...chains])]), filter: shared.filter };
}

/** The chains that every sync writes anew. */
export function sharedChains(services: readonly ServiceRules[]): NodeRules {
  const ordered = services.toSorted((a, b) => compare(a.name, b.name));
  const gather = (from: keyof ServiceRules['shared']) => ordered.flatMap(({ shared }) => shared[from]);
  const canaries = CANARIES.map((name): [string, RuleLine[]] => [name, []]);
  return {
    nat: new Map<string, readonly RuleLine[]>([
      ...canaries,
      ['KUBE-SERVICES', [...gather('natServices'), NODE_PORTS_JUMP]],
      ['KUBE-NODEPORTS', gather('natNodePorts')],
      ...FIXED_CHAINS.nat,
    ]),
    filter: new Map<string, readonly RuleLine[]>([
      ...canaries,
      ['KUBE-SERVICES', gather('filterServices')],
      ['KUBE-EXTERNAL-SERVICES', gather('filterExternal')],
      ['KUBE-NODEPORTS', gather('filterNodePorts')],
      ['KUBE-PROXY-FIREWALL', gather('filterFirewall')],
      ...FIXED_CHAINS.filter,
    ]),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
