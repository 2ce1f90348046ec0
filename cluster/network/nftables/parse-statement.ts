import { DEFAULT_BURST, LIMIT_UNITS } from './limit.ts';
import { unknownSet } from './missing.ts';
import { NftError } from './nft-error.ts';
import { parseAssigned, parseLeft, parseOperations, parseRight } from './parse-expression.ts';
import { isNat, parseNat } from './parse-nat.ts';
import { parseReject } from './parse-reject.ts';
import { parseSetReference, parseVerdict, requireDuration } from './parse-set.ts';
import type { Scope } from './scope.ts';
import { type Comparison, type Expression, type LimitStatement, type Statement, typesOf } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

/** One statement of a rule; `before` are those that stand before it. */
export function parseStatement(reader: TokenReader, scope: Scope, before: readonly Statement[]): Statement {
  const verdict = parseVerdict(reader, scope);
  if (verdict) return verdict;
  const { text, kind } = reader.peek();
  const parse = kind === 'string' && Object.hasOwn(STATEMENTS, text) ? STATEMENTS[text] : undefined;
  if (parse) return parse(reader, scope);
  if (isNat(reader)) return parseNat(reader, scope, before);
  const left = parseLeft(reader, scope);
  if (left) return parseRelation(reader, left, scope);
  // A word that begins nothing is read as a value first, and misses what should follow it.
  if (kind === 'string') reader.next();
  return reader.fail();
}

const STATEMENTS: Readonly<Record<string, (reader: TokenReader, scope: Scope) => Statement>> = {
  counter: parseCounter,
  limit: parseLimit,
  quota: parseQuota,
  log: parseLog,
  reject: parseReject,
  add: parseUpdate,
  update: parseUpdate,
  delete: parseUpdate,
  notrack: (reader) => {
    reader.next();
    return { kind: 'notrack' };
  },
};

const WORDS: Readonly<Record<string, Comparison>> = { eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' };
const SIGNS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

function parseRelation(reader: TokenReader, left: Expression, scope: Scope): Statement {
  if (reader.take('vmap')) {
    const { start } = reader.peek();
    const map = parseSetReference(reader, typesOf(left), ['verdict'], scope);
    if (map.set.dataTypes[0] !== 'verdict') {
      const expression = left.kind === 'selector' ? left.span.start : start;
      throw new NftError(
        `datatype mismatch: expected netfilter verdict, expression has type ${titlesOf(map.set.dataTypes)}`,
        { start: expression, end: reader.lastEnd },
      );
    }
    return { kind: 'vmap', key: left, map };
  }
  if (reader.is('set') && left.kind === 'selector') {
    reader.next();
    const value = parseAssigned(reader, [left.selector.type], scope);
    return { kind: 'assign', target: left.selector, value: parseOperations(reader, value, scope) };
  }
  return parseMatch(reader, left, scope);
}

function titlesOf(types: readonly string[]): string {
  return types.map((type) => (type === 'inet_service' ? 'internet network service' : type)).join(' . ');
}

function parseMatch(reader: TokenReader, left: Expression, scope: Scope): Statement {
  const types = typesOf(left);
  const { text } = reader.peek();
  if (types[0] === 'tcp_flag' && reader.take('!')) {
    const right = parseRight(reader, types, scope);
    const both: Expression = { kind: 'binary', operator: '&', left, right };
    return { kind: 'match', left: both, operator: '==', right: { kind: 'value', value: 0 } };
  }
  let operator: Comparison = '';
  if (SIGNS.has(text)) operator = reader.next().text as Comparison;
  else if (Object.hasOwn(WORDS, text)) operator = WORDS[reader.next().text]!;
  const right = parseRight(reader, types, scope);
  if (types[0] === 'tcp_flag' && reader.take('/')) {
    const mask = parseRight(reader, types, scope);
    const masked: Expression = { kind: 'binary', operator: '&', left, right: mask };
    return { kind: 'match', left: masked, operator: operator === '!=' ? '!=' : '==', right };
  }
  return simplified({ kind: 'match', left, operator, right });
}

/** `ct status & dnat != 0` is `ct status dnat`; an address and a mask are a prefix. */
function simplified(match: Extract<Statement, { kind: 'match' }>): Statement {
  const { left, operator, right } = match;
  if (left.kind !== 'binary' || left.operator !== '&' || left.right.kind !== 'value' || right.kind !== 'value')
    return match;
  const [type] = typesOf(left);
  if (operator === '!=' && right.value === 0 && (type === 'ct_state' || type === 'ct_status' || type === 'tcp_flag')) {
    return { kind: 'match', left: left.left, operator: '', right: left.right };
  }
  const length = type === 'ipv4_addr' ? 32 - Math.log2(2 ** 32 - Number(left.right.value)) : Number.NaN;
  if (!Number.isInteger(length) || typeof right.value !== 'number') return match;
  const prefix: Expression = { kind: 'prefix', value: right.value, length };
  return { kind: 'match', left: left.left, operator: operator === '!=' ? '!=' : '', right: prefix };
}

function parseCounter(reader: TokenReader): Statement {
  reader.next();
  if (!reader.take('packets')) return { kind: 'counter', packets: 0, bytes: 0 };
  const packets = reader.number();
  reader.require('bytes');
  return { kind: 'counter', packets, bytes: reader.number() };
}

const BYTES = new Set(['bytes', 'kbytes', 'mbytes']);

function parseLimit(reader: TokenReader): LimitStatement {
  reader.next();
  reader.require('rate');
  const over = reader.take('over');
  if (!over) reader.take('until');
  const rate = reader.number();
  const bytes = BYTES.has(reader.peek().text) ? reader.next().text : undefined;
  reader.require('/');
  const unit = reader.peek().text;
  if (!LIMIT_UNITS.has(unit)) reader.fail();
  reader.next();
  let burst = bytes === undefined ? DEFAULT_BURST : 0;
  if (reader.take('burst')) burst = parseBurst(reader);
  const state = { tokens: Number.POSITIVE_INFINITY, filledMs: 0 };
  return { kind: 'limit', rate, unit: unit as LimitStatement['unit'], bytes, burst, over, ...state };
}

function parseBurst(reader: TokenReader): number {
  const count = reader.number();
  const { text } = reader.next();
  if (text === 'packets' || text === 'bytes') return count;
  return count * (text === 'mbytes' ? 1_048_576 : 1_024);
}

function parseQuota(reader: TokenReader): Statement {
  reader.next();
  const over = reader.take('over');
  if (!over) reader.take('until');
  const bytes = parseBurst(reader);
  if (reader.take('used')) parseBurst(reader);
  return { kind: 'quota', over, bytes, used: 0 };
}

const LOG_OPTIONS = new Set(['prefix', 'level', 'group', 'snaplen', 'queue-threshold', 'flags']);

/** Nobody reads the log of a simulated kernel. */
function parseLog(reader: TokenReader): Statement {
  reader.next();
  const options: string[] = [];
  while (LOG_OPTIONS.has(reader.peek().text)) {
    const option = reader.next().text;
    const value = reader.next().text;
    if (option === 'prefix') options.push(`prefix "${value}"`);
    // The default is not shown.
    else if (option !== 'level' || value !== 'warn') options.push(`${option} ${value}`);
  }
  return { kind: 'log', options };
}

/** `update @set { ip saddr timeout 5m }` */
function parseUpdate(reader: TokenReader, scope: Scope): Statement {
  const operation = reader.next().text as 'add' | 'update' | 'delete';
  const { start } = reader.require('@');
  const name = reader.name();
  const set = scope.table.sets.get(name.text);
  if (!set) throw unknownSet(scope.table, name.text, { start, end: name.end });
  reader.require('{');
  const key = parseLeft(reader, scope);
  if (!key) reader.fail();
  let timeoutMs: number | undefined;
  if (reader.take('timeout')) timeoutMs = requireDuration(reader);
  let stateful: Statement | undefined;
  if (reader.is('limit')) stateful = parseLimit(reader);
  else if (reader.is('counter')) stateful = parseCounter(reader);
  reader.require('}');
  set.dynamic = true;
  set.size ??= 65_535;
  return { kind: 'update', operation, set, key, timeoutMs, stateful };
}
