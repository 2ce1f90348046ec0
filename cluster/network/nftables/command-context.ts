import type { RuleOrigin } from '../../machinery/flow.ts';
import { kernelError, NftError } from './nft-error.ts';
import type { NftSet } from './nft-set.ts';
import type { TableStyle } from './print-table.ts';
import { FAMILIES, type Family, type NftChain, type NftTable } from './ruleset.ts';
import type { Scope } from './scope.ts';
import type { Token, TokenReader } from './tokens.ts';
import type { Transaction } from './transaction.ts';

/** One text of commands while it is read and carried out. */
export interface CommandContext {
  readonly reader: TokenReader;
  readonly transaction: Transaction;
  readonly style: TableStyle;
  readonly output: string[];
  readonly origin: RuleOrigin | undefined;
}

/** A table as it is written: `ip kube-proxy`, or `kube-proxy` for the family ip. */
export interface TableName {
  readonly family: Family;
  readonly token: Token;
}

export function readFamily(reader: TokenReader): Family | undefined {
  const { text, kind } = reader.peek();
  const family = FAMILIES.find((name) => kind === 'string' && name === text);
  if (family) reader.next();
  return family;
}

export function readTableName(reader: TokenReader): TableName {
  const family = readFamily(reader) ?? 'ip';
  return { family, token: reader.name() };
}

/** `asked`: the words are nft's own, not the kernel's. */
export function requireTable(context: CommandContext, { family, token }: TableName, asked = false): NftTable {
  const table = context.transaction.ruleset.table(family, token.text);
  if (table) return table;
  throw asked ? new NftError('No such file or directory', token) : kernelError('No such file or directory', token);
}

export function requireChain(table: NftTable, token: Token, asked = false): NftChain {
  const chain = table.chains.get(token.text);
  if (chain) return chain;
  throw asked ? new NftError('No such file or directory', token) : kernelError('No such file or directory', token);
}

export function requireSet(table: NftTable, token: Token): NftSet {
  const set = table.sets.get(token.text);
  if (set) return set;
  throw kernelError('No such file or directory', token);
}

export function scopeOf({ transaction, style, origin }: CommandContext, table: NftTable): Scope {
  return { table, transaction, nowMs: style.nowMs, origin };
}

export function endOfCommand(reader: TokenReader): void {
  if (!reader.atEnd()) reader.fail('end of file or newline or semicolon');
}
