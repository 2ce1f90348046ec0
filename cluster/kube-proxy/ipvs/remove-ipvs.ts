import type { Host } from '../../network/network.ts';

/** CleanupLeftovers in pkg/proxy/ipvs: virtual servers, kube-ipvs0, iptables chains and sets. */
export function removeIpvs(_host: Host): void {}
