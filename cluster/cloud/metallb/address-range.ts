import { type Address, formatAddress, parseAddress, parsePrefix } from '../../network/address.ts';

/** First and last address, both included. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/** `10.100.1.208/28` or `10.100.1.200-10.100.1.210`; undefined: neither (internal/config ParseCIDR). */
export function parseRange(text: string): AddressRange | undefined {
  const [from = '', to, more] = text.split('-').map((part) => part.trim());
  if (more !== undefined) return undefined;
  if (to !== undefined) {
    const [first, last] = [parseAddress(from), parseAddress(to)];
    return first !== undefined && last !== undefined && first <= last ? { first, last } : undefined;
  }
  const prefix = from.includes('/') ? parsePrefix(from) : undefined;
  if (!prefix) return undefined;
  return { first: prefix.network, last: prefix.network + 2 ** (32 - prefix.length) - 1 };
}

export function rangeContains({ first, last }: AddressRange, address: Address): boolean {
  return address >= first && address <= last;
}

/** Addresses that end in 0 or 255, which some firmware takes for a network or a broadcast. */
export function confusesFirmware(address: Address): boolean {
  return /\.(0|255)$/.test(formatAddress(address));
}
