export type Lvalue =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'element'; readonly name: string; readonly index: Expression };

export type Expression =
  | Lvalue
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Lvalue; readonly value: Expression }
  | { readonly type: 'step'; readonly change: 1 | -1; readonly prefix: boolean; readonly target: Lvalue }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** In brackets, where an assignment's value is printed. */
  | { readonly type: 'grouping'; readonly inner: Expression };

export type Statement =
  | { readonly type: 'expression'; readonly expression: Expression }
  | { readonly type: 'print'; readonly values: readonly Expression[] }
  | { readonly type: 'block'; readonly statements: readonly Statement[] }
  | { readonly type: 'if'; readonly test: Expression; readonly then: Statement; readonly otherwise: Statement | null }
  | {
      readonly type: 'for';
      readonly first: Expression | null;
      readonly test: Expression | null;
      readonly step: Expression | null;
      readonly body: Statement;
    }
  | { readonly type: 'break' | 'continue' | 'quit' | 'halt' }
  | { readonly type: 'return'; readonly value: Expression | null }
  | { readonly type: 'define'; readonly name: string; readonly definition: Definition };

export interface Definition {
  readonly parameters: readonly string[];
  readonly locals: readonly string[];
  readonly body: Statement;
}
