import type { Underlay } from '../../network/flannel-layout.ts';
import type { Host, Network } from '../../network/network.ts';
import { cloudErrors } from '../cloud-error.ts';

/** The balancers' own addresses in their network. */
const NETWORK = '10.100.0';
const FIRST = 200;
const LAST = 254;
const GATEWAY = `${NETWORK}.1`;
/** The device that carries a balancer's public address. */
const PUBLIC_DEVICE = 'public0';
const POD_NETWORK = '192.168.0.0/16';
const EDGE_LINK = { router: '10.100.255.1', edge: '10.100.255.2' };

/** The cables, addresses and routes of load balancers in the provider's network. */
export class BalancerWires {
  readonly #network: Network;
  readonly #underlay: Underlay;
  readonly #taken = new Set<string>();
  #edge: Host | undefined;
  #podsRouted = false;

  constructor(network: Network, underlay: Underlay) {
    this.#network = network;
    this.#underlay = underlay;
  }

  /** `wanted`: the address it had before, if it is free. */
  addHost(id: string, name: string, wanted?: string): { readonly host: Host; readonly address: string } {
    const address = wanted !== undefined && !this.#taken.has(wanted) ? wanted : this.#freeAddress();
    this.#taken.add(address);
    const host = this.#network.addHost({
      id,
      hostname: name,
      box: { kind: 'lb', id, name },
      forwarding: true,
      origin: 'system',
    });
    const segment = this.#underlay.balancers;
    host.addInterface({ name: 'eth0', kind: 'ethernet', segment, address: `${address}/24` });
    host.addRoute({ destination: 'default', via: GATEWAY, device: 'eth0', protocol: 'static' });
    return { host, address };
  }

  removeHost(id: string, address: string): void {
    this.#taken.delete(address);
    this.#network.removeHost(id);
  }

  /** The balancer itself has the public address. */
  holdAddress(host: Host, publicAddress: string): void {
    host.addInterface({ name: PUBLIC_DEVICE, kind: 'loopback', address: `${publicAddress}/32` });
  }

  dropAddress(host: Host): void {
    host.removeInterface(PUBLIC_DEVICE);
  }

  /** The way to it: without one, what is sent to the address vanishes. */
  route(publicAddress: string, privateAddress: string): void {
    const destination = `${publicAddress}/32`;
    this.#underlay.router.addRoute({ destination, via: privateAddress, device: 'eth2', protocol: 'static' });
  }

  unroute(publicAddress: string): void {
    this.#underlay.router.removeRoute(`${publicAddress}/32`);
  }

  /** The provider's edge has the public address, and gives packets the balancer's own; before it is announced, it drops them. */
  routeToEdge(publicAddress: string, privateAddress: string, announced: boolean): void {
    const edge = this.#edgeHost();
    const { router } = this.#underlay;
    const destination = `${publicAddress}/32`;
    router.addRoute({ destination, via: EDGE_LINK.edge, device: 'eth4', protocol: 'static' });
    edge.netfilter.append('nat', 'PREROUTING', edgeRule(publicAddress, privateAddress));
    if (!announced) edge.netfilter.append('raw', 'PREROUTING', silentRule(publicAddress));
  }

  unrouteFromEdge(publicAddress: string, privateAddress: string, announced: boolean): void {
    const edge = this.#edgeHost();
    this.unroute(publicAddress);
    edge.netfilter.delete('nat', 'PREROUTING', edgeRule(publicAddress, privateAddress));
    if (!announced) edge.netfilter.delete('raw', 'PREROUTING', silentRule(publicAddress));
  }

  /** Balancers reach pods themselves, through the nodes that have them; nobody else outside does. */
  routePods(nodes: ReadonlyMap<string, string>): void {
    if (this.#podsRouted) return;
    this.#podsRouted = true;
    const { router } = this.#underlay;
    [...nodes.values()].forEach((via, index) => {
      router.addRoute({ destination: `192.168.${index + 1}.0/24`, via, device: 'eth0', protocol: 'static' });
    });
    router.netfilter.append('filter', 'FORWARD', `! -i eth2 -d ${POD_NETWORK} -j DROP`);
  }

  #freeAddress(): string {
    for (let last = FIRST; last <= LAST; last++) {
      const address = `${NETWORK}.${last}`;
      if (!this.#taken.has(address)) return address;
    }
    throw cloudErrors.poolExhausted(`${NETWORK}.${FIRST}-${LAST}`);
  }

  #edgeHost(): Host {
    this.#edge ??= this.#addEdge();
    return this.#edge;
  }

  #addEdge(): Host {
    const segment = this.#network.addSegment('edge');
    const { router } = this.#underlay;
    router.addInterface({ name: 'eth4', kind: 'ethernet', segment, address: `${EDGE_LINK.router}/24` });
    const edge = this.#network.addHost({
      id: 'edge',
      hostname: 'edge',
      box: { kind: 'edge', id: 'edge', name: 'edge' },
      forwarding: true,
      origin: 'system',
    });
    edge.addInterface({ name: 'eth0', kind: 'ethernet', segment, address: `${EDGE_LINK.edge}/24` });
    edge.addRoute({ destination: 'default', via: EDGE_LINK.router, device: 'eth0', protocol: 'static' });
    return edge;
  }
}

function edgeRule(publicAddress: string, privateAddress: string): string {
  return `-d ${publicAddress}/32 -m comment --comment "announced address" -j DNAT --to-destination ${privateAddress}`;
}

function silentRule(publicAddress: string): string {
  return `-d ${publicAddress}/32 -m comment --comment "not announced yet" -j DROP`;
}
