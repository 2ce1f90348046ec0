import { isBitmask, maxOf, parseSymbol, type TypeName, titleOf, type Value } from './datatypes.ts';
import { NftError } from './nft-error.ts';
import type { Interval } from './nft-set.ts';
import type { Expression } from './syntax-tree.ts';
import type { Token, TokenReader } from './tokens.ts';

type Constant = Extract<Expression, { kind: 'value' | 'prefix' | 'range' | 'wildcard' }>;

/** One value of a type, a prefix, a range or, of a bit mask, a list of bits. */
export function parseConstant(reader: TokenReader, type: TypeName, inSet = false): Constant {
  const { start } = reader.peek();
  const first = reader.peek();
  if (type === 'ifname' && first.kind !== 'symbol' && first.text.endsWith('*') && first.text.length > 1) {
    reader.next();
    return { kind: 'wildcard', prefix: first.text.slice(0, -1) };
  }
  const value = parseBits(reader, type);
  if (reader.is('/') && type === 'ipv4_addr' && typeof value === 'number')
    return parsePrefixLength(reader, value, start);
  if (type === 'ipv6_addr' && reader.take('/')) return { kind: 'value', value: `${value}/${reader.number(128)}` };
  if (reader.is('-') && typeof value === 'number') {
    reader.next();
    const to = Number(parseAtom(reader, type));
    if (to < value) throw new NftError('Range has zero or negative size', { start, end: reader.lastEnd });
    return to === value ? { kind: 'value', value } : { kind: 'range', from: value, to };
  }
  if (inSet || !isBitmask(type)) return { kind: 'value', value };
  let bits = Number(value);
  while (reader.take(',')) bits |= Number(parseBits(reader, type));
  return { kind: 'value', value: bits };
}

function parsePrefixLength(reader: TokenReader, value: number, start: number): Constant {
  reader.next();
  const length = reader.number();
  if (length > 32) {
    const words = `Prefix length ${length} is invalid for type of 32 bits width`;
    throw new NftError(words, { start, end: reader.lastEnd });
  }
  const mask = length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
  return length === 32 ? { kind: 'value', value } : { kind: 'prefix', value: (value & mask) >>> 0, length };
}

/** Constants joined by `|`, `&`, `^`. */
function parseBits(reader: TokenReader, type: TypeName): Value {
  let value = parseAtom(reader, type);
  while (typeof value === 'number') {
    if (reader.take('|') || reader.take('or')) value = (value | Number(parseAtom(reader, type))) >>> 0;
    else if (reader.take('&') || reader.take('and')) value = (value & Number(parseAtom(reader, type))) >>> 0;
    else if (reader.take('^') || reader.take('xor')) value = (value ^ Number(parseAtom(reader, type))) >>> 0;
    else if (reader.take('<<')) value = (value << reader.number(31)) >>> 0;
    else break;
  }
  return value;
}

/** One value, whatever comes behind it. */
export function parseAtom(reader: TokenReader, type: TypeName): Value {
  if (reader.take('(')) {
    const value = parseBits(reader, type);
    reader.require(')');
    return value;
  }
  const token = reader.peek();
  if (token.kind === 'symbol' || token.kind === 'newline' || token.kind === 'end') reader.fail();
  reader.next();
  if (token.kind === 'number') return numberOf(token, type);
  if (token.kind === 'address6' || token.kind === 'mac') return token.text.toLowerCase();
  const value = parseSymbol(type, token.text);
  if (value === undefined) throw unknownSymbol(token, type);
  return value;
}

function numberOf(token: Token, type: TypeName): Value {
  if (type === 'ifname' || type === 'iface_index') return token.text;
  const value = Number(token.text);
  const max = maxOf(type);
  if (value <= max) return value;
  if (type === 'inet_service') throw new NftError('Service out of range', token);
  throw new NftError(`Value ${value} exceeds valid range 0-${max}`, token);
}

function unknownSymbol(token: Token, type: TypeName): NftError {
  switch (type) {
    case 'inet_service':
      return new NftError('Could not resolve service: Servname not supported for ai_socktype', token);
    case 'ipv4_addr':
      return new NftError('Could not resolve hostname: Temporary failure in name resolution', token);
    case 'inet_proto':
      return new NftError('Could not resolve protocol name', token);
    case 'mark':
    case 'integer':
      return new NftError(`Could not parse ${titleOf(type)}`, token);
    default:
      return new NftError(`Could not parse ${titleOf(type)}`, token);
  }
}

/** First and last value of a constant. */
export function intervalOf(constant: Expression): Interval {
  switch (constant.kind) {
    case 'value':
      return { from: constant.value, to: constant.value };
    case 'range':
      return constant;
    case 'prefix':
      return { from: constant.value, to: constant.value + 2 ** (32 - constant.length) - 1 };
    case 'wildcard':
      return { from: constant.prefix, to: `${constant.prefix}\u{10ffff}` };
    default:
      throw new NftError('Value is no constant');
  }
}
