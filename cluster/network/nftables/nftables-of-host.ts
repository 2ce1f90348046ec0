import type { Host } from '../network.ts';
import type { HostNftables } from './host-nftables.ts';

/** Most hosts have none; and nothing of nftables is loaded before the first that has. */
const known = new WeakMap<Host, HostNftables>();

/** What a host has, if it has any. */
export function nftablesIfAny(host: Host): HostNftables | undefined {
  return known.get(host);
}

export function rememberNftables(host: Host, nftables: HostNftables): void {
  known.set(host, nftables);
}
