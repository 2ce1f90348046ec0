import type { Host } from '../../network/network.ts';

/** CleanupLeftovers in pkg/proxy/nftables: the tables named kube-proxy. */
export function removeNftables(_host: Host): void {}
