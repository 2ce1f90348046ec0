import {
  type CommandContext,
  readFamily,
  readTableName,
  requireChain,
  requireSet,
  requireTable,
  scopeOf,
} from './command-context.ts';
import { unknownSet } from './missing.ts';
import { kernelError, NftError } from './nft-error.ts';
import { keyText, type NftSet } from './nft-set.ts';
import { parseElements } from './parse-set.ts';
import type { NftChain, NftTable } from './ruleset.ts';

/** `delete` and `destroy`, which does not mind what is not there. */
export function deleteCommand(context: CommandContext, verb: 'delete' | 'destroy'): void {
  const { reader } = context;
  const { text } = reader.next();
  const position = reader.position;
  try {
    remove(context, text);
  } catch (error) {
    const isMissing = error instanceof NftError && error.message.includes('No such file or directory');
    if (verb !== 'destroy' || !isMissing) throw error;
    reader.seek(position);
    reader.skipStatement();
  }
}

function remove(context: CommandContext, what: string): void {
  const { reader, transaction } = context;
  if (what === 'table') return removeTable(context);
  if (!['chain', 'rule', 'set', 'map', 'element'].includes(what)) reader.fail();
  const tableName = readTableName(reader);
  if (what === 'chain') return removeChain(context, tableName);
  if (what === 'rule') return removeRule(context, tableName);
  const table = requireTable(context, tableName, what === 'element');
  const token = reader.name();
  if (what === 'element') return removeElements(context, table, requireKnownSet(table, token));
  transaction.removeSet(table, requireSet(table, token), token);
}

function removeTable(context: CommandContext): void {
  const { reader, transaction } = context;
  const family = readFamily(reader) ?? 'ip';
  if (reader.take('handle')) {
    const token = reader.peek();
    const handle = reader.number();
    const found = [...transaction.ruleset.tables.values()].find(
      (table) => table.family === family && table.handle === handle,
    );
    if (!found) throw kernelError('No such file or directory', token);
    return transaction.removeTable(found);
  }
  const token = reader.name();
  transaction.removeTable(requireTable(context, { family, token }));
}

function removeChain(context: CommandContext, tableName: ReturnType<typeof readTableName>): void {
  const { reader, transaction } = context;
  if (reader.take('handle')) {
    const token = reader.peek();
    const handle = reader.number();
    const table = requireTable(context, tableName);
    const chain = [...table.chains.values()].find((candidate) => candidate.handle === handle);
    if (!chain) throw kernelError('No such file or directory', token);
    return transaction.removeChain(chain, token);
  }
  const token = reader.name();
  const table = requireTable(context, tableName);
  // A block after the name says nothing more.
  if (reader.is('{')) reader.skipStatement();
  transaction.removeChain(requireChain(table, token), token);
}

function removeRule(context: CommandContext, tableName: ReturnType<typeof readTableName>): void {
  const { reader, transaction } = context;
  const chainToken = reader.name();
  reader.require('handle', 'handle');
  const token = reader.peek();
  const handle = reader.number();
  const chain = requireChain(requireTable(context, tableName), chainToken);
  const rule = chain.rules.find((candidate) => candidate.handle === handle);
  if (!rule) throw kernelError('No such file or directory', token);
  transaction.removeRule(rule);
}

function requireKnownSet(table: NftTable, token: { text: string; start: number; end: number }): NftSet {
  const set = table.sets.get(token.text);
  if (!set) throw unknownSet(table, token.text, token);
  return set;
}

function removeElements(context: CommandContext, table: NftTable, set: NftSet): void {
  const { reader, transaction } = context;
  const scope = scopeOf(context, table);
  // The data of a map's element may be left out.
  const { position } = reader;
  let elements: ReturnType<typeof parseElements>;
  try {
    elements = parseElements(reader, set.keyTypes, set.dataTypes, scope);
  } catch (error) {
    if (!set.isMap || !(error instanceof NftError)) throw error;
    reader.seek(position);
    elements = parseElements(reader, set.keyTypes, [], scope);
  }
  for (const { key, span } of elements) {
    const known = set.elements.get(keyText(key));
    if (!known) {
      throw set.isInterval
        ? new NftError('element does not exist', span)
        : kernelError('No such file or directory', span);
    }
    transaction.removeElement(set, known);
  }
}

export function flushCommand(context: CommandContext): void {
  const { reader, transaction } = context;
  const { ruleset } = transaction;
  const { text } = reader.peek();
  if (text === 'ruleset') {
    reader.next();
    const family = readFamily(reader);
    const gone = [...ruleset.tables.values()].filter((table) => family === undefined || table.family === family);
    for (const table of gone) transaction.removeTable(table);
    return;
  }
  if (text !== 'table' && text !== 'chain' && text !== 'set' && text !== 'map') reader.fail();
  reader.next();
  const name = readTableName(reader);
  if (text === 'table') {
    for (const chain of requireTable(context, name).chains.values()) transaction.flushChain(chain);
    return;
  }
  const token = reader.name();
  const table = requireTable(context, name, text !== 'chain');
  if (text === 'chain') transaction.flushChain(requireChain(table, token) satisfies NftChain);
  else transaction.flushSet(requireKnownSet(table, token));
}
