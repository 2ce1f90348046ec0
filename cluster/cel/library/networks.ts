import { define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, OpaqueValue } from '../value.ts';
import { type AddressBytes, addressText, masked, parseAddress, samePrefix } from './addresses.ts';

const IP = 'net.IP';
const CIDR = 'net.CIDR';

class Address extends OpaqueValue {
  readonly typeName = IP;
  readonly bytes: AddressBytes;
  constructor(bytes: AddressBytes) {
    super();
    this.bytes = bytes;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Address && addressText(other.bytes) === addressText(this.bytes);
  }
  override text(): string {
    return addressText(this.bytes);
  }
}

class Prefix extends OpaqueValue {
  readonly typeName = CIDR;
  readonly bytes: AddressBytes;
  readonly length: number;
  constructor(bytes: AddressBytes, length: number) {
    super();
    this.bytes = bytes;
    this.length = length;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Prefix && other.text() === this.text();
  }
  override text(): string {
    return `${addressText(this.bytes)}/${this.length}`;
  }
}

function readAddress(text: string): Address {
  const bytes = parseAddress(text);
  if (bytes) return new Address(bytes);
  const quoted = JSON.stringify(text);
  if (text.includes('%')) throw failure(`IP address ${quoted} with zone value is not allowed`);
  if (/^::ffff:/i.test(text)) throw failure(`IPv4-mapped IPv6 address ${quoted} is not allowed`);
  throw failure(
    `IP Address ${quoted} parse error during conversion from string: ParseAddr(${quoted}): unable to parse IP`,
  );
}

function parsePrefix(text: string): Prefix | null {
  const [address = '', length = '', ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (!bytes || rest.length > 0 || !/^(0|[1-9]\d*)$/.test(length) || Number(length) > bytes.length * 8) return null;
  return new Prefix(bytes, Number(length));
}

function readPrefix(text: string): Prefix {
  const found = parsePrefix(text);
  if (found) return found;
  const quoted = JSON.stringify(text);
  const why = text.includes('/') ? 'prefix length out of range' : "no '/'";
  throw failure(`network address parse error during conversion from string: netip.ParsePrefix(${quoted}): ${why}`);
}

function addressOf(value: CelValue | undefined): Address {
  if (value instanceof Address) return value;
  if (typeof value === 'string') return readAddress(value);
  throw noSuchOverload();
}

function prefixOf(value: CelValue | undefined): Prefix {
  if (value instanceof Prefix) return value;
  if (typeof value === 'string') return readPrefix(value);
  throw noSuchOverload();
}

const isFour = (bytes: AddressBytes) => bytes.length === 4;
const TESTS = {
  isUnspecified: (bytes: AddressBytes) => bytes.every((byte) => byte === 0),
  isLoopback: (bytes: AddressBytes) =>
    isFour(bytes) ? bytes[0] === 127 : bytes.every((byte, at) => byte === (at === 15 ? 1 : 0)),
  isLinkLocalMulticast: (bytes: AddressBytes) =>
    isFour(bytes)
      ? bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0
      : bytes[0] === 255 && ((bytes[1] ?? 0) & 15) === 2,
  isLinkLocalUnicast: (bytes: AddressBytes) =>
    isFour(bytes) ? bytes[0] === 169 && bytes[1] === 254 : bytes[0] === 254 && ((bytes[1] ?? 0) & 192) === 128,
} as const;

const isMulticast = (bytes: AddressBytes) => (isFour(bytes) ? ((bytes[0] ?? 0) & 240) === 224 : bytes[0] === 255);
const isBroadcast = (bytes: AddressBytes) => isFour(bytes) && bytes.every((byte) => byte === 255);

function isGlobalUnicast(bytes: AddressBytes): boolean {
  const { isUnspecified, isLoopback, isLinkLocalUnicast } = TESTS;
  return ![isUnspecified, isLoopback, isLinkLocalUnicast, isMulticast, isBroadcast].some((test) => test(bytes));
}

const test = (holds: (bytes: AddressBytes) => boolean) => define([`${IP}.() bool`], ([a]) => holds(addressOf(a).bytes));

/** apiserver/pkg/cel/library/ip.go and cidr.go. */
export const networks: Library = {
  ip: define([`(string) ${IP}`, `${CIDR}.() ${IP}`], ([a]) =>
    a instanceof Prefix ? new Address(a.bytes) : readAddress(textOf(a)),
  ),
  isIP: define(['(string) bool'], ([a]) => parseAddress(textOf(a)) !== null),
  'ip.isCanonical': define(['(string) bool'], ([a]) => readAddress(textOf(a)).text() === textOf(a)),
  family: define([`${IP}.() int`], ([a]) => (isFour(addressOf(a).bytes) ? 4n : 6n)),
  isUnspecified: test(TESTS.isUnspecified),
  isLoopback: test(TESTS.isLoopback),
  isLinkLocalMulticast: test(TESTS.isLinkLocalMulticast),
  isLinkLocalUnicast: test(TESTS.isLinkLocalUnicast),
  isGlobalUnicast: test(isGlobalUnicast),
  cidr: define([`(string) ${CIDR}`], ([a]) => readPrefix(textOf(a))),
  isCIDR: define(['(string) bool'], ([a]) => parsePrefix(textOf(a)) !== null),
  containsIP: define([`${CIDR}.(${IP}) bool`, `${CIDR}.(string) bool`], ([a, b]) => {
    const { bytes, length } = prefixOf(a);
    return samePrefix(bytes, addressOf(b).bytes, length);
  }),
  containsCIDR: define([`${CIDR}.(${CIDR}) bool`, `${CIDR}.(string) bool`], ([a, b]) => {
    const [outer, inner] = [prefixOf(a), prefixOf(b)];
    return outer.length <= inner.length && samePrefix(outer.bytes, inner.bytes, outer.length);
  }),
  masked: define([`${CIDR}.() ${CIDR}`], ([a]) => {
    const { bytes, length } = prefixOf(a);
    return new Prefix(masked(bytes, length), length);
  }),
  prefixLength: define([`${CIDR}.() int`], ([a]) => BigInt(prefixOf(a).length)),
};
