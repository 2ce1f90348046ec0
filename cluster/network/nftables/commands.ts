import { type CommandContext, endOfCommand, readTableName, requireTable, scopeOf } from './command-context.ts';
import { declareChain, emptyChainSpec, readChainLine } from './declare-chain.ts';
import { declareNamedSet, declareTable } from './declare-table.ts';
import { runList } from './list-command.ts';
import { unknownChain, unknownSet } from './missing.ts';
import { kernelError, type Span } from './nft-error.ts';
import { parseRule } from './parse-rule.ts';
import { addElements, parseElements } from './parse-set.ts';
import { deleteCommand, flushCommand } from './remove-commands.ts';
import type { NftRule, NftTable } from './ruleset.ts';

/** Rules one chain has at most. */
const RULE_LIMIT = 20_000;

type Verb = 'add' | 'create' | 'insert' | 'replace';

/** Reads and carries out every command of a text. */
export function runCommands(context: CommandContext): void {
  const { reader } = context;
  for (reader.skipSeparators(); reader.peek().kind !== 'end'; reader.skipSeparators()) {
    runCommand(context);
    endOfCommand(reader);
  }
}

function runCommand(context: CommandContext): void {
  const { reader } = context;
  const { text, start } = reader.peek();
  switch (text) {
    case 'add':
    case 'create':
    case 'insert':
    case 'replace':
      reader.next();
      return addCommand(context, text, start);
    case 'delete':
    case 'destroy':
      reader.next();
      return deleteCommand(context, text);
    case 'flush':
      reader.next();
      return flushCommand(context);
    case 'list':
    case 'reset':
    case 'get':
      reader.next();
      return runList(context, text);
    case 'rename':
      reader.next();
      return renameChain(context);
    case 'describe':
    case 'monitor':
    case 'export':
      return reader.fail();
    default:
      return addCommand(context, 'add', start);
  }
}

function addCommand(context: CommandContext, verb: Verb, start: number): void {
  const { reader } = context;
  const { text, kind } = reader.peek();
  switch (kind === 'string' ? text : '') {
    case 'table':
      return addTable(context, verb);
    case 'chain':
      return addChain(context, verb, start);
    case 'set':
    case 'map':
      return addSet(context, verb, text === 'map');
    case 'element':
      return addElement(context, verb);
    case 'rule':
      reader.next();
      return addRule(context, verb, start);
    default:
      // `add FAMILY TABLE CHAIN RULE…`: the word rule may be left out.
      if (kind !== 'string' && kind !== 'quoted') reader.fail('string');
      return addRule(context, verb, start);
  }
}

function addTable(context: CommandContext, verb: Verb): void {
  const { reader, transaction } = context;
  reader.next();
  const name = readTableName(reader);
  if (verb === 'create' && transaction.ruleset.table(name.family, name.token.text)) {
    throw kernelError('File exists', name.token);
  }
  declareTable(context, name);
}

/** The table that something is added to; nft looks before it asks the kernel. */
function chainTable(context: CommandContext): NftTable {
  const name = readTableName(context.reader);
  return requireTable(context, name, true);
}

function addChain(context: CommandContext, verb: Verb, start: number): void {
  const { reader } = context;
  reader.next();
  const table = chainTable(context);
  const name = reader.name();
  const spec = emptyChainSpec();
  if (reader.take('{')) {
    for (reader.skipSeparators(); !reader.take('}'); reader.skipSeparators()) {
      if (!readChainLine(reader, spec, table.family)) reader.fail();
    }
  }
  if (verb === 'create' && table.chains.has(name.text)) throw kernelError('File exists', name);
  declareChain(context, table, name, spec, { start, end: reader.lastEnd + 1 });
}

function addSet(context: CommandContext, verb: Verb, isMap: boolean): void {
  const { reader } = context;
  reader.next();
  const table = chainTable(context);
  const name = reader.name();
  if (verb === 'create' && table.sets.has(name.text)) throw kernelError('File exists', name);
  const later: (() => void)[] = [];
  declareNamedSet(context, table, name, isMap, later);
  for (const add of later) add();
}

function addElement(context: CommandContext, verb: Verb): void {
  const { reader } = context;
  reader.next();
  const table = chainTable(context);
  const name = reader.name();
  const set = table.sets.get(name.text);
  if (!set) throw unknownSet(table, name.text, name);
  const scope = scopeOf(context, table);
  addElements(set, parseElements(reader, set.keyTypes, set.dataTypes, scope), scope, verb === 'create');
}

function addRule(context: CommandContext, verb: Verb, start: number): void {
  const { reader, transaction } = context;
  const tableName = readTableName(reader);
  const chainToken = reader.name();
  const anchor = readAnchor(context);
  if (anchor && verb !== 'add' && verb !== 'insert' && verb !== 'replace') reader.fail();
  const table = requireTable(context, tableName);
  const chain = table.chains.get(chainToken.text);
  if (!chain) {
    const error = unknownChain(table, chainToken.text, chainToken);
    throw error.message.includes(';') ? error : kernelError('No such file or directory', chainToken);
  }
  if (chain.rules.length >= RULE_LIMIT) throw kernelError('Too many open files in system', chainToken);
  if (verb === 'replace' && anchor?.word !== 'handle') reader.fail('handle');
  const beside = anchor && anchored(chain.rules, anchor);
  const rule = parseRule(reader, chain, scopeOf(context, table), start);
  transaction.addRule(rule, placeOf(verb, chain.rules, beside));
  if (verb === 'replace' && beside) transaction.removeRule(beside);
}

interface Anchor {
  readonly word: string;
  readonly value: number;
  readonly span: Span;
}

/** `handle N`, `position N` (a handle, too) or `index N`. */
function readAnchor({ reader }: CommandContext): Anchor | undefined {
  const { text: word } = reader.peek();
  if (word !== 'handle' && word !== 'position' && word !== 'index') return undefined;
  reader.next();
  const span = reader.peek();
  return { word, value: reader.number(), span };
}

function anchored(rules: readonly NftRule[], { word, value, span }: Anchor): NftRule {
  const rule = word === 'index' ? rules[value] : rules.find(({ handle }) => handle === value);
  if (!rule) throw kernelError('No such file or directory', span);
  return rule;
}

function placeOf(verb: Verb, rules: readonly NftRule[], beside: NftRule | undefined): number {
  if (!beside) return verb === 'insert' ? 0 : rules.length;
  return rules.indexOf(beside) + (verb === 'add' ? 1 : 0);
}

function renameChain(context: CommandContext): void {
  const { reader, transaction } = context;
  reader.require('chain');
  const table = requireTable(context, readTableName(reader));
  const token = reader.name();
  const chain = table.chains.get(token.text);
  if (!chain) throw unknownChain(table, token.text, token);
  const name = reader.name();
  if (table.chains.has(name.text)) throw kernelError('File exists', name);
  transaction.renameChain(chain, name.text);
  forgetTexts(table);
}

/** Printed rules that name the chain. */
function forgetTexts(table: NftTable): void {
  for (const { rules } of table.chains.values()) for (const rule of rules) rule.text = undefined;
}
