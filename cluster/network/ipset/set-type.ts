import { IpSetError } from '../../machinery/ip-sets.ts';
import { type Address, formatAddress, formatPrefix, parseAddress, parsePrefix } from '../address.ts';
import type { Packet } from '../packet.ts';

export type Dimension = 'ip' | 'net' | 'port';

/** What the elements of a set are made of. */
export interface SetType {
  readonly name: string;
  readonly revision: number;
  readonly dimensions: readonly Dimension[];
  /** Ports without a protocol, in an array. */
  readonly bitmap: boolean;
  /** Bytes of an empty set and of each element, as a 64-bit kernel counts them. */
  readonly emptyBytes: number;
  readonly elementBytes: number;
}

const hash = (
  name: string,
  revision: number,
  dimensions: readonly Dimension[],
  emptyBytes: number,
  elementBytes: number,
): [string, SetType] => [name, { name, revision, dimensions, bitmap: false, emptyBytes, elementBytes }];

/** The types that are known here, with the revisions of ipset 7.17 on Linux 6. */
export const SET_TYPES: ReadonlyMap<string, SetType> = new Map([
  hash('hash:ip', 6, ['ip'], 216, 40),
  hash('hash:ip,port', 7, ['ip', 'port'], 216, 48),
  hash('hash:ip,port,ip', 7, ['ip', 'port', 'ip'], 208, 56),
  hash('hash:ip,port,net', 7, ['ip', 'port', 'net'], 464, 56),
  hash('hash:net', 7, ['net'], 456, 48),
  [
    'bitmap:port',
    { name: 'bitmap:port', revision: 3, dimensions: ['port'], bitmap: true, emptyBytes: 72, elementBytes: 0 },
  ],
]);

/** One value of an element: what it is compared by, and how it is printed. `length`: of a network, its prefix. */
export interface Part {
  readonly key: string;
  readonly text: string;
  readonly length?: number;
}

/** Elements one text stands for: `10.0.0.1-10.0.0.4`, `5-8`. More would be a learner's slip. */
const RANGE_LIMIT = 65_536;

/** Reads `192.168.1.10,tcp:80,10.0.0.0/8`. Throws `IpSetError`. */
export function parseElement(type: SetType, text: string): Part[][] {
  const words = text.split(',');
  const [first = '', second, third] = words;
  const surplus = words.length > type.dimensions.length;
  if (surplus) throw new IpSetError(`Syntax error: Elem separator in ${text}, but settype ${type.name} supports none.`);
  const missing = ['Second', 'Third'][words.length - 1];
  if (words.length < type.dimensions.length) {
    throw new IpSetError(`Syntax error: ${missing} element is missing from ${text}.`);
  }
  const parts = [first, second, third].flatMap((word, index) => {
    const dimension = type.dimensions[index];
    return word === undefined || !dimension ? [] : [parsePart(type, dimension, word, index === 0)];
  });
  return parts.reduce<Part[][]>(
    (elements, choices) => elements.flatMap((element) => choices.map((part) => [...element, part])),
    [[]],
  );
}

function parsePart(type: SetType, dimension: Dimension, word: string, mayRange: boolean): Part[] {
  if (dimension === 'port') return type.bitmap ? parsePlainPorts(word) : parseProtocolPort(word);
  if (dimension === 'net') return [parseNetwork(word)];
  const addresses = mayRange ? addressRange(word) : [requireAddressWord(word)];
  return addresses.map((address) => ({ key: `${address}`, text: formatAddress(address) }));
}

function requireAddressWord(word: string): Address {
  const address = parseAddress(word);
  if (address === undefined)
    throw new IpSetError(`Syntax error: cannot parse ${word}: resolving to IPv4 address failed`);
  return address;
}

function addressRange(word: string): Address[] {
  const prefix = word.includes('/') ? parsePrefix(word) : undefined;
  const [from, to] = word.split('-');
  const first = prefix ? prefix.network : requireAddressWord(from ?? '');
  const last = prefix ? (prefix.network | ~prefix.mask) >>> 0 : to === undefined ? first : requireAddressWord(to);
  if (last - first >= RANGE_LIMIT) throw new IpSetError('Hash is full, cannot add more elements');
  return Array.from({ length: Math.max(last - first + 1, 1) }, (_, index) => first + index);
}

function parseNetwork(word: string): Part {
  requireAddressWord(word.split('/')[0] ?? '');
  const prefix = parsePrefix(word);
  if (!prefix || prefix.length === 0) {
    throw new IpSetError('The value of the CIDR parameter of the IP address is invalid');
  }
  const text = prefix.length === 32 ? formatAddress(prefix.network) : formatPrefix(prefix);
  return { key: `${prefix.network}/${prefix.length}`, text, length: prefix.length };
}

function parsePortNumbers(word: string, protocol: string): number[] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(word);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? first);
  if (!match || first > 65_535 || last > 65_535) {
    throw new IpSetError(`Syntax error: cannot parse '${word}' as a ${protocol} port`);
  }
  return Array.from({ length: Math.max(last - first + 1, 1) }, (_, index) => first + index);
}

function parsePlainPorts(word: string): Part[] {
  const numbers = parsePortNumbers(word.replace(/^(tcp|udp):/, ''), 'tcp');
  return numbers.map((port) => ({ key: `${port}`, text: `${port}` }));
}

const ICMP_TYPES: Readonly<Record<string, string>> = {
  'echo-request': '8/0',
  ping: '8/0',
  'echo-reply': '0/0',
  pong: '0/0',
};
const ICMP_NAMES: Readonly<Record<string, string>> = { '8/0': 'echo-request', '0/0': 'echo-reply' };

function parseProtocolPort(word: string): Part[] {
  const colon = word.indexOf(':');
  const protocol = colon < 0 ? 'tcp' : word.slice(0, colon);
  const rest = word.slice(colon + 1);
  if (protocol === 'icmp') {
    const [kind, code] = (ICMP_TYPES[rest] ?? rest).split('/').map(Number);
    const name = ICMP_NAMES[`${kind}/${code}`] ?? `${kind}/${code}`;
    return [{ key: `icmp:${(kind ?? 0) * 256 + (code ?? 0)}`, text: `icmp:${name}` }];
  }
  if (!['tcp', 'udp', 'sctp', 'udplite'].includes(protocol)) {
    throw new IpSetError(`Syntax error: cannot parse '${protocol}' as a protocol`);
  }
  return parsePortNumbers(rest, protocol).map((port) => ({ key: `${protocol}:${port}`, text: `${protocol}:${port}` }));
}

/** The same value of a packet; of a network, one for each prefix length that the set has. Null when the packet has none. */
export function partOf(
  type: SetType,
  dimension: Dimension,
  packet: Packet,
  side: 'source' | 'destination',
  lengths: Iterable<number>,
): string[] | null {
  const address = packet[side];
  if (dimension === 'ip') return [`${address}`];
  if (dimension === 'net') {
    return [...lengths].map((length) => `${(address & (-1 << (32 - length))) >>> 0}/${length}`);
  }
  const port = side === 'source' ? packet.sourcePort : packet.destinationPort;
  if (packet.protocol === 'icmp') return type.bitmap ? null : [`icmp:${packet.destinationPort}`];
  return [type.bitmap ? `${port}` : `${packet.protocol}:${port}`];
}
