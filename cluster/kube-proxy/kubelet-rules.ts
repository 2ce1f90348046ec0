import type { Netfilter } from '../network/netfilter/netfilter.ts';
import { FIXED_CHAINS } from './iptables/base-rules.ts';
import { ensureChains } from './iptables/write-rules.ts';

const CANARY = 'KUBE-KUBELET-CANARY';
const FIREWALL = 'KUBE-FIREWALL';

/** What the kubelet keeps in a node's tables whatever kube-proxy's mode (pkg/kubelet/kubelet_network_linux.go). */
export function ensureKubeletRules(netfilter: Netfilter): void {
  for (const table of ['mangle', 'nat', 'filter'] as const) ensureChains(netfilter, table, [CANARY]);
  if (netfilter.chain('filter', FIREWALL) !== undefined) return;
  netfilter.restore('filter', { chains: new Map([[FIREWALL, FIXED_CHAINS.filter.get(FIREWALL) ?? []]]) });
  for (const chain of ['INPUT', 'OUTPUT']) netfilter.append('filter', chain, `-j ${FIREWALL}`);
}
