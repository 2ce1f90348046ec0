import type { Host } from '../../network/network.ts';
import { removeChains, removeJumps } from '../iptables/write-rules.ts';
import { DUMMY_DEVICE, IPVS_CHAINS, IPVS_JUMPS, SETS } from './base-rules.ts';

/** CleanupLeftovers in pkg/proxy/ipvs: virtual servers, kube-ipvs0, iptables chains and sets. */
export function removeIpvs(host: Host): void {
  const { netfilter, virtualServers, ipSets } = host;
  virtualServers.flush();
  host.removeInterface(DUMMY_DEVICE);
  for (const table of ['nat', 'filter'] as const) {
    removeJumps(netfilter, table, IPVS_JUMPS[table], new Set());
    removeChains(netfilter, table, IPVS_CHAINS[table]);
  }
  const present = new Set(ipSets.names());
  for (const name of Object.keys(SETS)) if (present.has(name)) ipSets.destroy(name);
}
