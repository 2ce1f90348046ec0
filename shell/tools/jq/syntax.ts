import type { Json } from './json-value.ts';

export type Operator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Update = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

/** A parsed filter; names follow the manual. */
export type Filter =
  | { readonly type: 'identity' | 'recurse' }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'format'; readonly name: string }
  | { readonly type: 'string'; readonly format: string | null; readonly parts: readonly (string | Filter)[] }
  | { readonly type: 'index'; readonly target: Filter; readonly key: Filter }
  | { readonly type: 'slice'; readonly target: Filter; readonly from: Filter | null; readonly to: Filter | null }
  | { readonly type: 'iterate'; readonly target: Filter }
  | { readonly type: 'array'; readonly inner: Filter | null }
  | { readonly type: 'object'; readonly entries: readonly (readonly [Filter, Filter])[] }
  | { readonly type: 'negate'; readonly inner: Filter }
  | { readonly type: 'pipe' | 'comma' | 'and' | 'or' | 'alternative'; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'operate'; readonly operator: Operator; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'update'; readonly operator: Update; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'if'; readonly test: Filter; readonly then: Filter; readonly otherwise: Filter | null }
  | { readonly type: 'try'; readonly body: Filter; readonly handler: Filter | null }
  | {
      readonly type: 'reduce';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly type: 'foreach';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | null;
    }
  | { readonly type: 'define'; readonly definition: Definition; readonly rest: Filter }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Filter[]; readonly at: number }
  | { readonly type: 'variable'; readonly name: string; readonly at: number }
  | { readonly type: 'bind'; readonly source: Filter; readonly patterns: readonly Pattern[]; readonly body: Filter }
  | { readonly type: 'label'; readonly name: string; readonly body: Filter }
  | { readonly type: 'break'; readonly name: string };

export interface Definition {
  readonly name: string;
  /** `$name` takes a value, a plain name a filter. */
  readonly parameters: readonly string[];
  readonly body: Filter;
}

export type Pattern =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly type: 'object';
      readonly entries: readonly {
        readonly key: Filter;
        readonly variable: string | null;
        readonly value: Pattern | null;
      }[];
    };
