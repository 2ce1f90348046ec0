import type { HookPacket, RejectWith } from '../netfilter/rule-spec.ts';
import type { TypeName, Value } from './datatypes.ts';
import type { Span } from './nft-error.ts';
import type { NftSet } from './nft-set.ts';
import type { NftChain } from './ruleset.ts';

/** What of a packet, or of what is known about it, a rule looks at: `ip daddr`, `meta mark`, `ct state`. */
export interface Selector {
  /** As nft prints it. */
  readonly text: string;
  readonly type: TypeName;
  /** Transport protocol that a packet must have. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'other';
  /** Network protocol of the header. */
  readonly family?: 'ip' | 'ip6';
  /** Undefined when the packet has none: the rule does not match. */
  read(hook: HookPacket): Value | undefined;
}

export type Expression =
  | { readonly kind: 'selector'; readonly selector: Selector; readonly span: Span }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'prefix'; readonly value: number; readonly length: number }
  | { readonly kind: 'range'; readonly from: Value; readonly to: Value }
  /** `eth*` */
  | { readonly kind: 'wildcard'; readonly prefix: string }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'set'; readonly set: NftSet }
  | { readonly kind: 'named'; readonly set: NftSet }
  | { readonly kind: 'map'; readonly key: Expression; readonly map: MapExpression };

export type MapExpression = Extract<Expression, { kind: 'set' | 'named' }>;
export type BinaryOperator = '&' | '|' | '^' | '<<' | '>>';
export type Comparison = '' | '==' | '!=' | '<' | '>' | '<=' | '>=';

export interface VerdictSpec {
  readonly kind: 'verdict';
  readonly verdict: 'accept' | 'drop' | 'return' | 'continue' | 'jump' | 'goto';
  readonly chain: NftChain | null;
}

export type Statement =
  | VerdictSpec
  | { readonly kind: 'match'; readonly left: Expression; readonly operator: Comparison; readonly right: Expression }
  | { readonly kind: 'vmap'; readonly key: Expression; readonly map: MapExpression }
  | { readonly kind: 'counter'; packets: number; bytes: number }
  | LimitStatement
  | { readonly kind: 'quota'; readonly over: boolean; readonly bytes: number; used: number }
  | { readonly kind: 'log'; readonly options: readonly string[] }
  | { readonly kind: 'notrack' }
  | { readonly kind: 'reject'; readonly text: string; readonly with: RejectWith; readonly impliesTcp: boolean }
  | NatStatement
  | { readonly kind: 'assign'; readonly target: Selector; readonly value: Expression }
  | SetStatement;

export interface LimitStatement {
  readonly kind: 'limit';
  readonly rate: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'week';
  /** `mbytes` and the like; undefined: packets. */
  readonly bytes: string | undefined;
  readonly burst: number;
  readonly over: boolean;
  /** The bucket of tokens. */
  tokens: number;
  filledMs: number;
}

export interface NatStatement {
  readonly kind: 'nat';
  readonly type: 'dnat' | 'snat' | 'masquerade' | 'redirect';
  /** `ip`, where an inet table has to say it. */
  readonly family: 'ip' | undefined;
  readonly address: Expression | undefined;
  readonly port: Expression | undefined;
  /** The address and the port come as one value (`dnat ip addr . port to …`). */
  readonly joined: boolean;
  readonly flags: readonly string[];
}

export interface SetStatement {
  readonly kind: 'update';
  readonly operation: 'add' | 'update' | 'delete';
  readonly set: NftSet;
  readonly key: Expression;
  readonly timeoutMs: number | undefined;
  /** For each new element: `limit rate …`, `counter`. */
  readonly stateful: Statement | undefined;
}

/** The types of an expression's parts. */
export function typesOf(expression: Expression): readonly TypeName[] {
  switch (expression.kind) {
    case 'selector':
      return [expression.selector.type];
    case 'concat':
      return expression.parts.flatMap(typesOf);
    case 'binary':
      return typesOf(expression.left);
    case 'map':
      return expression.map.set.dataTypes;
    case 'set':
    case 'named':
      return expression.set.keyTypes;
    default:
      return ['integer'];
  }
}
