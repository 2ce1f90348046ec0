import type { Host } from '../../network/network.ts';
import { nftablesIfAny } from '../../network/nftables/nftables-of-host.ts';

/** CleanupLeftovers in pkg/proxy/nftables: the tables named kube-proxy. */
export function removeNftables(host: Host): void {
  const nftables = nftablesIfAny(host);
  if (nftables?.table('ip kube-proxy')) nftables.apply([{ text: 'delete table ip kube-proxy' }]);
}
