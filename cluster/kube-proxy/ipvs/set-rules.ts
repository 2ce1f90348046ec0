import type { RuleLine } from '../../network/netfilter/netfilter.ts';
import type { ProxyConfiguration } from '../proxy-configuration.ts';
import { IPVS_CHAINS, SETS, type SetName } from './base-rules.ts';
import type { DesiredState } from './desired-state.ts';

export interface IpvsRules {
  readonly nat: ReadonlyMap<string, readonly RuleLine[]>;
  readonly filter: ReadonlyMap<string, readonly RuleLine[]>;
}

type Table = 'nat' | 'filter';

/** ipsetWithIptablesChain: rules that are there while their set has entries. */
const RULES_OF_SETS: readonly (readonly [
  set: SetName,
  table: Table,
  from: string,
  to: string,
  sides: string,
  protocol?: string,
])[] = [
  ['KUBE-LOOP-BACK', 'nat', 'KUBE-POSTROUTING', 'MASQUERADE', 'dst,dst,src'],
  ['KUBE-LOAD-BALANCER', 'nat', 'KUBE-SERVICES', 'KUBE-LOAD-BALANCER', 'dst,dst'],
  ['KUBE-LOAD-BALANCER-LOCAL', 'nat', 'KUBE-LOAD-BALANCER', 'RETURN', 'dst,dst'],
  ['KUBE-NODE-PORT-LOCAL-TCP', 'nat', 'KUBE-NODE-PORT', 'RETURN', 'dst', 'tcp'],
  ['KUBE-NODE-PORT-TCP', 'nat', 'KUBE-NODE-PORT', 'KUBE-MARK-MASQ', 'dst', 'tcp'],
  ['KUBE-NODE-PORT-LOCAL-UDP', 'nat', 'KUBE-NODE-PORT', 'RETURN', 'dst', 'udp'],
  ['KUBE-NODE-PORT-UDP', 'nat', 'KUBE-NODE-PORT', 'KUBE-MARK-MASQ', 'dst', 'udp'],
  ['KUBE-NODE-PORT-LOCAL-SCTP-HASH', 'nat', 'KUBE-NODE-PORT', 'RETURN', 'dst,dst', 'sctp'],
  ['KUBE-NODE-PORT-SCTP-HASH', 'nat', 'KUBE-NODE-PORT', 'KUBE-MARK-MASQ', 'dst,dst', 'sctp'],
  ['KUBE-LOAD-BALANCER-FW', 'filter', 'KUBE-PROXY-FIREWALL', 'KUBE-SOURCE-RANGES-FIREWALL', 'dst,dst'],
  ['KUBE-LOAD-BALANCER-SOURCE-CIDR', 'filter', 'KUBE-SOURCE-RANGES-FIREWALL', 'RETURN', 'dst,dst,src'],
  ['KUBE-LOAD-BALANCER-SOURCE-IP', 'filter', 'KUBE-SOURCE-RANGES-FIREWALL', 'RETURN', 'dst,dst,src'],
];

/** Sets whose entries may be reached at the node's addresses; the rest of what is on kube-ipvs0 is refused. */
const REACHABLE: readonly (readonly [SetName, string])[] = [
  ['KUBE-LOAD-BALANCER', 'dst,dst'],
  ['KUBE-CLUSTER-IP', 'dst,dst'],
  ['KUBE-EXTERNAL-IP', 'dst,dst'],
  ['KUBE-EXTERNAL-IP-LOCAL', 'dst,dst'],
  ['KUBE-HEALTH-CHECK-NODE-PORT', 'dst'],
];

/** All of kube-proxy's chains in IPVS mode (writeIptablesRules in pkg/proxy/ipvs/proxier.go). */
export function ipvsRules(state: DesiredState, configuration: ProxyConfiguration): IpvsRules {
  const writer = new RuleWriter(state, configuration);
  writer.write();
  return writer;
}

class RuleWriter implements IpvsRules {
  readonly nat = new Map<string, RuleLine[]>(IPVS_CHAINS.nat.map((name) => [name, []]));
  readonly filter = new Map<string, RuleLine[]>(IPVS_CHAINS.filter.map((name) => [name, []]));
  readonly #state: DesiredState;
  readonly #configuration: ProxyConfiguration;

  constructor(state: DesiredState, configuration: ProxyConfiguration) {
    this.#state = state;
    this.#configuration = configuration;
  }

  write(): void {
    this.#add('nat', 'KUBE-SERVICES', '-s 127.0.0.0/8 -j RETURN');
    for (const [set, table, from, to, sides, protocol] of RULES_OF_SETS) {
      if (!this.#has(set)) continue;
      const head = protocol === undefined ? '' : `-p ${protocol} `;
      this.#add(table, from, `${head}${asks(set, sides)} -j ${to}`);
    }
    this.#clusterIPs();
    this.#externalIPs();
    this.#add('nat', 'KUBE-SERVICES', '-m addrtype --dst-type LOCAL -j KUBE-NODE-PORT');
    this.#add('nat', 'KUBE-LOAD-BALANCER', '-j KUBE-MARK-MASQ');
    this.#add('filter', 'KUBE-SOURCE-RANGES-FIREWALL', '-j DROP');
    for (const { address, protocol, port } of this.#state.barredToNode) {
      const service = `-m ipvs --vaddr ${address} --vproto ${protocol} --vport ${port}`;
      this.#add('filter', 'KUBE-IPVS-OUT-FILTER', `-s ${address} ${service} -j DROP`);
    }
    for (const set of ['KUBE-CLUSTER-IP', 'KUBE-LOAD-BALANCER'] as const) {
      if (this.#has(set)) this.#add('nat', 'KUBE-SERVICES', `-m set --match-set ${set} dst,dst -j ACCEPT`);
    }
    this.#filters();
    this.#masquerade();
  }

  #clusterIPs(): void {
    if (!this.#has('KUBE-CLUSTER-IP')) return;
    const { masqueradeAll, clusterCIDR } = this.#configuration;
    const foreign = clusterCIDR === '' || masqueradeAll ? '' : `! -s ${clusterCIDR} `;
    // Without a way to tell pods apart: what the node itself sends from an address of kube-ipvs0.
    const sides = clusterCIDR === '' && !masqueradeAll ? 'src,dst' : 'dst,dst';
    this.#add('nat', 'KUBE-SERVICES', `${foreign}${asks('KUBE-CLUSTER-IP', sides)} -j KUBE-MARK-MASQ`);
  }

  #externalIPs(): void {
    for (const set of ['KUBE-EXTERNAL-IP', 'KUBE-EXTERNAL-IP-LOCAL'] as const) {
      if (!this.#has(set)) continue;
      const match = asks(set, 'dst,dst');
      if (set === 'KUBE-EXTERNAL-IP') this.#add('nat', 'KUBE-SERVICES', `${match} -j KUBE-MARK-MASQ`);
      const outside = '-m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL';
      this.#add('nat', 'KUBE-SERVICES', `${match} ${outside} -j ACCEPT`);
      this.#add('nat', 'KUBE-SERVICES', `${match} -m addrtype --dst-type LOCAL -j ACCEPT`);
    }
  }

  #filters(): void {
    const forwarded = '-m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT';
    this.#add('filter', 'KUBE-FORWARD', forwarded);
    const known =
      '-m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED';
    this.#add('filter', 'KUBE-FORWARD', `${known} -j ACCEPT`);
    this.#add('filter', 'KUBE-NODE-PORT', `${asks('KUBE-HEALTH-CHECK-NODE-PORT', 'dst')} -j ACCEPT`);
    for (const [set, sides] of REACHABLE) {
      this.#add('filter', 'KUBE-IPVS-FILTER', `-m set --match-set ${set} ${sides} -j RETURN`);
    }
    const others = '-m conntrack --ctstate NEW -m set --match-set KUBE-IPVS-IPS dst';
    this.#add('filter', 'KUBE-IPVS-FILTER', `${others} -j REJECT --reject-with icmp-port-unreachable`);
  }

  #masquerade(): void {
    this.#add('nat', 'KUBE-POSTROUTING', '-m mark ! --mark 0x4000/0x4000 -j RETURN');
    this.#add('nat', 'KUBE-POSTROUTING', '-j MARK --set-xmark 0x4000/0x0');
    const comment = '-m comment --comment "kubernetes service traffic requiring SNAT"';
    this.#add('nat', 'KUBE-POSTROUTING', `${comment} -j MASQUERADE --random-fully`);
    this.#add('nat', 'KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  }

  #has(set: SetName): boolean {
    return (this.#state.sets.get(set)?.size ?? 0) > 0;
  }

  #add(table: Table, chain: string, rule: string): void {
    this[table].get(chain)?.push({ rule });
  }
}

function asks(set: SetName, sides: string): string {
  return `-m comment --comment "${SETS[set][1]}" -m set --match-set ${set} ${sides}`;
}
