/** An IPv4 address as an unsigned 32-bit number: what routes and rules compare. */
export type Address = number;

export interface Prefix {
  readonly network: Address;
  readonly length: number;
  readonly mask: number;
}

/** Addresses seen so far, as text: a simulation has few, and records repeat them all the time. */
const CACHE_LIMIT = 65_536;
const texts = new Map<Address, string>();

export function parseAddress(text: string): Address | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let address = 0;
  for (let index = 1; index <= 4; index++) {
    const octet = Number(match[index]);
    if (octet > 255) return undefined;
    address = address * 256 + octet;
  }
  return address;
}

/** For addresses that the program itself wrote. Throws on anything else. */
export function requireAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new TypeError(`not an IPv4 address: ${text}`);
  return address;
}

export function formatAddress(address: Address): string {
  const known = texts.get(address);
  if (known !== undefined) return known;
  const text = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
  if (texts.size >= CACHE_LIMIT) texts.clear();
  texts.set(address, text);
  return text;
}

export function formatEndpoint(address: Address, port: number): string {
  return `${formatAddress(address)}:${port}`;
}

/** `10.0.0.0/8`, `10.0.0.1` (a /32) or `0.0.0.0/0`. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const suffix = slash < 0 ? '32' : text.slice(slash + 1);
  const length = suffix.includes('.') ? maskLength(suffix) : /^\d{1,2}$/.test(suffix) ? Number(suffix) : undefined;
  if (length === undefined || length > 32) return undefined;
  const mask = prefixMask(length);
  return { network: (address & mask) >>> 0, length, mask };
}

export function requirePrefix(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (!prefix) throw new TypeError(`not an IPv4 prefix: ${text}`);
  return prefix;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.network)}/${prefix.length}`;
}

export function prefixContains(prefix: Prefix, address: Address): boolean {
  return (address & prefix.mask) >>> 0 === prefix.network;
}

function prefixMask(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** `255.255.255.0` as iptables also takes it. */
function maskLength(text: string): number | undefined {
  const mask = parseAddress(text);
  if (mask === undefined) return undefined;
  for (let length = 0; length <= 32; length++) if (prefixMask(length) === mask) return length;
  return undefined;
}
