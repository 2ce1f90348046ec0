import type { Netfilter } from '../../network/netfilter/netfilter.ts';
import { JUMPS, KUBELET_RULES } from './base-rules.ts';
import { removeChains, removeJumps, serviceChainNames } from './write-rules.ts';

const NAT_CHAINS = ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', 'KUBE-PROXY-CANARY'];
const FILTER_CHAINS = [
  'KUBE-SERVICES',
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-FORWARD',
  'KUBE-NODEPORTS',
  'KUBE-PROXY-FIREWALL',
  'KUBE-PROXY-CANARY',
];

/** CleanupLeftovers in pkg/proxy/iptables: its jumps, and all its chains. What the kubelet wrote stays. */
export function removeIptablesRules(netfilter: Netfilter): void {
  removeJumps(netfilter, 'filter', JUMPS.filter, KUBELET_RULES);
  removeJumps(netfilter, 'nat', JUMPS.nat, KUBELET_RULES);
  removeChains(netfilter, 'nat', [...NAT_CHAINS, ...serviceChainNames(netfilter)]);
  removeChains(netfilter, 'filter', FILTER_CHAINS);
  removeChains(netfilter, 'mangle', ['KUBE-PROXY-CANARY']);
}
