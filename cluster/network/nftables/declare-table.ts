import { type CommandContext, scopeOf, type TableName } from './command-context.ts';
import { declareChain, emptyChainSpec, readChainLine } from './declare-chain.ts';
import { declareSet, readSetBlock } from './declare-set.ts';
import { kernelError } from './nft-error.ts';
import { parseRule, readComment } from './parse-rule.ts';
import { addElements, parseElements } from './parse-set.ts';
import { NftTable } from './ruleset.ts';
import type { Token } from './tokens.ts';

/** Tables one host has at most. */
const TABLE_LIMIT = 1_024;

/** `add table` and `table NAME { … }`: what is there stays, what the block names is added. */
export function declareTable(context: CommandContext, name: TableName): NftTable {
  const { reader, transaction } = context;
  const body: (() => void)[] = [];
  const head = reader.is('{') ? readHead(context) : { comment: undefined, dormant: false, blocks: [] };
  const table = makeTable(context, name, head.comment);
  if (head.dormant !== table.dormant && head.blocks.length + Number(head.dormant) > 0) {
    const { dormant } = table;
    transaction.change(
      () => {
        table.dormant = head.dormant;
      },
      () => {
        table.dormant = dormant;
      },
    );
  }
  const end = reader.position;
  // Chains first, then sets, then what may name either: as nft sends a block to the kernel.
  for (const { kind, position } of head.blocks.toSorted(
    (a, b) => Number(a.kind !== 'chain') - Number(b.kind !== 'chain'),
  )) {
    reader.seek(position);
    if (kind === 'chain') declareChainBlock(context, table, body);
    else declareSetBlock(context, table, kind === 'map', body);
  }
  for (const add of body) add();
  reader.seek(end);
  return table;
}

function makeTable(
  { transaction }: CommandContext,
  { family, token }: TableName,
  comment: string | undefined,
): NftTable {
  const { ruleset } = transaction;
  const known = ruleset.table(family, token.text);
  if (known) return known;
  if (ruleset.tables.size >= TABLE_LIMIT) throw kernelError('Too many open files in system', token);
  const table = new NftTable(family, token.text, ++ruleset.lastTableHandle, comment);
  transaction.addTable(table);
  return table;
}

interface Block {
  readonly kind: 'chain' | 'set' | 'map';
  readonly position: number;
}

function readHead({ reader }: CommandContext) {
  const head = { comment: undefined as string | undefined, dormant: false, blocks: [] as Block[] };
  reader.require('{');
  for (reader.skipSeparators(); !reader.take('}'); reader.skipSeparators()) {
    const kind = (['chain', 'set', 'map'] as const).find((word) => reader.is(word));
    if (kind) {
      reader.next();
      head.blocks.push({ kind, position: reader.position });
      reader.name();
      reader.skipStatement();
    } else if (reader.take('comment')) head.comment = readComment(reader);
    else if (reader.take('flags')) {
      reader.require('dormant');
      head.dormant = true;
    } else reader.fail();
  }
  return head;
}

function declareChainBlock(context: CommandContext, table: NftTable, later: (() => void)[]): void {
  const { reader } = context;
  const name = reader.name();
  const spec = emptyChainSpec();
  const rules: number[] = [];
  if (reader.take('{')) {
    for (reader.skipSeparators(); !reader.take('}'); reader.skipSeparators()) {
      if (readChainLine(reader, spec, table.family)) continue;
      rules.push(reader.position);
      reader.skipStatement();
    }
  }
  const chain = declareChain(context, table, name, spec, { start: name.start, end: reader.lastEnd });
  later.push(() => {
    for (const position of rules) {
      reader.seek(position);
      const rule = parseRule(reader, chain, scopeOf(context, table), reader.peek().start);
      context.transaction.addRule(rule, chain.rules.length);
    }
  });
}

function declareSetBlock(context: CommandContext, table: NftTable, isMap: boolean, later: (() => void)[]): void {
  const { reader } = context;
  const name = reader.name();
  declareNamedSet(context, table, name, isMap, later);
}

/** A set with its elements, for `later` once chains are there that they name. */
export function declareNamedSet(
  context: CommandContext,
  table: NftTable,
  name: Token,
  isMap: boolean,
  later: (() => void)[],
): void {
  const { reader } = context;
  const scope = scopeOf(context, table);
  const draft = readSetBlock(reader, name.text, isMap, scope);
  const set = declareSet(context, table, draft, name, { start: name.start, end: reader.lastEnd });
  const { elementsAt } = draft;
  if (elementsAt === undefined) return;
  later.unshift(() => {
    const end = reader.position;
    reader.seek(elementsAt);
    addElements(set, parseElements(reader, set.keyTypes, set.dataTypes, scope), scope);
    reader.seek(end);
  });
}
