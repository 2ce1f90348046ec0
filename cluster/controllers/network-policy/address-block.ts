import type { IPBlock } from 'kubernetes-types/networking/v1.js';

/** Whether an IPv4 address lies in the block and in none of its exceptions. */
export function inBlock(address: string, { cidr, except = [] }: IPBlock): boolean {
  return inPrefix(address, cidr) && !except.some((each) => inPrefix(address, each));
}

function inPrefix(address: string, prefix: string): boolean {
  const [base = '', bits = '32'] = prefix.split('/');
  const value = numberOf(address);
  const network = numberOf(base);
  if (value === undefined || network === undefined) return false;
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(value / shift) === Math.floor(network / shift);
}

function numberOf(address: string): number | undefined {
  const octets = address.split('.').map(Number);
  const valid = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255);
  return valid ? octets.reduce((value, octet) => value * 256 + octet, 0) : undefined;
}
