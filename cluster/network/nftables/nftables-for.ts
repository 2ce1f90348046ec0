import type { Host } from '../network.ts';
import { NetworkHost } from '../network-host.ts';
import { HostNftables } from './host-nftables.ts';
import { nftablesIfAny, rememberNftables } from './nftables-of-host.ts';

/** The nftables of a host, at its hooks from the first time on. */
export function nftablesFor(host: Host): HostNftables {
  const known = nftablesIfAny(host);
  if (known) return known;
  if (!(host instanceof NetworkHost)) throw new TypeError(`${host.id} has no hooks`);
  const nftables = new HostNftables(
    () => host.network.clock.now(),
    () => {
      host.network.changes++;
    },
  );
  host.hooks.add(nftables);
  rememberNftables(host, nftables);
  return nftables;
}
