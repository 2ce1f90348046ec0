import { isIP } from 'node:net';

const CIDR = /^([^/]+)\/(\d{1,3})$/;

/** Problems of a CIDR that must be written as its network. Source: apimachinery/pkg/util/validation/ip.go IsValidCIDR. */
export function cidrProblems(value: string): string[] {
  const malformed = sloppyCidrProblems(value);
  if (malformed.length > 0) return malformed;
  const parts = CIDR.exec(value);
  const address = addressBits(parts![1]!)!;
  const length = Number(parts![2]);
  if (hasLeadingZeros(parts![1]!) || String(length) !== parts![2]) {
    return ['must not have leading 0s in IP or prefix length'];
  }
  if (isMapped(address)) return ['must not have an IPv4-mapped IPv6 address'];
  if (address.slice(length).includes('1')) return ['must not have bits set beyond the prefix length'];
  const canonical = `${canonicalAddress(address)}/${length}`;
  return canonical === value ? [] : [`must be in canonical form ("${canonical}")`];
}

/** Fields that are older than the strict rules take any form of a CIDR. Source: IsValidCIDRForLegacyField (not strict). */
export function sloppyCidrProblems(value: string): string[] {
  const parts = CIDR.exec(value);
  const address = parts ? addressBits(parts[1]!) : null;
  if (address && Number(parts?.[2]) <= address.length) return [];
  return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
}

/** Problems of a single address. Source: IsValidIP. */
export function ipProblems(value: string): string[] {
  const problems = sloppyIpProblems(value);
  if (problems.length > 0) return problems;
  const canonical = canonicalAddress(addressBits(value)!);
  return canonical === value ? [] : [`must be in canonical form ("${canonical}")`];
}

/** Fields that are older than the strict rules take any form of an address. Source: IsValidIPForLegacyField (not strict). */
export function sloppyIpProblems(value: string): string[] {
  return addressBits(value) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

/** The address as a text of 32 or 128 binary digits; null for anything else. */
function addressBits(text: string): string | null {
  const plain = withoutLeadingZeros(text);
  const family = isIP(plain);
  if (family === 4) return quadBits(plain);
  if (family !== 6 || plain.includes('%')) return null;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const hexadecimal = tail ? `${tail[1]}${quadGroups(tail[2]!)}` : plain;
  const [head = '', rest] = hexadecimal.split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const [left, right] = [groupsOf(head), groupsOf(rest ?? '')];
  const zeros = rest === undefined ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}

const quadBits = (quad: string) =>
  quad
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function quadGroups(quad: string): string {
  const bits = quadBits(quad);
  return [bits.slice(0, 16), bits.slice(16)].map((half) => Number.parseInt(half, 2).toString(16)).join(':');
}

const hasLeadingZeros = (text: string) => withoutLeadingZeros(text) !== text;

function withoutLeadingZeros(text: string): string {
  return text.replace(
    /(^|[.:])(\d+)(?=\.)|(\.)(\d+)$/g,
    (_, before = '', digits = '', dot = '', last = '') =>
      `${before}${dot}${String(digits || last).replace(/^0+(?=\d)/, '')}`,
  );
}

const isMapped = (bits: string) => bits.length === 128 && bits.startsWith(`${'0'.repeat(80)}${'1'.repeat(16)}`);

/** RFC 5952. */
function canonicalAddress(bits: string): string {
  if (bits.length === 32 || isMapped(bits)) {
    return (bits.slice(-32).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).join('.');
  }
  const groups = (bits.match(/.{16}/g) ?? []).map((group) => Number.parseInt(group, 2).toString(16));
  const zeros = groups.join(':').match(/\b0(:0)+\b/g) ?? [];
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const [head, ...tail] = groups.join(':').split(longest);
  return `${(head ?? '').replace(/:$/, '')}::${tail.join(longest).replace(/^:/, '')}`;
}
