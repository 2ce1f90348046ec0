import { SYMBOLS } from './datatype-symbols.ts';
import { kernelError, NftError, type Span } from './nft-error.ts';
import { parseStatement } from './parse-statement.ts';
import { type NftChain, NftRule } from './ruleset.ts';
import type { Scope } from './scope.ts';
import { metaSelector } from './selectors.ts';
import type { Expression, Statement } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

/** Statements one rule has at most. */
const STATEMENT_LIMIT = 128;

/** A rule up to the end of its line. `command`: where the whole command begins. */
export function parseRule(reader: TokenReader, chain: NftChain, scope: Scope, command: number): NftRule {
  const statements: Statement[] = [];
  let comment: string | undefined;
  let last: Span | undefined;
  do {
    const { start } = reader.peek();
    if (reader.is('comment') && statements.length > 0) {
      reader.next();
      comment = readComment(reader);
      break;
    }
    const statement = parseStatement(reader, scope, statements);
    const span = { start, end: reader.lastEnd };
    if (last && isTerminal(statements.at(-1)!)) {
      throw new NftError('Statement after terminal statement has no effect', span, last);
    }
    last = span;
    add(statement, statements, scope);
    if (statements.length > STATEMENT_LIMIT) throw kernelError('Too many open files in system', span);
  } while (!reader.atEnd());
  if (!reader.atEnd()) reader.fail('end of file or newline or semicolon');
  for (const statement of statements) checkPlace(statement, chain, { start: command, end: reader.lastEnd + 1 });
  const rule = new NftRule(chain, statements, comment, scope.origin);
  checkLoops(rule, chain, { start: command, end: reader.lastEnd + 1 });
  return rule;
}

export function readComment(reader: TokenReader): string {
  const token = reader.peek();
  if (token.kind !== 'quoted' && token.kind !== 'string' && token.kind !== 'number') reader.fail('string');
  reader.next();
  if (token.text.length > 127) throw new NftError('comment too long, 127 characters maximum allowed', token);
  return token.text;
}

function isTerminal(statement: Statement): boolean {
  if (statement.kind === 'verdict') return statement.verdict !== 'continue';
  return statement.kind === 'reject' || statement.kind === 'nat';
}

/** What a header's field says already is not kept: `meta l4proto tcp tcp dport 80` is `tcp dport 80`. */
function add(statement: Statement, statements: Statement[], scope: Scope): void {
  const protocol = protocolOf(statement);
  const number = protocol === undefined ? undefined : SYMBOLS['inet_proto']?.[protocol];
  if (number !== undefined) {
    const at = statements.findLastIndex((other) => saysProtocol(other, number, scope));
    if (at >= 0) statements.splice(at, 1);
  }
  if (
    statement.kind === 'reject' &&
    statement.impliesTcp &&
    !statements.some((other) => protocolOf(other) === 'tcp' || saysProtocol(other, 6, scope))
  ) {
    const selector = metaSelector('l4proto')!;
    const left: Expression = { kind: 'selector', selector, span: { start: 0, end: 0 } };
    statements.push({ kind: 'match', left, operator: '', right: { kind: 'value', value: 6 } });
  }
  statements.push(statement);
}

function protocolOf(statement: Statement): string | undefined {
  const expression =
    statement.kind === 'match' ? statement.left : statement.kind === 'vmap' ? statement.key : undefined;
  if (!expression) return undefined;
  const first = expression.kind === 'binary' ? expression.left : expression;
  return first.kind === 'selector' ? first.selector.protocol : undefined;
}

function saysProtocol(statement: Statement, number: number, { table }: Scope): boolean {
  if (statement.kind !== 'match' || statement.left.kind !== 'selector') return false;
  const { operator, right } = statement;
  const { text } = statement.left.selector;
  const isProtocol = text === 'meta l4proto' || (text === 'ip protocol' && table.family === 'ip');
  return isProtocol && operator !== '!=' && right.kind === 'value' && right.value === number;
}

const NAT_HOOKS = {
  dnat: ['prerouting', 'output'],
  redirect: ['prerouting', 'output'],
  snat: ['postrouting', 'input'],
  masquerade: ['postrouting'],
};

/** Addresses are rewritten in chains of type nat, at the hooks where that has a meaning. */
function checkPlace(statement: Statement, { base }: NftChain, command: Span): void {
  if (statement.kind !== 'nat' || !base) return;
  const hooks: readonly string[] = NAT_HOOKS[statement.type];
  if (base.type !== 'nat' || !hooks.includes(base.hook)) throw kernelError('Operation not supported', command);
}

function checkLoops(rule: NftRule, chain: NftChain, command: Span): void {
  const seen = new Set<NftChain>();
  const reaches = (from: NftChain): boolean => {
    if (from === chain) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return from.rules.some(({ statements }) => targets(statements).some(reaches));
  };
  if (targets(rule.statements).some(reaches)) throw kernelError('Too many links', command);
}

function targets(statements: readonly Statement[]): NftChain[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'verdict') return statement.chain ?? [];
    if (statement.kind !== 'vmap') return [];
    return [...statement.map.set.elements.values()].flatMap(({ data }) =>
      data?.kind === 'verdict' && data.chain ? data.chain : [],
    );
  });
}
