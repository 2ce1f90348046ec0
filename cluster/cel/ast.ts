/** Where an expression begins (a call: at its name, operator or bracket), as an offset into the text. */
interface Located {
  readonly at: number;
}

export type Literal = null | boolean | bigint | number | string | Uint8Array | UnsignedLiteral;

export class UnsignedLiteral {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Macros that go through a list or a map. */
export type MacroName =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry';

export type Expression =
  | (Located & { readonly kind: 'literal'; readonly value: Literal })
  | (Located & { readonly kind: 'identifier'; readonly name: string })
  | (Located & {
      readonly kind: 'select';
      readonly operand: Expression;
      readonly field: string;
      /** `a.?b` */
      readonly isOptional: boolean;
      /** `has(a.b)` */
      readonly isTest: boolean;
    })
  /** Operators are calls of `_+_`, `!_`, `_[_]`, `_[?_]` …; a target makes it `target.name(arguments)`. */
  | (Located & {
      readonly kind: 'call';
      readonly name: string;
      readonly target?: Expression;
      readonly arguments: readonly Expression[];
    })
  | (Located & { readonly kind: 'list'; readonly elements: readonly ListElement[] })
  | (Located & { readonly kind: 'map'; readonly entries: readonly MapEntry[] })
  | (Located & {
      readonly kind: 'macro';
      readonly name: MacroName;
      readonly range: Expression;
      /** One, or two (index or key, value). */
      readonly variables: readonly string[];
      /** Absent where there is nothing to decide. */
      readonly predicate?: Expression;
      readonly transform?: Expression;
    })
  /** cel.bind(name, value, body) */
  | (Located & { readonly kind: 'bind'; readonly name: string; readonly value: Expression; readonly body: Expression })
  /** `value.optMap(name, body)`, `value.optFlatMap(name, body)` */
  | (Located & {
      readonly kind: 'optionalMap';
      readonly value: Expression;
      readonly name: string;
      readonly body: Expression;
      readonly isFlat: boolean;
    });

export interface ListElement {
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly isOptional: boolean;
}
