import {
  type CommandContext,
  readFamily,
  readTableName,
  requireChain,
  requireTable,
  scopeOf,
} from './command-context.ts';
import { unknownSet } from './missing.ts';
import { kernelError, NftError } from './nft-error.ts';
import { keyText } from './nft-set.ts';
import { parseElements } from './parse-set.ts';
import { printChain, printSet, printTable, printWithin } from './print-table.ts';
import type { Family, NftTable } from './ruleset.ts';
import { FAMILIES } from './ruleset.ts';

/** `list …`, `get element …`, and `reset`, which lists and sets counters back. */
export function runList(context: CommandContext, verb: 'list' | 'reset' | 'get'): void {
  const { reader, output, style } = context;
  if (verb === 'get') return getElements(context);
  const { text } = reader.peek();
  switch (text) {
    case 'ruleset':
      reader.next();
      for (const table of tablesOf(context, readFamily(reader))) output.push(printTable(table, style));
      break;
    case 'tables':
      reader.next();
      for (const { family, name, handle } of tablesOf(context, readFamily(reader))) {
        output.push(`table ${family} ${name}${style.handles ? ` # handle ${handle}` : ''}\n`);
      }
      break;
    case 'table':
      reader.next();
      output.push(printTable(requireTable(context, readTableName(reader), true), style));
      break;
    case 'chain':
    case 'set':
    case 'map':
      reader.next();
      listOne(context, text);
      break;
    case 'chains':
    case 'sets':
    case 'maps':
      reader.next();
      listKind(context, text);
      break;
    case 'hooks':
    case 'counters':
    case 'quotas':
    case 'limits':
    case 'flowtables':
    case 'meters':
      reader.next();
      listNothing(context);
      break;
    default:
      reader.fail();
  }
  if (verb === 'reset') resetCounters(context);
}

function tablesOf({ transaction }: CommandContext, family: Family | undefined): NftTable[] {
  const tables = [...transaction.ruleset.tables.values()];
  // The kernel answers family by family.
  const order = (table: NftTable) => KERNEL_ORDER.indexOf(table.family);
  return tables
    .filter((table) => family === undefined || table.family === family)
    .sort((one, other) => order(one) - order(other));
}

const KERNEL_ORDER: readonly Family[] = FAMILIES.map((family) => family);

function listOne(context: CommandContext, kind: 'chain' | 'set' | 'map'): void {
  const { reader, output, style } = context;
  const name = readTableName(reader);
  const token = reader.name();
  const table = context.transaction.ruleset.table(name.family, token && name.token.text);
  if (!table) throw new NftError('No such file or directory', name.token);
  if (kind === 'chain') {
    output.push(printWithin(table, [printChain(requireChain(table, token, true), style)], style));
    return;
  }
  const set = table.sets.get(token.text);
  if (!set || set.isMap !== (kind === 'map')) throw new NftError('No such file or directory', token);
  output.push(printWithin(table, [printSet(set, style)], style));
}

function listKind(context: CommandContext, kind: 'chains' | 'sets' | 'maps'): void {
  const { output, style, reader } = context;
  const family = readFamily(reader);
  const named = reader.take('table') ? readTableName(reader) : undefined;
  const tables = named ? [requireTable(context, named, true)] : tablesOf(context, family);
  for (const table of tables) {
    const blocks =
      kind === 'chains'
        ? [...table.chains.values()].map((chain) => printChain(chain, style, false))
        : [...table.sets.values()]
            .filter(({ isMap }) => isMap === (kind === 'maps'))
            .map((set) => printSet(set, style));
    output.push(printWithin(table, blocks, style));
  }
}

/** Objects that no table here can have. */
function listNothing({ reader, output, style, transaction }: CommandContext): void {
  reader.skipStatement();
  for (const table of tablesOf({ transaction } as CommandContext, undefined))
    output.push(printWithin(table, [], style));
}

function getElements(context: CommandContext): void {
  const { reader, output, style } = context;
  reader.require('element', 'element');
  const table = requireTable(context, readTableName(reader), true);
  const token = reader.name();
  const set = table.sets.get(token.text);
  if (!set) throw unknownSet(table, token.text, token);
  const asked = parseElements(reader, set.keyTypes, [], scopeOf(context, table));
  const found = asked.map(({ key, span }) => {
    const element =
      set.elements.get(keyText(key)) ??
      set.find(
        key.map(({ from }) => from),
        style.nowMs,
      );
    if (!element) throw kernelError('No such file or directory', span);
    return element;
  });
  const shown = Object.assign(Object.create(Object.getPrototypeOf(set) as object) as typeof set, set, {
    elements: new Map(found.map((element) => [keyText(element.key), element])),
  });
  output.push(printWithin(table, [printSet(shown, style)], style));
}

function resetCounters({ transaction }: CommandContext): void {
  for (const table of transaction.ruleset.tables.values()) {
    for (const { rules } of table.chains.values()) {
      for (const statement of rules.flatMap(({ statements }) => statements)) {
        if (statement.kind !== 'counter') continue;
        statement.packets = 0;
        statement.bytes = 0;
      }
    }
  }
}
