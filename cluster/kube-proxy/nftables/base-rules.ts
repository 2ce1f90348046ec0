import { type Prefix, parseAddress, parsePrefix, prefixContains } from '../../network/address.ts';

export const TABLE = 'ip kube-proxy';

const BASE_CHAINS = {
  'filter-prerouting-pre-dnat': 'type filter hook prerouting priority -110',
  'filter-output-pre-dnat': 'type filter hook output priority -110',
  'filter-input': 'type filter hook input priority 0',
  'filter-forward': 'type filter hook forward priority 0',
  'filter-output': 'type filter hook output priority 0',
  'nat-prerouting': 'type nat hook prerouting priority -100',
  'nat-output': 'type nat hook output priority -100',
  'nat-postrouting': 'type nat hook postrouting priority 100',
} as const;

const NEW = 'ct state new ';
/** nftablesJumpChains in pkg/proxy/nftables/proxier.go. */
const JUMPS: readonly (readonly [to: string, from: keyof typeof BASE_CHAINS, match: string])[] = [
  ['nodeport-endpoints-check', 'filter-input', NEW],
  ['service-endpoints-check', 'filter-input', NEW],
  ['service-endpoints-check', 'filter-forward', NEW],
  ['service-endpoints-check', 'filter-output', NEW],
  ['firewall-check', 'filter-prerouting-pre-dnat', NEW],
  ['firewall-check', 'filter-output-pre-dnat', NEW],
  ['services', 'nat-output', ''],
  ['services', 'nat-prerouting', ''],
  ['masquerading', 'nat-postrouting', ''],
  ['cluster-ips-check', 'filter-forward', NEW],
  ['cluster-ips-check', 'filter-output', NEW],
];

const BY_ADDRESS = 'ipv4_addr . inet_proto . inet_service : verdict';
const BY_PORT = 'inet_proto . inet_service : verdict';
const MASQUERADE_MARK = '0x4000';
const LOOKUP = 'ip daddr . meta l4proto . th dport vmap';

/** Sets and maps whose elements come from Services. */
export const CONTAINERS = {
  'cluster-ips': 'set',
  'service-ips': 'map',
  'firewall-ips': 'map',
  'no-endpoint-services': 'map',
  'no-endpoint-nodeports': 'map',
  'service-nodeports': 'map',
} as const;

export type ContainerName = keyof typeof CONTAINERS;

export interface BaseOptions {
  /** Null: node ports answer on every address but localhost. */
  readonly nodePortAddresses: readonly string[] | null;
  readonly serviceCIDRs: readonly string[];
  /** The process has not written anything yet: base chains are made anew, whatever they were. */
  readonly first: boolean;
}

/** What every full sync writes before the Services (setupNFTables), as commands of nft. */
export function baseCommands(options: BaseOptions): string[] {
  return [
    `add table ${TABLE} { comment "rules for kube-proxy"; }`,
    ...baseChains(options.first),
    ...masquerading(),
    ...clusterAddresses(options.serviceCIDRs),
    ...nodePortSet(options.nodePortAddresses),
    ...withoutEndpoints(options.nodePortAddresses),
    ...dispatch(options.nodePortAddresses),
  ];
}

function baseChains(first: boolean): string[] {
  const names = Object.entries(BASE_CHAINS);
  const again = names.flatMap(([name]) => [`add chain ${TABLE} ${name}`, `delete chain ${TABLE} ${name}`]);
  const made = names.flatMap(([name, spec]) => [
    `add chain ${TABLE} ${name} { ${spec}; }`,
    `flush chain ${TABLE} ${name}`,
  ]);
  const seen = new Set<string>();
  const jumps = JUMPS.flatMap(([to, from, match]) => {
    const target = seen.has(to) ? [] : emptied(to);
    seen.add(to);
    return [...target, `add rule ${TABLE} ${from} ${match}jump ${to}`];
  });
  return [...(first ? again : []), ...made, ...jumps];
}

export function emptied(chain: string): string[] {
  return [`add chain ${TABLE} ${chain}`, `flush chain ${TABLE} ${chain}`];
}

function masquerading(): string[] {
  return [
    ...emptied('mark-for-masquerade'),
    `add rule ${TABLE} mark-for-masquerade mark set mark or ${MASQUERADE_MARK}`,
    `add rule ${TABLE} masquerading mark and ${MASQUERADE_MARK} == 0 return`,
    `add rule ${TABLE} masquerading mark set mark xor ${MASQUERADE_MARK}`,
    `add rule ${TABLE} masquerading masquerade fully-random`,
  ];
}

function clusterAddresses(serviceCIDRs: readonly string[]): string[] {
  const check = `add rule ${TABLE} cluster-ips-check ip daddr`;
  const commands = [
    `add set ${TABLE} cluster-ips { type ipv4_addr; comment "Active ClusterIPs"; }`,
    `${check} @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"`,
  ];
  if (serviceCIDRs.length === 0) return commands;
  const ranges = serviceCIDRs.length === 1 ? serviceCIDRs[0] : `{ ${serviceCIDRs.join(', ')} }`;
  return [...commands, `${check} ${ranges} drop comment "Drop traffic to unallocated ClusterIPs"`];
}

function nodePortSet(addresses: readonly string[] | null): string[] {
  const add = `add set ${TABLE} nodeport-ips { type ipv4_addr; comment "IPs that accept NodePort traffic"; }`;
  if (!addresses) return [add, `delete set ${TABLE} nodeport-ips`];
  const elements = addresses.map((address) => `add element ${TABLE} nodeport-ips { ${address} }`);
  return [add, `flush set ${TABLE} nodeport-ips`, ...elements];
}

function withoutEndpoints(nodePortAddresses: readonly string[] | null): string[] {
  const services = 'vmap to drop or reject packets to services with no endpoints';
  const nodePorts = 'vmap to drop or reject packets to service nodeports with no endpoints';
  const where = nodePortAddresses ? 'ip daddr @nodeport-ips' : 'ip daddr != 127.0.0.0/8';
  return [
    `add map ${TABLE} no-endpoint-services { type ${BY_ADDRESS}; comment "${services}"; }`,
    `add map ${TABLE} no-endpoint-nodeports { type ${BY_PORT}; comment "${nodePorts}"; }`,
    `add chain ${TABLE} reject-chain { comment "helper for @no-endpoint-services / @no-endpoint-nodeports"; }`,
    `flush chain ${TABLE} reject-chain`,
    `add rule ${TABLE} reject-chain reject`,
    `add rule ${TABLE} service-endpoints-check ${LOOKUP} @no-endpoint-services`,
    `add rule ${TABLE} nodeport-endpoints-check ${where} meta l4proto . th dport vmap @no-endpoint-nodeports`,
  ];
}

function dispatch(nodePortAddresses: readonly string[] | null): string[] {
  const where = nodePortAddresses ? 'ip daddr @nodeport-ips' : 'fib daddr type local ip daddr != 127.0.0.0/8';
  const comment = (words: string) => `comment "${words}"`;
  return [
    `add map ${TABLE} firewall-ips { type ${BY_ADDRESS}; ${comment('destinations that are subject to LoadBalancerSourceRanges')}; }`,
    `add rule ${TABLE} firewall-check ${LOOKUP} @firewall-ips`,
    `add map ${TABLE} service-ips { type ${BY_ADDRESS}; ${comment('ClusterIP, ExternalIP and LoadBalancer IP traffic')}; }`,
    `add map ${TABLE} service-nodeports { type ${BY_PORT}; ${comment('NodePort traffic')}; }`,
    `add rule ${TABLE} services ${LOOKUP} @service-ips`,
    `add rule ${TABLE} services ${where} meta l4proto . th dport vmap @service-nodeports`,
  ];
}

/**
 * A range that holds the node's own network would make the node drop all that it sends to its neighbours, the tunnels' packets
 * too. Of such a range the first part without it is taken.
 */
export function withoutNode(cidr: string, nodeAddress: string): string {
  const address = parseAddress(nodeAddress);
  let prefix: Prefix | undefined = parsePrefix(cidr);
  if (!prefix || address === undefined || !prefixContains(prefix, address)) return cidr;
  const start = cidr.slice(0, cidr.indexOf('/'));
  while (prefix && prefix.length < 32 && prefixContains(prefix, address))
    prefix = parsePrefix(`${start}/${prefix.length + 1}`);
  return prefix ? `${start}/${prefix.length}` : cidr;
}
