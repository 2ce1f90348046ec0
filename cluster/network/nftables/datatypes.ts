import { formatAddress, parseAddress } from '../address.ts';
import { SERVICES, SYMBOLS, TITLES } from './datatype-symbols.ts';

/** What an expression's value is; a number except for names of devices, Ethernet and IPv6 addresses. */
export type Value = number | string;

export type TypeName =
  | 'ipv4_addr'
  | 'ipv6_addr'
  | 'ether_addr'
  | 'inet_proto'
  | 'inet_service'
  | 'mark'
  | 'ct_state'
  | 'ct_status'
  | 'ct_dir'
  | 'icmp_type'
  | 'icmp_code'
  | 'tcp_flag'
  | 'ifname'
  | 'iface_index'
  | 'fib_addrtype'
  | 'pkt_type'
  | 'nf_proto'
  | 'ether_type'
  | 'dscp'
  | 'uid'
  | 'gid'
  | 'boolean'
  | 'integer'
  | 'verdict';

/** Bytes a value of the type has in a packet or a register. */
const WIDTHS: Partial<Record<TypeName, number>> = {
  ipv4_addr: 4,
  ipv6_addr: 16,
  mark: 4,
  inet_service: 2,
  inet_proto: 1,
};

export function widthOf(type: TypeName): number {
  return WIDTHS[type] ?? 4;
}

export function titleOf(type: TypeName): string {
  return TITLES[type] ?? type;
}

/** Of which a value is a set of bits: `ct state new,established`. */
export function isBitmask(type: TypeName): boolean {
  return type === 'ct_state' || type === 'ct_status' || type === 'tcp_flag';
}

/** Largest value. */
export function maxOf(type: TypeName): number {
  if (type === 'inet_service') return 65_535;
  if (type === 'inet_proto' || type === 'icmp_type' || type === 'icmp_code' || type === 'tcp_flag') return 255;
  return type === 'dscp' ? 63 : 0xffff_ffff;
}

/** The value that a word means; undefined when it means none of this type. */
export function parseSymbol(type: TypeName, word: string): Value | undefined {
  if (type === 'ipv4_addr') return parseAddress(word);
  if (type === 'ifname' || type === 'iface_index') return word;
  if (type === 'inet_service') return Object.hasOwn(SERVICES, word) ? SERVICES[word] : undefined;
  if (type === 'boolean' && (word === 'exists' || word === 'missing')) return word === 'exists' ? 1 : 0;
  if ((type === 'uid' || type === 'gid') && word === 'root') return 0;
  const symbols = SYMBOLS[type];
  return symbols && Object.hasOwn(symbols, word) ? symbols[word] : undefined;
}

/** How values are shown: `-n` numbers, `-S` names of services. */
export interface ValueStyle {
  readonly numeric: boolean;
  readonly services: boolean;
}

export function printValue(type: TypeName, value: Value, style: ValueStyle): string {
  if (type === 'ifname' || type === 'iface_index') return `"${value}"`;
  if (typeof value === 'string') return value;
  if (type === 'ipv4_addr') return formatAddress(value);
  if (type === 'mark') return hexadecimal(value, 8);
  if (type === 'inet_service') return printService(value, style);
  if (type === 'boolean') return style.numeric ? `${value}` : value ? 'exists' : 'missing';
  const symbols = SYMBOLS[type];
  if (!symbols) return `${value}`;
  if (isBitmask(type)) return bits(symbols, value, style);
  if (type === 'dscp' || type === 'ether_type') {
    const name = style.numeric ? undefined : nameOf(symbols, value);
    return name ?? hexadecimal(value, type === 'dscp' ? 2 : 4);
  }
  return (!style.numeric && nameOf(symbols, value)) || `${value}`;
}

function printService(value: number, { services }: ValueStyle): string {
  const name = services ? nameOf(SERVICES, value) : undefined;
  return name === undefined ? `${value}` : `"${name}"`;
}

function bits(symbols: Readonly<Record<string, number>>, value: number, { numeric }: ValueStyle): string {
  const names = Object.entries(symbols).filter(([, bit]) => (value & bit) !== 0);
  const known = names.reduce((sum, [, bit]) => sum | bit, 0);
  if (value === 0 || (value & ~known) !== 0) return `0x${value.toString(16)}`;
  return names.map(([name, bit]) => (numeric ? `0x${bit.toString(16)}` : name)).join(',');
}

export function hexadecimal(value: number, digits: number): string {
  return `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;
}

function nameOf(symbols: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.keys(symbols).find((name) => symbols[name] === value);
}
