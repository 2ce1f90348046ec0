import { formatAddress } from '../address.ts';
import { hexadecimal, printValue, type TypeName, type Value, type ValueStyle } from './datatypes.ts';
import type { Interval, NftSet, SetElement } from './nft-set.ts';
import { type Expression, typesOf, type VerdictSpec } from './syntax-tree.ts';

export const PLAIN: ValueStyle = { numeric: false, services: false };

/** `types`: of what stands on the other side. */
export function printExpression(expression: Expression, types: readonly TypeName[], style: ValueStyle): string {
  const type = types[0] ?? 'integer';
  switch (expression.kind) {
    case 'selector':
      return expression.selector.text;
    case 'value':
      return printValue(type, expression.value, style);
    case 'prefix':
      return `${formatAddress(expression.value)}/${expression.length}`;
    case 'range':
      return `${printValue(type, expression.from, style)}-${printValue(type, expression.to, style)}`;
    case 'wildcard':
      return `"${expression.prefix}*"`;
    case 'concat':
      return expression.parts.map((part, at) => printExpression(part, [types[at] ?? 'integer'], style)).join(' . ');
    case 'binary': {
      const own = typesOf(expression.left);
      const right = expression.right;
      const bits = right.kind === 'value' && expression.operator !== '<<' && expression.operator !== '>>';
      const shown = bits ? printMask(own[0]!, right.value, style) : printExpression(right, ['integer'], style);
      return `${printExpression(expression.left, own, style)} ${expression.operator} ${shown}`;
    }
    case 'named':
      return `@${expression.set.name}`;
    case 'set':
      return printAnonymous(expression.set, style);
    case 'map':
      return `${printExpression(expression.key, [], style)} map ${printExpression(expression.map, [], style)}`;
  }
}

function printMask(type: TypeName, value: Value, style: ValueStyle): string {
  if (type === 'mark' && typeof value === 'number') return hexadecimal(value, 8);
  return printValue(type, value, style);
}

function printAnonymous(set: NftSet, style: ValueStyle): string {
  return `{ ${set
    .list(0)
    .map((element) => printElement(element, set, style))
    .join(', ')} }`;
}

/** `10.96.0.10 . tcp . 53 comment "…" : goto …`, without its times. */
export function printElement(element: SetElement, set: NftSet, style: ValueStyle, times = ''): string {
  const { comment, data } = element;
  const words = comment === undefined ? '' : ` comment "${comment}"`;
  return `${printKey(element.key, set.keyTypes, style)}${times}${words}${data ? ` : ${printData(data, set, style)}` : ''}`;
}

function printData(data: NonNullable<SetElement['data']>, set: NftSet, style: ValueStyle): string {
  return data.kind === 'verdict' ? printVerdict(data) : printKey(data.parts, set.dataTypes, style);
}

export function printKey(key: readonly Interval[], types: readonly TypeName[], style: ValueStyle): string {
  return key.map((interval, at) => printInterval(interval, types[at] ?? 'integer', style)).join(' . ');
}

function printInterval({ from, to }: Interval, type: TypeName, style: ValueStyle): string {
  if (from === to) return printValue(type, from, style);
  if (type === 'ipv4_addr') {
    const size = Number(to) - Number(from) + 1;
    const length = 32 - Math.log2(size);
    if (Number.isInteger(length) && Number(from) % size === 0) return `${formatAddress(Number(from))}/${length}`;
  }
  if (type === 'ifname') return `"${from}*"`;
  return `${printValue(type, from, style)}-${printValue(type, to, style)}`;
}

export function printVerdict({ verdict, chain }: VerdictSpec): string {
  return chain ? `${verdict} ${chain.name}` : verdict;
}
