import type { TypeName } from './datatypes.ts';
import type { NftSet } from './nft-set.ts';
import { printDuration } from './print-duration.ts';
import { printElement } from './print-expression.ts';
import { printRule, type RuleStyle } from './print-rule.ts';
import { printPriority } from './priorities.ts';
import type { BaseChain, NftChain, NftTable } from './ruleset.ts';

export interface TableStyle extends RuleStyle {
  /** `-a` */
  readonly handles: boolean;
  /** `-y` */
  readonly numericPriority: boolean;
  /** `-t`: without rules and elements that have not been written into the declaration. */
  readonly terse: boolean;
  readonly nowMs: number;
}

export function printTable(table: NftTable, style: TableStyle): string {
  const blocks = [
    ...[...table.sets.values()].map((set) => printSet(set, style)),
    ...[...table.chains.values()].map((chain) => printChain(chain, style)),
  ];
  const head = [
    ...(table.dormant ? ['\tflags dormant\n'] : []),
    ...(table.comment === undefined ? [] : [`\tcomment "${table.comment}"\n`]),
  ];
  return `${tableHead(table, style)}${head.join('')}${blocks.join('\n')}}\n`;
}

function tableHead({ family, name, handle }: NftTable, style: TableStyle): string {
  return `table ${family} ${name} {${handleText(handle, style)}\n`;
}

/** A part of a table, within its table: `nft list chain`, `list set`; several one below the other. */
export function printWithin(table: NftTable, blocks: readonly string[], style: TableStyle): string {
  // What is listed by kind names its table without its handle.
  return `${tableHead(table, { ...style, handles: false })}${blocks.join('')}}\n`;
}

function handleText(handle: number, { handles }: TableStyle): string {
  return handles ? ` # handle ${handle}` : '';
}

export function printChain(chain: NftChain, style: TableStyle, withRules = true): string {
  const { base, comment, rules } = chain;
  const lines = [`chain ${chain.name} {${handleText(chain.handle, style)}`];
  if (comment !== undefined) lines.push(`\tcomment "${comment}"`);
  if (base) lines.push(`\t${printBase(base, chain, style)}`);
  for (const rule of withRules ? rules : []) lines.push(`\t${printRule(rule, style)}${handleText(rule.handle, style)}`);
  return `${lines.map((line) => `\t${line}\n`).join('')}\t}\n`;
}

function printBase(
  { type, hook, priority, policy, device }: BaseChain,
  { table }: NftChain,
  style: TableStyle,
): string {
  const where = device === undefined ? '' : ` device "${device}"`;
  const order = printPriority(priority, table.family, hook, style.numericPriority);
  return `type ${type} hook ${hook}${where} priority ${order}; policy ${policy};`;
}

export function printSet(set: NftSet, style: TableStyle): string {
  const { options } = set;
  const isTypeof = options.typeofText !== undefined;
  const data = set.isMap ? ` : ${options.dataTypes.join(' . ')}` : '';
  const lines = [
    `${set.isMap ? 'map' : 'set'} ${set.name} {${handleText(set.handle, style)}`,
    isTypeof ? `\ttypeof ${options.typeofText}` : `\ttype ${options.keyTypes.join(' . ')}${data}`,
  ];
  if (options.policy !== undefined) lines.push(`\tpolicy ${options.policy}`);
  if (set.size !== undefined) lines.push(`\tsize ${set.size}`);
  const flags = printFlags(set);
  if (flags) lines.push(`\tflags ${flags}`);
  if (options.timeoutMs !== undefined) lines.push(`\ttimeout ${printDuration(options.timeoutMs)}`);
  if (options.gcIntervalMs !== undefined) lines.push(`\tgc-interval ${printDuration(options.gcIntervalMs)}`);
  if (options.autoMerge) lines.push('\tauto-merge');
  if (options.comment !== undefined) lines.push(`\tcomment "${options.comment}"`);
  const elements = style.terse ? '' : printElements(set, style);
  return `${lines.map((line) => `\t${line}\n`).join('')}${elements}\t}\n`;
}

const FLAG_ORDER = ['constant', 'interval', 'dynamic', 'timeout'];

/** A default time-out says already that elements have one. */
function printFlags(set: NftSet): string {
  const flags = new Set(set.options.flags);
  if (set.dynamic) flags.add('dynamic');
  if (set.options.timeoutMs !== undefined) {
    if (flags.size === 1 && flags.has('timeout')) return '';
    flags.add('timeout');
    if (flags.size === 1) return '';
  }
  return FLAG_ORDER.filter((flag) => flags.has(flag)).join(',');
}

function printElements(set: NftSet, style: TableStyle): string {
  const elements = set.list(style.nowMs);
  if (elements.length === 0) return '';
  const perLine = elementsPerLine(set.keyTypes);
  const texts = elements.map((element) => {
    let times = '';
    if (element.timeoutMs !== undefined) times += ` timeout ${printDuration(element.timeoutMs)}`;
    if (element.expiresMs !== undefined && !style.stateless) {
      times += ` expires ${printDuration(element.expiresMs - style.nowMs)}`;
    }
    return printElement(element, set, style, times);
  });
  const lines: string[] = [];
  for (let at = 0; at < texts.length; at += perLine) lines.push(texts.slice(at, at + perLine).join(', '));
  return `\t\telements = { ${lines.join(',\n\t\t\t     ')} }\n`;
}

/** calculate_delim in nft's expression.c. */
function elementsPerLine(types: readonly TypeName[]): number {
  if (types.length > 1) return 1;
  switch (types[0]) {
    case 'inet_service':
    case 'inet_proto':
    case 'integer':
    case 'mark':
    case 'ct_state':
      return 5;
    case 'ipv4_addr':
      return 2;
    default:
      return 1;
  }
}
