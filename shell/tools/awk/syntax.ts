/** A parsed awk program; names are those of the POSIX grammar. */
export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
}

export interface Rule {
  readonly pattern: 'BEGIN' | 'END' | 'BEGINFILE' | 'ENDFILE' | Expression | null;
  /** Of a range pattern. */
  readonly to?: Expression;
  /** Null prints the record. */
  readonly action: Statement | null;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface Redirection {
  readonly operator: '>' | '>>' | '|';
  readonly target: Expression;
}

export type Statement =
  | { readonly type: 'block'; readonly statements: readonly Statement[] }
  | { readonly type: 'expression'; readonly expression: Expression; readonly line: number }
  | {
      readonly type: 'print' | 'printf';
      readonly values: readonly Expression[];
      readonly redirection: Redirection | null;
      readonly line: number;
    }
  | { readonly type: 'if'; readonly test: Expression; readonly then: Statement; readonly otherwise: Statement | null }
  | { readonly type: 'while'; readonly test: Expression; readonly body: Statement }
  | { readonly type: 'do'; readonly test: Expression; readonly body: Statement }
  | {
      readonly type: 'for';
      readonly first: Statement | null;
      readonly test: Expression | null;
      readonly step: Statement | null;
      readonly body: Statement;
    }
  | { readonly type: 'for-in'; readonly variable: string; readonly array: ArrayName; readonly body: Statement }
  | { readonly type: 'switch'; readonly value: Expression; readonly cases: readonly SwitchCase[] }
  | { readonly type: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly type: 'exit' | 'return'; readonly value: Expression | null }
  | { readonly type: 'delete'; readonly array: ArrayName; readonly subscripts: readonly Expression[] | null };

export interface SwitchCase {
  /** Null is `default`. */
  readonly value: Expression | null;
  readonly body: Statement;
}

/** An array: a variable, or an element of another that is an array itself (`a[1][2]`). */
export interface ArrayName {
  readonly name: string;
  readonly path: readonly (readonly Expression[])[];
}

export type Lvalue =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'field'; readonly index: Expression }
  | { readonly type: 'element'; readonly array: ArrayName; readonly subscripts: readonly Expression[] };

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type Comparison = '<' | '<=' | '==' | '!=' | '>' | '>=';

export type Expression =
  | Lvalue
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regex'; readonly source: string; readonly strong: boolean }
  | {
      readonly type: 'assign';
      readonly operator: ArithmeticOperator | '=';
      readonly target: Lvalue;
      readonly value: Expression;
      readonly line: number;
    }
  | { readonly type: 'step'; readonly change: 1 | -1; readonly prefix: boolean; readonly target: Lvalue }
  | { readonly type: 'unary'; readonly operator: '!' | '-' | '+'; readonly operand: Expression }
  | {
      readonly type: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly line: number;
    }
  | { readonly type: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'match'; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'and'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'concatenation'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'in'; readonly subscripts: readonly Expression[]; readonly array: ArrayName }
  | {
      readonly type: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly line: number }
  | {
      readonly type: 'indirect';
      readonly variable: string;
      readonly args: readonly Expression[];
      readonly line: number;
    }
  | {
      readonly type: 'getline';
      readonly from: 'main' | 'file' | 'command';
      readonly source: Expression | null;
      readonly target: Lvalue | null;
    }
  /** `(a, b)`: only before `in` and after `print`. */
  | { readonly type: 'list'; readonly values: readonly Expression[] }
  | { readonly type: 'grouping'; readonly inner: Expression };
