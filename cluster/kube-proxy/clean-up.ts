import type { Host } from '../network/network.ts';
import { removeIptablesRules } from './iptables/remove-iptables-rules.ts';
import type { ProxyMode } from './proxy-configuration.ts';

/**
 * What a start removes of other modes' leftovers (platformCleanup in cmd/kube-proxy): nftables mode removes iptables' and IPVS',
 * both of those remove nftables' table, and neither removes the other's. That takes `kube-proxy --cleanup` on the node.
 */
export async function cleanUpOtherModes(host: Host, mode: ProxyMode): Promise<void> {
  if (mode === 'nftables') {
    cleanUpIptables(host);
    await cleanUpIpvs(host);
  } else await cleanUpNftables(host);
}

/** `kube-proxy --cleanup`: whatever any mode has left. */
export async function cleanUpAllModes(host: Host): Promise<void> {
  cleanUpIptables(host);
  await cleanUpIpvs(host);
  await cleanUpNftables(host);
}

function cleanUpIptables(host: Host): void {
  removeIptablesRules(host.netfilter);
}

async function cleanUpIpvs(host: Host): Promise<void> {
  (await import('./ipvs/remove-ipvs.ts')).removeIpvs(host);
}

async function cleanUpNftables(host: Host): Promise<void> {
  (await import('./nftables/remove-nftables.ts')).removeNftables(host);
}
