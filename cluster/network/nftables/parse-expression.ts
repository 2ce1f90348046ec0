import type { TypeName } from './datatypes.ts';
import { evaluateParts } from './evaluate-expression.ts';
import { NftError } from './nft-error.ts';
import { parseSetReference } from './parse-set.ts';
import { parseAtom, parseConstant } from './parse-value.ts';
import { PLAIN, printExpression } from './print-expression.ts';
import type { Scope } from './scope.ts';
import {
  ctSelector,
  ctTupleSelector,
  fibSelector,
  HEADER_NAMES,
  hashSelector,
  headerSelector,
  isBareMeta,
  metaSelector,
  numgenSelector,
} from './selectors.ts';
import type { BinaryOperator, Expression, Selector } from './syntax-tree.ts';
import { typesOf } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

/** What is compared, looked up or written: `ip daddr . th dport`, `meta mark & 0xff`. Null when none begins here. */
export function parseLeft(reader: TokenReader, scope: Scope): Expression | null {
  const first = parseSelector(reader, scope);
  if (!first) return null;
  const parts: Expression[] = [first];
  while (reader.take('.')) {
    const part = parseSelector(reader, scope);
    if (!part) reader.fail();
    parts.push(part);
  }
  return parts.length > 1 ? { kind: 'concat', parts } : parseOperations(reader, first, scope);
}

const OPERATORS: Readonly<Record<string, BinaryOperator>> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  lshift: '<<',
  '>>': '>>',
  rshift: '>>',
};

export function parseOperations(reader: TokenReader, start: Expression, scope: Scope): Expression {
  let left = start;
  for (;;) {
    const { text, kind } = reader.peek();
    const operator = kind !== 'quoted' && Object.hasOwn(OPERATORS, text) ? OPERATORS[text] : undefined;
    if (!operator) return left;
    reader.next();
    const isShift = operator === '<<' || operator === '>>';
    const right = parseSelector(reader, scope) ?? {
      kind: 'value' as const,
      value: parseAtom(reader, isShift ? 'integer' : typesOf(left)[0]!),
    };
    left = { kind: 'binary', operator, left, right };
  }
}

function parseSelector(reader: TokenReader, scope: Scope): Expression | null {
  const { start } = reader.peek();
  const selector = readSelector(reader, scope);
  if (!selector) return null;
  checkFamily(selector, scope, { start, end: reader.lastEnd });
  return { kind: 'selector', selector, span: { start, end: reader.lastEnd } };
}

function checkFamily({ family }: Selector, { table }: Scope, span: { start: number; end: number }): void {
  if (!family || table.family === family || (table.family !== 'ip' && table.family !== 'ip6')) return;
  throw new NftError(`conflicting protocols specified: ${table.family} vs. ${family}`, span);
}

function readSelector(reader: TokenReader, scope: Scope): Selector | null {
  const { text, kind } = reader.peek();
  if (kind !== 'string') return null;
  if (text === 'meta') return readMeta(reader);
  if (text === 'ct') return readCt(reader);
  if (text === 'fib') return readFib(reader);
  if (text === 'numgen') return readNumgen(reader);
  if (text === 'jhash' || text === 'symhash') return readHash(reader, scope);
  if (isBareMeta(text)) {
    reader.next();
    return metaSelector(text) ?? null;
  }
  // `icmpx` and the like are no headers; `tcp` alone is a value.
  if (!HEADER_NAMES.has(text)) return null;
  const field = headerSelector(text, reader.peek(1).text);
  if (!field) {
    reader.next();
    reader.fail();
  }
  reader.next();
  reader.next();
  return field;
}

function readMeta(reader: TokenReader): Selector {
  reader.next();
  const selector = metaSelector(reader.peek().text);
  if (!selector) reader.fail();
  reader.next();
  return selector;
}

function readCt(reader: TokenReader): Selector {
  reader.next();
  const { text } = reader.peek();
  if (text === 'original' || text === 'reply') return readTuple(reader);
  const selector = ctSelector(text);
  if (!selector) reader.fail();
  reader.next();
  return selector;
}

function readTuple(reader: TokenReader): Selector {
  const direction = reader.next().text;
  reader.take('ip');
  const { text } = reader.peek();
  const isAddress = text === 'saddr' || text === 'daddr';
  if (!isAddress && text !== 'proto-src' && text !== 'proto-dst') reader.fail();
  reader.next();
  return ctTupleSelector(`${direction} ${isAddress ? 'ip ' : ''}${text}`, isAddress ? 'ipv4_addr' : 'inet_service');
}

const FIB_FLAGS = new Set(['saddr', 'daddr', 'mark', 'iif', 'oif']);

function readFib(reader: TokenReader): Selector {
  reader.next();
  const flags: string[] = [];
  do {
    if (!FIB_FLAGS.has(reader.peek().text)) reader.fail();
    flags.push(reader.next().text);
  } while (reader.take('.'));
  const { text } = reader.peek();
  if (text !== 'type' && text !== 'oif' && text !== 'oifname') reader.fail();
  reader.next();
  return fibSelector(flags, text);
}

function readNumgen(reader: TokenReader): Selector {
  reader.next();
  const { text } = reader.peek();
  if (text !== 'random' && text !== 'inc') reader.fail();
  reader.next();
  reader.require('mod');
  const modulus = reader.number(0xffff_ffff);
  if (modulus === 0) reader.fail();
  return numgenSelector(text, modulus, reader.take('offset') ? reader.number(0xffff_ffff) : 0);
}

function readHash(reader: TokenReader, scope: Scope): Selector {
  const { text: kind } = reader.next();
  const key = kind === 'jhash' ? parseHashKey(reader, scope) : null;
  reader.require('mod');
  const modulus = reader.number(0xffff_ffff);
  let text = `${kind}${key ? ` ${printExpression(key, [], PLAIN)}` : ''} mod ${modulus}`;
  if (reader.take('seed')) text += ` seed 0x${reader.number(0xffff_ffff).toString(16)}`;
  const offset = reader.take('offset') ? reader.number(0xffff_ffff) : 0;
  if (offset) text += ` offset ${offset}`;
  const read = (hook: Parameters<Selector['read']>[0]) => {
    if (key) return evaluateParts(key, hook)?.join(' . ');
    const { source, destination, sourcePort, destinationPort } = hook.packet;
    return `${source} ${destination} ${sourcePort} ${destinationPort}`;
  };
  return hashSelector(text, modulus, offset, read);
}

function parseHashKey(reader: TokenReader, scope: Scope): Expression {
  const key = parseLeft(reader, scope);
  if (!key) reader.fail();
  return key;
}

/** What a match compares with, of the types of its left side. */
export function parseRight(reader: TokenReader, types: readonly TypeName[], scope: Scope): Expression {
  if (reader.is('{') || reader.is('@')) {
    const reference = parseSetReference(reader, types, [], scope);
    return reference.kind === 'set' ? (alone(reference, types) ?? reference) : reference;
  }
  if (types.length === 1) return parseConstant(reader, types[0]!);
  const parts = types.map((type, at) => {
    if (at > 0) reader.require('.');
    return parseConstant(reader, type, true);
  });
  return { kind: 'concat', parts };
}

/** A set of one value is that value. */
function alone({ set }: Extract<Expression, { kind: 'set' }>, types: readonly TypeName[]): Expression | null {
  const [element] = set.elements.values();
  const key = element?.key[0];
  if (set.elements.size !== 1 || !key || types.length > 1 || key.from !== key.to || element.comment !== undefined)
    return null;
  return { kind: 'value', value: key.from };
}

/** What is assigned, or translated to: a value, another selector, or `SELECTOR map { … }`. */
export function parseAssigned(reader: TokenReader, types: readonly TypeName[], scope: Scope): Expression {
  const left = parseLeft(reader, scope);
  if (!left) return types.length === 1 ? parseConstant(reader, types[0]!) : parseRight(reader, types, scope);
  if (!reader.take('map')) return left;
  return { kind: 'map', key: left, map: parseSetReference(reader, typesOf(left), types, scope) };
}
