import type { Frame, Predicate } from './frame.ts';
import type { FilterParser } from './parse.ts';
import { FilterError, SYNTAX_ERROR } from './tokens.ts';

/** What names in a filter mean. */
export interface Names {
  /** IPv4 addresses, as numbers; undefined when nobody knows the name. */
  host(name: string): readonly number[] | undefined;
  port(name: string): number | undefined;
}

export const PROTOCOLS = ['ether', 'ip', 'ip6', 'arp', 'rarp', 'tcp', 'udp', 'icmp', 'icmp6', 'igmp', 'sctp', 'link'];
export const DIRECTIONS = ['src', 'dst'];
export const TYPES = ['host', 'net', 'port', 'portrange', 'proto'];

type Direction = 'src' | 'dst' | 'either' | 'both';

export interface Qualifiers {
  readonly protocol: string | null;
  readonly direction: Direction;
  readonly type: string;
}

interface Parsed {
  readonly predicate: Predicate;
  readonly qualifiers: Qualifiers | null;
}

const ETHERTYPES: Readonly<Record<string, number>> = { ip: 0x0800, arp: 0x0806, rarp: 0x8035, ip6: 0x86dd };
const NUMBERS: Readonly<Record<string, number>> = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmp6: 58, sctp: 132 };
/** Protocols that have ports. */
const WITH_PORTS = [6, 17, 132];

export function primitive(parser: FilterParser, last: Qualifiers | null): Parsed {
  const limit = parser.take('less', 'greater');
  if (limit) return { predicate: lengthPredicate(parser, limit), qualifiers: last };
  const protocol = parser.take(...PROTOCOLS);
  const cast = parser.take('broadcast', 'multicast');
  if (cast) return { predicate: castPredicate(cast, protocol), qualifiers: last };
  const direction = takeDirection(parser);
  const type = parser.take(...TYPES);
  const { kind, text, escaped } = parser.peek();
  const isValue = kind === 'number' || (kind === 'word' && (escaped || !isKeyword(text)));
  if (protocol && !direction && !type && !isValue) return { predicate: protocolPredicate(protocol), qualifiers: last };
  if (!isValue) throw new FilterError(SYNTAX_ERROR);
  const hasOwn = protocol !== null || direction !== null || type !== null;
  if (!hasOwn && !last && (kind === 'number' || !/[.:]/.test(text))) throw new FilterError(SYNTAX_ERROR);
  if (protocol && !type && !direction && kind === 'number') throw new FilterError(SYNTAX_ERROR);
  const qualifiers = hasOwn || !last ? { protocol, direction: direction ?? 'either', type: type ?? 'host' } : last;
  return { predicate: valuePredicate(parser, qualifiers), qualifiers };
}

function isKeyword(word: string): boolean {
  return [
    ...PROTOCOLS,
    ...DIRECTIONS,
    ...TYPES,
    'and',
    'or',
    'not',
    'less',
    'greater',
    'broadcast',
    'multicast',
  ].includes(word);
}

function takeDirection(parser: FilterParser): Direction | null {
  const first = parser.take(...DIRECTIONS);
  if (!first) return null;
  const start = parser.position();
  const word = parser.take('or', 'and', '||', '&&');
  const second = word && parser.take(...DIRECTIONS);
  if (second && second !== first) return word === 'or' || word === '||' ? 'either' : 'both';
  parser.back(start);
  return first === 'src' ? 'src' : 'dst';
}

function lengthPredicate(parser: FilterParser, word: string): Predicate {
  const { kind, text } = parser.next();
  if (kind !== 'number') throw new FilterError(SYNTAX_ERROR);
  const length = Number(text);
  return word === 'less' ? (frame) => frame.length <= length : (frame) => frame.length >= length;
}

function castPredicate(cast: string, protocol: string | null): Predicate {
  if (protocol === 'ip') {
    if (cast === 'multicast') return (frame) => frame.isIp && frame.load(frame.network + 16, 1) >= 224;
    return (frame) => frame.isIp && [0, 0xffff_ffff].includes(frame.load(frame.network + 16, 4));
  }
  if (cast === 'broadcast') return (frame) => frame.linkType === 1 && frame.mac(0) === 'ff:ff:ff:ff:ff:ff';
  return (frame) => frame.linkType === 1 && (frame.load(0, 1) & 1) === 1;
}

function protocolPredicate(protocol: string): Predicate {
  const etherType = ETHERTYPES[protocol];
  if (etherType !== undefined) return (frame) => frame.etherType === etherType;
  const number = NUMBERS[protocol];
  if (number !== undefined) return (frame) => frame.hasProtocol(number);
  throw new FilterError(SYNTAX_ERROR);
}

function valuePredicate(parser: FilterParser, { protocol, direction, type }: Qualifiers): Predicate {
  const { text, escaped } = parser.next();
  if (type === 'proto') return protoPredicate(protocol, text, escaped ?? false);
  if (type === 'port' || type === 'portrange') return portPredicate(parser, protocol, direction, type, text);
  if (protocol === 'ether' || /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) return macPredicate(direction, text);
  if (type === 'net') return netPredicate(parser, protocol, direction, text);
  return hostPredicate(parser, protocol, direction, text);
}

function protoPredicate(protocol: string | null, text: string, escaped: boolean): Predicate {
  if (protocol === 'ether') {
    const type = ETHERTYPES[text] ?? Number(text);
    if (Number.isNaN(type)) throw new FilterError(`unknown ether proto '${text}'`);
    return (frame) => frame.etherType === type;
  }
  const number = NUMBERS[text] ?? Number(text);
  if (Number.isNaN(number)) throw new FilterError(`unknown ip proto '${text}'`);
  if (!escaped && NUMBERS[text] !== undefined) throw new FilterError(SYNTAX_ERROR);
  return (frame) => frame.hasProtocol(number);
}

function eitherWay(direction: Direction, test: (frame: Frame, side: 0 | 1) => boolean): Predicate {
  if (direction === 'src') return (frame) => test(frame, 0);
  if (direction === 'dst') return (frame) => test(frame, 1);
  if (direction === 'both') return (frame) => test(frame, 0) && test(frame, 1);
  return (frame) => test(frame, 0) || test(frame, 1);
}

function portPredicate(
  parser: FilterParser,
  protocol: string | null,
  direction: Direction,
  type: string,
  text: string,
): Predicate {
  const only = protocol === null || protocol === 'ip' ? WITH_PORTS : [NUMBERS[protocol] ?? -1];
  if (!only.every((number) => WITH_PORTS.includes(number))) throw new FilterError("illegal qualifier of 'port'");
  const [first, second = first] = type === 'portrange' ? splitRange(text) : [text];
  const [one, other] = [portNumber(parser, first!), portNumber(parser, second!)];
  const [low, high] = one <= other ? [one, other] : [other, one];
  return eitherWay(direction, (frame, side) => {
    if (!only.some((number) => frame.hasProtocol(number)) || frame.isLaterFragment) return false;
    const port = frame.load(frame.transport + side * 2, 2);
    return port >= low && port <= high;
  });
}

function splitRange(text: string): string[] {
  const dash = /^(\d+)-(\d+)$/.exec(text);
  return dash ? [dash[1]!, dash[2]!] : [text];
}

function portNumber(parser: FilterParser, text: string): number {
  if (/^\d+$/.test(text)) {
    if (Number(text) > 65_535) throw new FilterError(`illegal port number ${text} > 65535`);
    return Number(text);
  }
  const port = parser.names.port(text);
  if (port === undefined) throw new FilterError(`unknown port '${text}'`);
  return port;
}

function macPredicate(direction: Direction, text: string): Predicate {
  if (!/^[0-9a-f]{1,2}([:.-][0-9a-f]{1,2}){5}$/i.test(text)) throw new FilterError('illegal link layer address');
  const mac = text
    .split(/[:.-]/)
    .map((part) => part.toLowerCase().padStart(2, '0'))
    .join(':');
  return eitherWay(direction, (frame, side) => frame.linkType === 1 && frame.mac(side === 0 ? 6 : 0) === mac);
}

function hostPredicate(parser: FilterParser, protocol: string | null, direction: Direction, text: string): Predicate {
  if (text.includes('/')) throw new FilterError('Mask syntax for networks only');
  const dotted = dottedAddress(text);
  const addresses = dotted ? [dotted.address] : parser.names.host(text);
  if (!addresses) throw new FilterError(`unknown host '${text}'`);
  return addressPredicate(protocol, direction, (address) => addresses.includes(address));
}

function netPredicate(parser: FilterParser, protocol: string | null, direction: Direction, text: string): Predicate {
  const [written = '', bits] = text.split('/');
  const dotted = dottedAddress(written);
  if (!dotted) throw new FilterError(`unknown network '${text}'`);
  let size = bits === undefined ? dotted.parts * 8 : Number(bits);
  if (!(size <= 32)) throw new FilterError('mask length must be <= 32');
  const network = (dotted.address * 2 ** (8 * (4 - dotted.parts))) >>> 0;
  let mask = size === 0 ? 0 : (0xffff_ffff << (32 - size)) >>> 0;
  if (bits === undefined && parser.take('mask')) {
    const given = dottedAddress(parser.next().text);
    if (!given) throw new FilterError(SYNTAX_ERROR);
    mask = given.address;
    size = 32;
  }
  if ((network & ~mask) >>> 0 !== 0) throw new FilterError(`non-network bits set in "${text}"`);
  return addressPredicate(protocol, direction, (address) => (address & mask) >>> 0 === network);
}

/** Up to four numbers with dots between them. */
function dottedAddress(text: string): { address: number; parts: number } | null {
  if (!/^\d+(\.\d+){0,3}$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) throw new FilterError(`invalid IPv4 address '${text}'`);
  return { address: parts.reduce((sum, part) => sum * 256 + part, 0), parts: parts.length };
}

/** Of IPv4's header, and of what ARP asks and tells. */
function addressPredicate(
  protocol: string | null,
  direction: Direction,
  matches: (address: number) => boolean,
): Predicate {
  const number = protocol === null ? undefined : NUMBERS[protocol];
  return eitherWay(direction, (frame, side) => {
    const type = frame.etherType;
    if (type === 0x0800 && (protocol === null || protocol === 'ip' || number !== undefined)) {
      if (number !== undefined && !frame.hasProtocol(number)) return false;
      return matches(frame.load(frame.network + 12 + side * 4, 4));
    }
    const isArp =
      (type === 0x0806 && (protocol === null || protocol === 'arp')) || (type === 0x8035 && protocol !== 'ip');
    return isArp && number === undefined && matches(frame.load(frame.network + 14 + side * 10, 4));
  });
}
