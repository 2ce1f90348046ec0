import type { RuleOrigin } from '../../machinery/flow.ts';
import { parsePrefix, prefixContains, requireAddress } from '../../network/address.ts';
import type { RuleLine } from '../../network/netfilter/netfilter.ts';
import type { EndpointChoice, ProxyEndpoint, ProxyNode } from '../endpoints.ts';
import type { ProxiedPort, ProxiedService, Refusal, Refusals } from '../proxied-service.ts';
import { endpointOrigin, serviceOrigin } from '../rule-origins.ts';
import type { ServicePort } from '../service-ports.ts';

/** What one Service adds to the tables of one node. */
export interface ServiceRules {
  /** Of its first port, by which Services are put in order. */
  readonly name: string;
  /** Lines in chains that all Services share. */
  readonly shared: SharedLines;
  /** The Service's own chains in nat. */
  readonly chains: ReadonlyMap<string, readonly RuleLine[]>;
}

export interface SharedLines {
  readonly natServices: RuleLine[];
  readonly natNodePorts: RuleLine[];
  readonly filterServices: RuleLine[];
  readonly filterExternal: RuleLine[];
  readonly filterNodePorts: RuleLine[];
  readonly filterFirewall: RuleLine[];
}

/** syncProxyRules in pkg/proxy/iptables/proxier.go, for the ports of one Service. */
export function translateService({ ports }: ProxiedService, node: ProxyNode, clusterCIDR: string): ServiceRules {
  const shared: SharedLines = {
    natServices: [],
    natNodePorts: [],
    filterServices: [],
    filterExternal: [],
    filterNodePorts: [],
    filterFirewall: [],
  };
  const chains = new Map<string, RuleLine[]>();
  for (const proxied of ports) {
    const translator = new PortTranslator(proxied, shared, chains);
    translator.capture();
    translator.ownChains(node, clusterCIDR);
  }
  return { name: ports[0]?.port.name ?? '', shared, chains };
}

class PortTranslator {
  readonly #port: ServicePort;
  readonly #choice: EndpointChoice;
  readonly #refusals: Refusals;
  readonly #shared: SharedLines;
  readonly #chains: Map<string, RuleLine[]>;

  constructor({ port, choice, refusals }: ProxiedPort, shared: SharedLines, chains: Map<string, RuleLine[]>) {
    this.#port = port;
    this.#choice = choice;
    this.#refusals = refusals;
    this.#shared = shared;
    this.#chains = chains;
  }

  /** The lines by which the Service's addresses and ports are recognised. */
  capture(): void {
    const { clusterIP, port, chains, externalIPs, loadBalancerVIPs, internalLocal } = this.#port;
    const { internal } = this.#refusals;
    const clusterOrigin = serviceOrigin(this.#port, 'spec.clusterIP', clusterIP);
    if (internal) this.#refuse(this.#shared.filterServices, `-d ${clusterIP}/32 `, port, internal);
    else {
      const chain = internalLocal ? chains.local : chains.cluster;
      this.#shared.natServices.push(line(`${this.#to(clusterIP, 'cluster IP', port)} -j ${chain}`, clusterOrigin));
    }
    externalIPs.forEach((ip, index) => {
      this.#captureExternal(ip, 'external IP', chains.external, `spec.externalIPs[${index}]`);
    });
    const entry = this.#usesFirewall ? chains.firewall : chains.external;
    for (const { ip, index } of loadBalancerVIPs) {
      this.#captureExternal(ip, 'loadbalancer IP', entry, `status.loadBalancer.ingress[${index}].ip`);
      if (this.#usesFirewall) this.#firewallLine(ip);
    }
    this.#captureNodePort();
  }

  /** KUBE-SVC-, -SVL-, -EXT-, -FW- and -SEP- chains. */
  ownChains(node: ProxyNode, clusterCIDR: string): void {
    const { chains, externallyAccessible } = this.#port;
    const { cluster, local, any, reachable } = this.#choice;
    if (cluster.length > 0) this.#chains.set(chains.cluster, []);
    if (local.length > 0) this.#chains.set(chains.local, []);
    this.#masqueradeForeign(clusterCIDR);
    if (any && externallyAccessible) this.#externalChain(clusterCIDR);
    if (this.#usesFirewall) this.#firewallChain(node);
    if (cluster.length > 0) this.#balance(chains.cluster, cluster);
    if (local.length > 0) this.#balance(chains.local, local);
    for (const endpoint of reachable) this.#endpointChain(endpoint);
  }

  get #usesFirewall(): boolean {
    const { loadBalancerVIPs, sourceRanges } = this.#port;
    return this.#choice.any && loadBalancerVIPs.length > 0 && sourceRanges.length > 0;
  }

  #captureExternal(ip: string, words: string, chain: string, field: string): void {
    const { port } = this.#port;
    const { external } = this.#refusals;
    const origin = serviceOrigin(this.#port, field, ip);
    if (this.#choice.any) this.#shared.natServices.push(line(`${this.#to(ip, words, port)} -j ${chain}`, origin));
    if (external) this.#refuse(this.#shared.filterExternal, `-d ${ip}/32 `, port, external);
  }

  #captureNodePort(): void {
    const { name, nodePort, protocol, index, chains, healthCheckNodePort } = this.#port;
    const { external } = this.#refusals;
    if (nodePort !== 0) {
      const origin = serviceOrigin(this.#port, `spec.ports[${index}].nodePort`, nodePort);
      const match = `-p ${protocol} -m comment --comment "${name}" -m ${protocol} --dport ${nodePort}`;
      if (this.#choice.any) this.#shared.natNodePorts.push(line(`${match} -j ${chains.external}`, origin));
      if (external) this.#refuse(this.#shared.filterExternal, '', nodePort, external, '-m addrtype --dst-type LOCAL ');
    }
    if (healthCheckNodePort !== 0) {
      this.#shared.filterNodePorts.push(
        line(
          `-p tcp -m comment --comment "${name} health check node port" -m tcp --dport ${healthCheckNodePort} -j ACCEPT`,
          serviceOrigin(this.#port, 'spec.healthCheckNodePort', healthCheckNodePort),
        ),
      );
    }
  }

  #refuse(to: RuleLine[], destination: string, port: number, refusal: Refusal, types = ''): void {
    const { protocol } = this.#port;
    const target = refusal.verdict === 'REJECT' ? 'REJECT --reject-with icmp-port-unreachable' : 'DROP';
    const comment = `-m comment --comment "${refusal.comment}"`;
    to.push(
      line(
        `${destination}-p ${protocol} ${comment} ${types}-m ${protocol} --dport ${port} -j ${target}`,
        refusal.origin,
      ),
    );
  }

  #firewallLine(ip: string): void {
    const { name, port, chains, protocol } = this.#port;
    const comment = `${name} traffic not accepted by ${chains.firewall}`;
    this.#shared.filterFirewall.push(
      line(
        `-d ${ip}/32 -p ${protocol} -m comment --comment "${comment}" -m ${protocol} --dport ${port} -j DROP`,
        this.#rangesOrigin(),
      ),
    );
  }

  /** Who comes from outside the pods' network to the cluster address is masqueraded: the answer must come back here. */
  #masqueradeForeign(clusterCIDR: string): void {
    if (this.#refusals.internal || clusterCIDR === '') return;
    const { chains, internalLocal, clusterIP, port } = this.#port;
    const match = this.#to(clusterIP, 'cluster IP', port);
    const origin = serviceOrigin(this.#port, 'spec.clusterIP', clusterIP);
    this.#add(internalLocal ? chains.local : chains.cluster, `! -s ${clusterCIDR} ${match} -j KUBE-MARK-MASQ`, origin);
  }

  #externalChain(clusterCIDR: string): void {
    const { name, chains, externalLocal } = this.#port;
    const origin = serviceOrigin(this.#port, 'spec.externalTrafficPolicy', externalLocal ? 'Local' : 'Cluster');
    const add = (rule: string) => this.#add(chains.external, rule, origin);
    const comment = (words: string) => `-m comment --comment "${words} traffic for ${name} external destinations"`;
    if (!externalLocal) {
      add(`${comment('masquerade')} -j KUBE-MARK-MASQ`);
      return add(`-j ${chains.cluster}`);
    }
    // Pods and the node itself are sent on as if they had been outside and come back in: no policy for them.
    if (clusterCIDR !== '') add(`-s ${clusterCIDR} ${comment('pod')} -j ${chains.cluster}`);
    add(`${comment('masquerade LOCAL')} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`);
    add(`${comment('route LOCAL')} -m addrtype --src-type LOCAL -j ${chains.cluster}`);
    if (!this.#refusals.external) add(`-j ${chains.local}`);
  }

  #firewallChain(node: ProxyNode): void {
    const { name, chains, sourceRanges, loadBalancerVIPs } = this.#port;
    const comment = `-m comment --comment "${name} loadbalancer IP"`;
    const nodeAddress = requireAddress(node.address);
    for (const { cidr, index } of sourceRanges) {
      const origin = serviceOrigin(this.#port, `spec.loadBalancerSourceRanges[${index}]`, cidr);
      this.#add(chains.firewall, `-s ${cidr} ${comment} -j ${chains.external}`, origin);
    }
    const holdsNode = sourceRanges.some(({ cidr }) => {
      const prefix = parsePrefix(cidr);
      return prefix !== undefined && prefixContains(prefix, nodeAddress);
    });
    // Where the balancer's address is also the node's, the node's own requests carry it as their source.
    for (const { ip } of holdsNode ? loadBalancerVIPs : []) {
      this.#add(chains.firewall, `-s ${ip}/32 ${comment} -j ${chains.external}`, this.#rangesOrigin());
    }
    const others = `-m comment --comment "other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL"`;
    this.#add(chains.firewall, others, this.#rangesOrigin());
  }

  /** First those who have a favourite, then by chance: 1/n, 1/(n-1) … and the last takes the rest. */
  #balance(chain: string, endpoints: readonly ProxyEndpoint[]): void {
    const { name, affinitySeconds } = this.#port;
    const comment = ({ text }: ProxyEndpoint) => `-m comment --comment "${name} -> ${text}"`;
    if (affinitySeconds !== null) {
      const origin = serviceOrigin(this.#port, 'spec.sessionAffinity', 'ClientIP');
      for (const endpoint of endpoints) {
        const recent = `-m recent --rcheck --seconds ${affinitySeconds} --reap --name ${endpoint.chain} --mask 255.255.255.255 --rsource`;
        this.#add(chain, `${comment(endpoint)} ${recent} -j ${endpoint.chain}`, origin);
      }
    }
    endpoints.forEach((endpoint, index) => {
      const left = endpoints.length - index;
      const chance = left > 1 ? ` -m statistic --mode random --probability ${probability(left)}` : '';
      this.#add(chain, `${comment(endpoint)}${chance} -j ${endpoint.chain}`, endpointOrigin(endpoint));
    });
  }

  #endpointChain(endpoint: ProxyEndpoint): void {
    const { name, protocol, affinitySeconds } = this.#port;
    const origin = endpointOrigin(endpoint);
    const comment = `-m comment --comment "${name}"`;
    // A pod that reaches itself through its Service.
    this.#add(endpoint.chain, `-s ${endpoint.ip}/32 ${comment} -j KUBE-MARK-MASQ`, origin);
    const remember = `-m recent --set --name ${endpoint.chain} --mask 255.255.255.255 --rsource `;
    const affinity = affinitySeconds === null ? '' : remember;
    this.#add(
      endpoint.chain,
      `-p ${protocol} ${comment} ${affinity}-m ${protocol} -j DNAT --to-destination ${endpoint.text}`,
      origin,
    );
  }

  #rangesOrigin(): RuleOrigin {
    const { sourceRanges } = this.#port;
    return serviceOrigin(this.#port, 'spec.loadBalancerSourceRanges', sourceRanges.map(({ cidr }) => cidr).join(','));
  }

  #to(address: string, words: string, port: number): string {
    const { name, protocol } = this.#port;
    return `-d ${address}/32 -p ${protocol} -m comment --comment "${name} ${words}" -m ${protocol} --dport ${port}`;
  }

  #add(chain: string, rule: string, origin: RuleOrigin): void {
    const lines = this.#chains.get(chain);
    if (lines) lines.push(line(rule, origin));
    else this.#chains.set(chain, [line(rule, origin)]);
  }
}

function line(rule: string, origin: RuleOrigin): RuleLine {
  return { rule, origin };
}

/** `%0.10f` of 1/n, as the kernel keeps it: a fraction of 2^31. */
function probability(count: number): string {
  const given = Number((1 / count).toFixed(10));
  return (Math.round(given * 0x8000_0000) / 0x8000_0000).toFixed(11);
}
