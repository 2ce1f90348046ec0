import { PODS } from '../client/resources.ts';
import type { LoadBalancer } from '../cloud/balancing/load-balancer.ts';
import { LoadBalancers } from '../cloud/balancing/load-balancers.ts';
import { ManualLoadBalancers } from '../cloud/manual/manual-load-balancers.ts';
import type { ClusterOptions } from '../cluster.ts';
import type { BalancerState } from '../trace/timeline/watch-balancers.ts';
import type { TopologyLoadBalancer } from '../trace/topology.ts';
import type { BalancerMember } from '../trace/why/cluster-facts.ts';
import type { Core } from './core.ts';

/** The provider's load balancers: the engine, and those that are made by hand. */
export interface Balancers {
  readonly engine: LoadBalancers;
  readonly manual: ManualLoadBalancers;
}

export function createBalancers(options: ClusterOptions, core: Core): Balancers {
  const { network, underlay, controlPlane } = core;
  const addresses = new Map(core.nodes.map((node) => [node.name, node.address]));
  const nodes = () => addresses;
  const engine = new LoadBalancers({ clock: options.clock, network, underlay, nodes });
  const informer = controlPlane.informers.informer(PODS);
  const pods = () =>
    new Map(
      informer.list().flatMap(({ metadata, status }) => {
        const address = status?.podIP;
        return address ? [[`${metadata.namespace}/${metadata.name}`, address] as const] : [];
      }),
    );
  return { engine, manual: new ManualLoadBalancers(engine, { nodes, pods }) };
}

/** The targets of a load balancer by name, each with its state and reason. */
export function membersOf({ engine }: Balancers, core: Core, name: string): BalancerMember[] {
  const nameOf = new Map(core.nodes.map((node) => [node.address, node.name]));
  const listeners = engine.list().flatMap((balancer) => (balancer.name === name ? balancer.listeners : []));
  return listeners.flatMap((listener) => {
    const healthy = new Set(listener.healthyMembers());
    return listener.members.map((member) => {
      const { address, port, reason } = member;
      return {
        name: member.name,
        node: nameOf.get(address) ?? null,
        address,
        port,
        healthy: healthy.has(member),
        reason,
      };
    });
  });
}

/** As the timeline compares them. */
export function balancerStates({ engine }: Balancers): BalancerState[] {
  return engine.list().map(({ id, name, publicAddress, announced, listeners }) => ({
    id,
    name,
    publicAddress,
    announced,
    listeners: new Map(
      listeners.map(({ settings, members }) => [
        `${settings.protocol} ${settings.port}`,
        members.map((member) => member.name),
      ]),
    ),
  }));
}

/** As the map draws them: those that have a listener. */
export function balancerViews({ engine }: Balancers, core: Core): TopologyLoadBalancer[] {
  const nameOf = new Map(core.nodes.map((node) => [node.address, node.name]));
  return engine.list().flatMap((balancer) => viewOf(balancer, nameOf));
}

function viewOf(balancer: LoadBalancer, nameOf: ReadonlyMap<string, string>): TopologyLoadBalancer[] {
  const { id, name, address, publicAddress, edge, listeners } = balancer;
  const port = listeners[0]?.settings.port;
  if (port === undefined) return [];
  const members = listeners.flatMap((listener) => {
    const healthy = new Set(listener.healthyMembers());
    return listener.members.map((member) => ({
      listener: listener.settings.port,
      node: nameOf.get(member.address) ?? null,
      address: member.address,
      port: member.port,
      healthy: healthy.has(member),
    }));
  });
  return [{ id: `lb/${id}`, name, address, port, edge: edge && publicAddress !== null, members }];
}
