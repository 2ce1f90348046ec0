import type { RouteFilter } from '../route-filter.ts';

/** An IPv4 address or network in CIDR notation. */
export type AddressRange = (address: string) => boolean;

/** Undefined when it is neither. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [network = '', length = '32', ...rest] = text.trim().split('/');
  const base = toNumber(network);
  if (base === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const mask = length === '0' ? 0 : (0xffffffff << (32 - Number(length))) >>> 0;
  return (address) => {
    const number = toNumber(address);
    return number !== undefined && (number & mask) >>> 0 === (base & mask) >>> 0;
  };
}

/** 403 for clients outside all ranges of `allowed` (where there are any) or inside one of `denied`. */
export function addressFilter(allowed: readonly AddressRange[], denied: readonly AddressRange[]): RouteFilter {
  return ({ clientAddress }) => {
    const refused = denied.some((range) => range(clientAddress));
    const admitted = allowed.length === 0 || allowed.some((range) => range(clientAddress));
    return refused || !admitted ? { status: 403 } : undefined;
  };
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.');
  if (parts.length !== 4) return undefined;
  let number = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    number = number * 256 + Number(part);
  }
  return number >>> 0;
}
