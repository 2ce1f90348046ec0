import type { Box, TrafficOrigin } from '../machinery/flow.ts';
import type { Host, Network, Segment } from './network.ts';

/** The reference cluster's wires: a router between the outside and the nodes, pods behind cni0, VXLAN between nodes. */
export interface Underlay {
  readonly router: Host;
  /** Where nodes are plugged in: 10.100.1.0/24. */
  readonly nodes: Segment;
  /** Where load balancers are plugged in: 10.100.0.0/24. */
  readonly balancers: Segment;
  /** Where clients are plugged in: 203.0.113.0/24. */
  readonly outside: Segment;
}

const NODE_GATEWAY = '10.100.1.1';
const BALANCER_GATEWAY = '10.100.0.1';
const OUTSIDE_GATEWAY = '203.0.113.1';
const CLUSTER_CIDR = '192.168.0.0/16';
const VXLAN = { id: 1, port: 8472 };

/** The router knows nodes, balancers and clients; what it does not know it sends into the void, without a word. */
export function addUnderlay(network: Network): Underlay {
  const router = network.addHost({
    id: 'router',
    hostname: 'router',
    box: { kind: 'router', id: 'router', name: 'router' },
    forwarding: true,
    origin: 'system',
  });
  const underlay: Underlay = {
    router,
    nodes: network.addSegment('nodes'),
    balancers: network.addSegment('balancers'),
    outside: network.addSegment('outside'),
  };
  router.addInterface({ name: 'eth0', kind: 'ethernet', segment: underlay.nodes, address: `${NODE_GATEWAY}/24` });
  router.addInterface({ name: 'eth1', kind: 'ethernet', segment: underlay.outside, address: `${OUTSIDE_GATEWAY}/24` });
  router.addInterface({
    name: 'eth2',
    kind: 'ethernet',
    segment: underlay.balancers,
    address: `${BALANCER_GATEWAY}/24`,
  });
  router.addInterface({ name: 'wan0', kind: 'ethernet' });
  router.addRoute({ destination: 'default', device: 'wan0' });
  router.netfilter.append('filter', 'FORWARD', '-o wan0 -j DROP');
  return underlay;
}

export interface ClientOptions {
  readonly id?: string;
  readonly hostname?: string;
  readonly box?: Box;
  readonly origin?: TrafficOrigin;
  readonly address?: string;
}

/** A computer outside the cluster, by default 203.0.113.10. A second one at the same address is never reached, only answered. */
export function addClient(network: Network, underlay: Underlay, options: ClientOptions = {}): Host {
  const { id = 'client', hostname = 'client', address = '203.0.113.10', origin = 'learner' } = options;
  const box = options.box ?? { kind: 'client', id: 'client', name: hostname };
  const host = network.addHost({ id, hostname, box, origin });
  host.addInterface({ name: 'eth0', kind: 'ethernet', segment: underlay.outside, address: `${address}/24` });
  host.addRoute({ destination: 'default', via: OUTSIDE_GATEWAY, device: 'eth0' });
  return host;
}

export interface FlannelNode {
  readonly host: Host;
  /** N of 192.168.N.0/24, from 1. */
  readonly index: number;
  readonly address: string;
}

export interface NodeOptions {
  readonly index: number;
  readonly name: string;
  /** The nodes that are there already: tunnels are made both ways. */
  readonly others: readonly FlannelNode[];
}

export function addNode(network: Network, underlay: Underlay, { index, name, others }: NodeOptions): FlannelNode {
  const address = `10.100.1.${9 + index}`;
  const host = network.addHost({
    id: `node/${name}`,
    hostname: name,
    box: { kind: 'node', id: `node/${name}`, name },
    forwarding: true,
    // What a learner sends from here is theirs; probes say of themselves that they are the system's.
    origin: 'learner',
  });
  host.addInterface({ name: 'eth0', kind: 'ethernet', segment: underlay.nodes, address: `${address}/24` });
  host.addRoute({ destination: 'default', via: NODE_GATEWAY, device: 'eth0', protocol: 'static' });
  host.addInterface({
    name: 'flannel.1',
    kind: 'vxlan',
    address: `192.168.${index}.0/32`,
    vxlan: { ...VXLAN, local: address },
  });
  host.addInterface({ name: 'cni0', kind: 'bridge', mtu: 1450, address: `192.168.${index}.1/24` });
  host.netfilter.append(
    'nat',
    'POSTROUTING',
    `-s ${CLUSTER_CIDR} ! -d ${CLUSTER_CIDR} -m comment --comment "flannel masq" -j MASQUERADE --random-fully`,
  );
  const node = { host, index, address };
  for (const other of others) {
    addTunnel(node, other);
    addTunnel(other, node);
  }
  return node;
}

function addTunnel(from: FlannelNode, to: FlannelNode): void {
  const tunnelAddress = `192.168.${to.index}.0`;
  from.host.addTunnelPeer('flannel.1', tunnelAddress, to.address);
  from.host.addRoute({
    destination: `${tunnelAddress}/24`,
    via: tunnelAddress,
    device: 'flannel.1',
    onlink: true,
  });
}

export interface PodOptions {
  /** Of the host: `pod/NAMESPACE/NAME`. */
  readonly id: string;
  readonly hostname: string;
  readonly name: string;
  readonly address: string;
  /** The node's end of the cable; by default made from the id. */
  readonly device?: string;
}

/** A pod's network namespace, plugged into cni0. It goes with `network.removeHost`. */
export function addPod(network: Network, node: Host, options: PodOptions): Host {
  const { id, hostname, name, address } = options;
  const pod = network.addHost({ id, hostname, box: { kind: 'pod', id, name }, origin: 'learner' });
  node.addInterface({
    name: options.device ?? vethName(id),
    kind: 'veth',
    mtu: 1450,
    master: 'cni0',
    peer: { host: pod, name: 'eth0', address: `${address}/24` },
  });
  return pod;
}

/** `veth` and eight hexadecimal digits, as the bridge plug-in names them. */
function vethName(id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return `veth${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

export interface LoadBalancerHostOptions {
  /** `lb/NAME` */
  readonly id: string;
  readonly name: string;
  /** The address clients use, announced by the router. */
  readonly publicAddress: string;
  /** In the balancers' network: 10.100.0.200 … */
  readonly address: string;
}

/** A packet-preserving layer-4 load balancer: give it balancers with `setBalancer(publicAddress, port, …)`. */
export function addLoadBalancerHost(network: Network, underlay: Underlay, options: LoadBalancerHostOptions): Host {
  const { id, name, publicAddress, address } = options;
  const host = network.addHost({
    id,
    hostname: name,
    box: { kind: 'lb', id, name },
    forwarding: true,
    origin: 'system',
  });
  host.addInterface({ name: 'eth0', kind: 'ethernet', segment: underlay.balancers, address: `${address}/24` });
  host.addRoute({ destination: 'default', via: BALANCER_GATEWAY, device: 'eth0', protocol: 'static' });
  host.addAddress('lo', `${publicAddress}/32`);
  underlay.router.addRoute({ destination: `${publicAddress}/32`, via: address, device: 'eth2', protocol: 'static' });
  return host;
}
