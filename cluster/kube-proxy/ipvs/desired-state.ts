import type { VirtualServerKey, VirtualServerSettings } from '../../machinery/virtual-servers.ts';
import { parsePrefix, prefixContains, requireAddress } from '../../network/address.ts';
import type { ProxyEndpoint, ProxyNode } from '../endpoints.ts';
import type { ProxiedPort, ProxiedService } from '../proxied-service.ts';
import { serviceOrigin } from '../rule-origins.ts';
import { SETS, type SetName } from './base-rules.ts';

export interface DesiredServer {
  readonly key: VirtualServerKey;
  readonly settings: VirtualServerSettings;
  readonly endpoints: readonly ProxyEndpoint[];
}

/** What syncProxyRules of pkg/proxy/ipvs wants on a node. */
export interface DesiredState {
  readonly sets: ReadonlyMap<SetName, ReadonlySet<string>>;
  readonly servers: ReadonlyMap<string, DesiredServer>;
  /** On kube-ipvs0. */
  readonly addresses: ReadonlySet<string>;
  /** Load balancers' addresses that the node itself may not use. */
  readonly barredToNode: readonly { readonly address: string; readonly protocol: string; readonly port: number }[];
}

export interface NodeAddresses {
  readonly node: ProxyNode;
  /** All of its devices but kube-ipvs0, no loopback ones. */
  readonly own: ReadonlySet<string>;
  /** Those that node ports answer on. */
  readonly nodePorts: readonly string[];
  readonly scheduler: string;
}

export function desiredState(services: Iterable<ProxiedService>, addresses: NodeAddresses): DesiredState {
  const builder = new StateBuilder(addresses);
  for (const { ports } of services) for (const port of ports) builder.add(port);
  return builder.finish();
}

export function serverKey({ protocol, address, port }: VirtualServerKey): string {
  return `${protocol} ${address}:${port}`;
}

class StateBuilder implements DesiredState {
  readonly sets = new Map<SetName, Set<string>>();
  readonly servers = new Map<string, DesiredServer>();
  readonly addresses = new Set<string>();
  readonly barredToNode: { address: string; protocol: string; port: number }[] = [];
  readonly #node: NodeAddresses;

  constructor(node: NodeAddresses) {
    this.#node = node;
    for (const name of Object.keys(SETS) as SetName[]) this.sets.set(name, new Set());
  }

  add(proxied: ProxiedPort): void {
    const { port, endpoints } = proxied;
    const { protocol, clusterIP } = port;
    for (const { ip, text, nodeName } of endpoints) {
      const number = text.slice(ip.length + 1);
      if (nodeName === this.#node.node.name) this.#put('KUBE-LOOP-BACK', `${ip},${protocol}:${number},${ip}`);
    }
    this.#put('KUBE-CLUSTER-IP', `${clusterIP},${protocol}:${port.port}`);
    this.addresses.add(clusterIP);
    this.#serve(proxied, clusterIP, port.port, port.internalLocal);
    for (const ip of port.externalIPs) this.#externalIP(proxied, ip);
    for (const { ip } of port.loadBalancerVIPs) this.#loadBalancer(proxied, ip);
    if (port.nodePort !== 0) this.#nodePort(proxied);
    if (port.healthCheckNodePort !== 0) this.#put('KUBE-HEALTH-CHECK-NODE-PORT', `${port.healthCheckNodePort}`);
  }

  finish(): DesiredState {
    this.sets.set('KUBE-IPVS-IPS', this.addresses);
    return this;
  }

  #externalIP(proxied: ProxiedPort, ip: string): void {
    const { port } = proxied;
    const set = port.externalLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP';
    this.#put(set, `${ip},${port.protocol}:${port.port}`);
    this.#bind(ip);
    this.#serve(proxied, ip, port.port, port.externalLocal);
  }

  #loadBalancer(proxied: ProxiedPort, ip: string): void {
    const { port } = proxied;
    const entry = `${ip},${port.protocol}:${port.port}`;
    this.#put('KUBE-LOAD-BALANCER', entry);
    if (port.externalLocal) this.#put('KUBE-LOAD-BALANCER-LOCAL', entry);
    if (port.sourceRanges.length > 0) this.#guardLoadBalancer(proxied, ip, entry);
    this.#bind(ip);
    this.#serve(proxied, ip, port.port, port.externalLocal);
  }

  #guardLoadBalancer({ port }: ProxiedPort, ip: string, entry: string): void {
    const nodeAddress = requireAddress(this.#node.node.address);
    this.#put('KUBE-LOAD-BALANCER-FW', entry);
    let holdsNode = false;
    for (const { cidr } of port.sourceRanges) {
      this.#put('KUBE-LOAD-BALANCER-SOURCE-CIDR', `${entry},${cidr}`);
      const prefix = parsePrefix(cidr);
      holdsNode ||= prefix !== undefined && prefixContains(prefix, nodeAddress);
    }
    if (holdsNode) this.#put('KUBE-LOAD-BALANCER-SOURCE-IP', `${entry},${ip}`);
    else this.barredToNode.push({ address: ip, protocol: port.protocol, port: port.port });
  }

  #nodePort(proxied: ProxiedPort): void {
    const { protocol, nodePort, externalLocal } = proxied.port;
    const addresses = this.#node.nodePorts;
    if (addresses.length === 0) return;
    const suffix = ({ tcp: 'TCP', udp: 'UDP', sctp: 'SCTP-HASH' } as const)[protocol];
    const entries = protocol === 'sctp' ? addresses.map((ip) => `${ip},sctp:${nodePort}`) : [`${nodePort}`];
    for (const entry of entries) {
      this.#put(`KUBE-NODE-PORT-${suffix}`, entry);
      if (externalLocal) this.#put(`KUBE-NODE-PORT-LOCAL-${suffix}`, entry);
    }
    for (const ip of addresses) this.#serve(proxied, ip, nodePort, externalLocal);
  }

  /** An address that the node has anyway is not put on the dummy device. */
  #bind(ip: string): void {
    if (!this.#node.own.has(ip)) this.addresses.add(ip);
  }

  #serve({ port, choice, refusals }: ProxiedPort, address: string, number: number, onlyLocal: boolean): void {
    const key: VirtualServerKey = { protocol: port.protocol, address, port: number };
    // Without a local endpoint the others are listed: pods here may use them; to outside clients the answer gets lost.
    const endpoints = onlyLocal && choice.local.length > 0 ? choice.local : choice.cluster;
    const refused = endpoints.length === 0 ? refusals.internal?.origin : undefined;
    const settings: VirtualServerSettings = {
      scheduler: this.#node.scheduler,
      persistentSeconds: port.affinitySeconds,
      netmask: '255.255.255.255',
      flags: [],
      onePacket: false,
      origin: refused ?? serviceOrigin(port, `spec.ports[${port.index}]`, `${address}:${number}`),
    };
    this.servers.set(serverKey(key), { key, settings, endpoints });
  }

  #put(set: SetName, entry: string): void {
    this.sets.get(set)?.add(entry);
  }
}
