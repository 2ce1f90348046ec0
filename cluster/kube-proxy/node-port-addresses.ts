import { parseAddress, parsePrefix, prefixContains } from '../network/address.ts';
import type { Host } from '../network/network.ts';

/** The host's addresses that `nodePortAddresses` names: by prefix, or `primary`. Empty ones mean all; that is for the caller to see. */
export function namedAddresses(host: Host, wanted: readonly string[], primary: string): string[] {
  const all = host
    .interfaces()
    .flatMap(({ addresses }) => addresses.map((address) => address.slice(0, address.indexOf('/'))));
  return all.filter((address) =>
    wanted.some((name) => {
      if (name === 'primary') return address === primary;
      const [prefix, parsed] = [parsePrefix(name), parseAddress(address)];
      return prefix !== undefined && parsed !== undefined && prefixContains(prefix, parsed);
    }),
  );
}
