import type { RuleOrigin } from '../../machinery/flow.ts';
import { parsePrefix, prefixContains, requireAddress } from '../../network/address.ts';
import type { ProxyEndpoint, ProxyNode } from '../endpoints.ts';
import type { ProxiedPort, ProxiedService, Refusal } from '../proxied-service.ts';
import { endpointOrigin, serviceOrigin } from '../rule-origins.ts';
import type { ServicePort } from '../service-ports.ts';
import type { ContainerName } from './base-rules.ts';
import { endpointNames, type NftChains, nftChains } from './chain-names.ts';

export interface NftLine {
  readonly rule: string;
  readonly origin: RuleOrigin | undefined;
}

export interface NftElement {
  /** `10.96.100.50 . tcp . 80` */
  readonly key: string;
  /** `goto service-…`; empty in a set. */
  readonly verdict: string;
  readonly comment: string;
  readonly origin: RuleOrigin;
}

/** What one Service adds to the table of one node. */
export interface ServiceTable {
  readonly elements: Readonly<Record<ContainerName, NftElement[]>>;
  /** In the order in which they are made. */
  readonly chains: ReadonlyMap<string, NftLine[]>;
  /** Sets that remember clients, with the seconds they do. */
  readonly affinity: ReadonlyMap<string, number>;
}

/** syncProxyRules in pkg/proxy/nftables/proxier.go, for the ports of one Service. */
export function translateService(
  { ports }: ProxiedService,
  node: ProxyNode,
  options: { readonly clusterCIDR: string; readonly masqueradeAll: boolean },
): ServiceTable {
  const table = {
    elements: {
      'cluster-ips': [],
      'service-ips': [],
      'firewall-ips': [],
      'no-endpoint-services': [],
      'no-endpoint-nodeports': [],
      'service-nodeports': [],
    } as Record<ContainerName, NftElement[]>,
    chains: new Map<string, NftLine[]>(),
    affinity: new Map<string, number>(),
  };
  for (const port of ports) {
    const translator = new PortTranslator(port, table, options);
    translator.makeChains();
    translator.capture();
    translator.fillChains(node);
  }
  return table;
}

class PortTranslator {
  readonly #proxied: ProxiedPort;
  readonly #port: ServicePort;
  readonly #names: NftChains;
  readonly #table: ServiceTable & { readonly chains: Map<string, NftLine[]>; readonly affinity: Map<string, number> };
  readonly #options: { readonly clusterCIDR: string; readonly masqueradeAll: boolean };

  constructor(
    proxied: ProxiedPort,
    table: ServiceTable & { readonly chains: Map<string, NftLine[]>; readonly affinity: Map<string, number> },
    options: { readonly clusterCIDR: string; readonly masqueradeAll: boolean },
  ) {
    this.#proxied = proxied;
    this.#port = proxied.port;
    this.#names = nftChains(proxied.port);
    this.#table = table;
    this.#options = options;
  }

  /** ensureChain, in its order. */
  makeChains(): void {
    const { cluster, local, any, reachable } = this.#proxied.choice;
    const names = reachable.map((endpoint) => endpointNames(this.#port, endpoint).chain);
    if (cluster.length > 0) names.push(this.#names.cluster);
    if (local.length > 0) names.push(this.#names.local);
    if (any && this.#port.externallyAccessible) names.push(this.#names.external);
    if (this.#usesFirewall) names.push(this.#names.firewall);
    for (const name of names) this.#table.chains.set(name, []);
  }

  /** The elements by which the Service's addresses and ports are recognised. */
  capture(): void {
    const { clusterIP, externalIPs, loadBalancerVIPs } = this.#port;
    const { internal } = this.#proxied.refusals;
    const origin = serviceOrigin(this.#port, 'spec.clusterIP', clusterIP);
    const addresses = this.#table.elements['cluster-ips'];
    if (addresses.length === 0) addresses.push({ key: clusterIP, verdict: '', comment: '', origin });
    if (internal) this.#refuse('no-endpoint-services', this.#at(clusterIP), internal);
    else this.#dispatch('service-ips', this.#at(clusterIP), this.#internalChain, origin);
    externalIPs.forEach((ip, index) => {
      this.#captureExternal(ip, `spec.externalIPs[${index}]`);
    });
    for (const { ip, index } of loadBalancerVIPs) {
      this.#captureExternal(ip, `status.loadBalancer.ingress[${index}].ip`);
      if (this.#usesFirewall) this.#dispatch('firewall-ips', this.#at(ip), this.#names.firewall, this.#rangesOrigin());
    }
    this.#captureNodePort();
  }

  fillChains(node: ProxyNode): void {
    const { cluster, local, any, reachable } = this.#proxied.choice;
    this.#masqueradeForeign();
    if (any && this.#port.externallyAccessible) this.#externalChain();
    if (this.#usesFirewall) this.#firewallChain(node);
    const { affinitySeconds } = this.#port;
    if (affinitySeconds !== null) {
      for (const endpoint of reachable) {
        this.#table.affinity.set(endpointNames(this.#port, endpoint).affinity, affinitySeconds);
      }
    }
    if (cluster.length > 0) this.#balance(this.#names.cluster, cluster);
    if (local.length > 0) this.#balance(this.#names.local, local);
    for (const endpoint of reachable) this.#endpointChain(endpoint);
  }

  get #usesFirewall(): boolean {
    return this.#port.loadBalancerVIPs.length > 0 && this.#port.sourceRanges.length > 0;
  }

  get #internalChain(): string {
    return this.#port.internalLocal ? this.#names.local : this.#names.cluster;
  }

  #captureExternal(ip: string, field: string): void {
    const { external } = this.#proxied.refusals;
    const origin = serviceOrigin(this.#port, field, ip);
    if (this.#proxied.choice.any) this.#dispatch('service-ips', this.#at(ip), this.#names.external, origin);
    if (external) this.#refuse('no-endpoint-services', this.#at(ip), external);
  }

  #captureNodePort(): void {
    const { nodePort, protocol, index } = this.#port;
    if (nodePort === 0) return;
    const { external } = this.#proxied.refusals;
    const key = `${protocol} . ${nodePort}`;
    const origin = serviceOrigin(this.#port, `spec.ports[${index}].nodePort`, nodePort);
    if (this.#proxied.choice.any) this.#dispatch('service-nodeports', key, this.#names.external, origin);
    if (external) this.#refuse('no-endpoint-nodeports', key, external);
  }

  #dispatch(container: ContainerName, key: string, chain: string, origin: RuleOrigin): void {
    this.#table.elements[container].push({ key, verdict: `goto ${chain}`, comment: '', origin });
  }

  #refuse(container: ContainerName, key: string, { verdict, origin }: Refusal): void {
    const decision = verdict === 'REJECT' ? 'goto reject-chain' : 'drop';
    this.#table.elements[container].push({ key, verdict: decision, comment: this.#port.name, origin });
  }

  /** Who comes from outside the pods' network to the cluster address is masqueraded: the answer must come back here. */
  #masqueradeForeign(): void {
    const { clusterCIDR, masqueradeAll } = this.#options;
    const { clusterIP } = this.#port;
    if (this.#proxied.refusals.internal || (!masqueradeAll && clusterCIDR === '')) return;
    const foreign = masqueradeAll ? '' : ` ip saddr != ${clusterCIDR}`;
    const rule = `ip daddr ${clusterIP}${foreign} jump mark-for-masquerade`;
    this.#add(this.#internalChain, rule, serviceOrigin(this.#port, 'spec.clusterIP', clusterIP));
  }

  #externalChain(): void {
    const { externalLocal } = this.#port;
    const { cluster, local, external } = this.#names;
    const { clusterCIDR } = this.#options;
    const origin = serviceOrigin(this.#port, 'spec.externalTrafficPolicy', externalLocal ? 'Local' : 'Cluster');
    const add = (rule: string) => this.#add(external, rule, origin);
    if (!externalLocal) {
      add('jump mark-for-masquerade');
      return add(`goto ${cluster}`);
    }
    // Pods and the node itself are sent on as if they had been outside and come back in: no policy for them.
    if (clusterCIDR !== '') add(`ip saddr ${clusterCIDR} goto ${cluster} comment "short-circuit pod traffic"`);
    add('fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"');
    add(`fib saddr type local goto ${cluster} comment "short-circuit local traffic"`);
    if (!this.#proxied.refusals.external) add(`goto ${local}`);
  }

  #firewallChain(node: ProxyNode): void {
    const { sourceRanges, loadBalancerVIPs } = this.#port;
    const address = requireAddress(node.address);
    const sources = sourceRanges.map(({ cidr }) => cidr);
    const holdsNode = sources.some((cidr) => {
      const prefix = parsePrefix(cidr);
      return prefix !== undefined && prefixContains(prefix, address);
    });
    // Where the balancer's address is also the node's, the node's own requests carry it as their source.
    if (holdsNode) sources.push(...loadBalancerVIPs.map(({ ip }) => ip));
    this.#add(this.#names.firewall, `ip saddr != { ${sources.join(', ')} } drop`, this.#rangesOrigin());
  }

  /** First those who have a favourite, then by chance. */
  #balance(chain: string, endpoints: readonly ProxyEndpoint[]): void {
    const names = endpoints.map((endpoint) => endpointNames(this.#port, endpoint));
    if (this.#port.affinitySeconds !== null) {
      const origin = serviceOrigin(this.#port, 'spec.sessionAffinity', 'ClientIP');
      for (const name of names) this.#add(chain, `ip saddr @${name.affinity} goto ${name.chain}`, origin);
    }
    const choices = names.map(({ chain: endpoint }, index) => `${index} : goto ${endpoint}`);
    this.#add(chain, `numgen random mod ${names.length} vmap { ${choices.join(', ')} }`, undefined);
  }

  #endpointChain(endpoint: ProxyEndpoint): void {
    const { chain, affinity } = endpointNames(this.#port, endpoint);
    const origin = endpointOrigin(endpoint);
    // A pod that reaches itself through its Service.
    this.#add(chain, `ip saddr ${endpoint.ip} jump mark-for-masquerade`, origin);
    if (this.#port.affinitySeconds !== null) this.#add(chain, `update @${affinity} { ip saddr }`, origin);
    this.#add(chain, `meta l4proto ${this.#port.protocol} dnat to ${endpoint.text}`, origin);
  }

  #rangesOrigin(): RuleOrigin {
    const ranges = this.#port.sourceRanges.map(({ cidr }) => cidr).join(',');
    return serviceOrigin(this.#port, 'spec.loadBalancerSourceRanges', ranges);
  }

  #at(address: string): string {
    return `${address} . ${this.#port.protocol} . ${this.#port.port}`;
  }

  #add(chain: string, rule: string, origin: RuleOrigin | undefined): void {
    this.#table.chains.get(chain)?.push({ rule, origin });
  }
}
