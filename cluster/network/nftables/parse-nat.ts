import { NftError } from './nft-error.ts';
import { parseAssigned } from './parse-expression.ts';
import type { Scope } from './scope.ts';
import type { Expression, NatStatement, Statement } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

const TYPES: ReadonlySet<string> = new Set(['dnat', 'snat', 'masquerade', 'redirect']);

export const isNat = (reader: TokenReader): boolean => reader.peek().kind === 'string' && TYPES.has(reader.peek().text);

/** `dnat [ip [addr . port]] [to] ADDRESS[:PORT] [FLAGS]`, `masquerade [to :PORTS] [FLAGS]`. */
export function parseNat(reader: TokenReader, scope: Scope, before: readonly Statement[]): NatStatement {
  const word = reader.next();
  const type = word.text as NatStatement['type'];
  const isWritten = type === 'dnat' || type === 'snat';
  let family = isWritten && reader.take('ip') ? ('ip' as const) : undefined;
  let joined = false;
  if (reader.is('addr')) {
    reader.next();
    reader.require('.');
    reader.next();
    joined = true;
  }
  reader.take('to');
  let address: Expression | undefined;
  if (isWritten && !reader.is(':')) {
    address = parseAddress(reader, scope, joined);
    // A map may hold ports beside the addresses.
    if (address.kind === 'map' && address.map.set.dataTypes.length > 1) joined = true;
    if (scope.table.family === 'inet') family = 'ip';
  }
  const port = parsePort(reader, scope, type);
  if (port && !before.some(isTransportMatch)) {
    const words = 'transport protocol mapping is only valid after transport protocol match';
    throw new NftError(words, port.span, word);
  }
  return { kind: 'nat', type, family, address, port: port?.expression, joined, flags: parseFlags(reader) };
}

function parseAddress(reader: TokenReader, scope: Scope, joined: boolean): Expression {
  const at = reader.position;
  // Whether a map gives addresses alone or with ports shows in its elements.
  if (!joined) {
    try {
      return parseAssigned(reader, ['ipv4_addr'], scope);
    } catch (error) {
      if (!(error instanceof NftError) || !reader.is('.')) throw error;
      reader.seek(at);
    }
  }
  return parseAssigned(reader, ['ipv4_addr', 'inet_service'], scope);
}

function parsePort(reader: TokenReader, scope: Scope, type: NatStatement['type']) {
  const isBare = type === 'redirect' && reader.peek().kind === 'number';
  if (!isBare && !reader.take(':')) return undefined;
  const { start } = reader.peek();
  const expression = parseAssigned(reader, ['inet_service'], scope);
  return { expression, span: { start, end: reader.lastEnd } };
}

const FLAGS: ReadonlySet<string> = new Set(['random', 'fully-random', 'persistent']);

function parseFlags(reader: TokenReader): string[] {
  const flags = new Set<string>();
  while (FLAGS.has(reader.peek().text)) {
    flags.add(reader.next().text);
    if (!reader.take(',')) break;
  }
  return [...FLAGS].filter((flag) => flags.has(flag));
}

/** Whether a statement says which transport protocol a packet has. */
function isTransportMatch(statement: Statement): boolean {
  if (statement.kind === 'match') return isTransport(statement.left);
  return statement.kind === 'vmap' && isTransport(statement.key);
}

function isTransport(expression: Expression): boolean {
  if (expression.kind === 'concat') return expression.parts.some(isTransport);
  if (expression.kind === 'binary') return isTransport(expression.left);
  if (expression.kind !== 'selector') return false;
  const { text, protocol } = expression.selector;
  return protocol !== undefined || text === 'meta l4proto' || text === 'ip protocol';
}
