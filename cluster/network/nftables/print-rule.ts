import { isBitmask, type ValueStyle } from './datatypes.ts';
import { DEFAULT_BURST } from './limit.ts';
import { printDuration } from './print-duration.ts';
import { PLAIN, printExpression, printVerdict } from './print-expression.ts';
import type { NftRule } from './ruleset.ts';
import {
  type Expression,
  type LimitStatement,
  type NatStatement,
  type SetStatement,
  type Statement,
  typesOf,
} from './syntax-tree.ts';

export interface RuleStyle extends ValueStyle {
  /** `-s`: without what counts. */
  readonly stateless: boolean;
}

const DEFAULT_STYLE: RuleStyle = { ...PLAIN, stateless: false };
const COUNTING: ReadonlySet<Statement['kind']> = new Set(['counter', 'quota']);

export function printRule(rule: NftRule, style: RuleStyle = DEFAULT_STYLE): string {
  if (style === DEFAULT_STYLE && rule.text !== undefined) return rule.text;
  const words = rule.statements.map((statement) => printStatement(statement, style));
  if (rule.comment !== undefined) words.push(`comment "${rule.comment}"`);
  const text = words.join(' ');
  if (style === DEFAULT_STYLE && !rule.statements.some(({ kind }) => COUNTING.has(kind))) rule.text = text;
  return text;
}

function printStatement(statement: Statement, style: RuleStyle): string {
  switch (statement.kind) {
    case 'match':
      return printMatch(statement, style);
    case 'verdict':
      return printVerdict(statement);
    case 'vmap':
      return `${printExpression(statement.key, [], style)} vmap ${printExpression(statement.map, [], style)}`;
    case 'counter':
      return style.stateless ? 'counter' : `counter packets ${statement.packets} bytes ${statement.bytes}`;
    case 'quota':
      return `quota ${statement.over ? 'over ' : ''}${printBytes(statement.bytes)}`;
    case 'limit':
      return printLimit(statement);
    case 'log':
      return ['log', ...statement.options].join(' ');
    case 'notrack':
      return 'notrack';
    case 'reject':
      return statement.text;
    case 'nat':
      return printNat(statement, style);
    case 'assign':
      return `${statement.target.text} set ${printExpression(statement.value, [statement.target.type], style)}`;
    case 'update':
      return printUpdate(statement, style);
  }
}

function printMatch({ left, operator, right }: Extract<Statement, { kind: 'match' }>, style: RuleStyle): string {
  const types = typesOf(left);
  // `tcp flags & (syn|ack) == syn` has a short form.
  if (left.kind === 'binary' && left.operator === '&' && types[0] === 'tcp_flag' && right.kind === 'value') {
    if (right.value === 0) {
      const none = operator === '!=' ? '' : '! ';
      return `${printExpression(left.left, types, style)} ${none}${printExpression(left.right, types, style)}`;
    }
    const [field, wanted, mask] = [left.left, right, left.right].map((part) => printExpression(part, types, style));
    return `${field} ${operator === '!=' ? '!= ' : ''}${wanted} / ${mask}`;
  }
  const shown = left.kind === 'binary' && operator === '' ? '==' : operator;
  const isPlain = shown === '' || (shown === '==' && left.kind !== 'binary' && !isBitmask(types[0]!));
  const value = printExpression(right, types, style);
  const listed =
    shown === '!=' && isBitmask(types[0]!) && right.kind === 'value' ? value.replaceAll(',', ' | ') : value;
  return `${printExpression(left, types, style)} ${isPlain ? '' : `${shown} `}${listed}`;
}

function printBytes(bytes: number): string {
  for (const [name, size] of [
    ['mbytes', 1_048_576],
    ['kbytes', 1_024],
  ] as const) {
    if (bytes > 0 && bytes % size === 0) return `${bytes / size} ${name}`;
  }
  return `${bytes} bytes`;
}

export function printLimit({ rate, unit, bytes, burst, over }: LimitStatement): string {
  const words = `limit rate ${over ? 'over ' : ''}${rate}${bytes === undefined ? '' : ` ${bytes}`}/${unit}`;
  if (bytes !== undefined) return burst > 0 ? `${words} burst ${printBytes(burst)}` : words;
  return burst > 0 && burst !== DEFAULT_BURST ? `${words} burst ${burst} packets` : words;
}

function printNat({ type, family, address, port, joined, flags }: NatStatement, style: RuleStyle): string {
  const words: string[] = [type];
  if (family || joined) words.push('ip');
  const target = address ? printExpression(address, ['ipv4_addr'], style) : '';
  const ports = port ? `:${printExpression(port, ['inet_service'], style)}` : '';
  if (target || ports) words.push(`to ${target}${ports}`);
  if (flags.length > 0) words.push(flags.join(','));
  return words.join(' ');
}

function printUpdate({ operation, set, key, timeoutMs, stateful }: SetStatement, style: RuleStyle): string {
  const words = [printExpression(key as Expression, [], style)];
  if (timeoutMs !== undefined) words.push(`timeout ${printDuration(timeoutMs)}`);
  if (stateful) words.push(printStatement(stateful, style));
  return `${operation} @${set.name} { ${words.join(' ')} }`;
}
