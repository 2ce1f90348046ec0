import { LoadBalancerService } from '../cloud/load-balancer-service.ts';
import type { ClusterOptions } from '../cluster.ts';
import { addLoadBalancerHost } from '../network/flannel-layout.ts';
import type { TopologyLoadBalancer } from '../trace/topology.ts';
import type { Core } from './core.ts';

/** First of the load balancers' own addresses in their network, 10.100.0.0/24. */
const FIRST_ADDRESS = 200;
const POD_NETWORK = '192.168.';

/** The provider's load balancers, with this cluster's nodes as possible targets. */
export function createBalancers(options: ClusterOptions, { network, underlay, nodes }: Core): LoadBalancerService {
  let next = FIRST_ADDRESS;
  const addresses = new Map(nodes.map((node) => [node.name, node.address]));
  return new LoadBalancerService({
    clock: options.clock,
    hostFor: (name, publicAddress) =>
      addLoadBalancerHost(network, underlay, { id: `lb/${name}`, name, publicAddress, address: `10.100.0.${next++}` }),
    nodes: () => addresses,
    isPodAddress: (address) => address.startsWith(POD_NETWORK),
  });
}

/** As the map draws them. */
export function balancerViews(balancers: LoadBalancerService): TopologyLoadBalancer[] {
  return balancers.list().map((balancer) => {
    const { name, address, port } = balancer;
    const healthy = new Set(balancer.healthyTargets());
    const members = balancer.targets.map((target) => ({
      node: target.node,
      address: target.address,
      port: target.port,
      healthy: healthy.has(target),
    }));
    return { id: `lb/${name}`, name, address, port, members };
  });
}
