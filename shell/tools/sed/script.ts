import type { TextExpression } from '../../expressions/text-expression.ts';

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'step'; first: number; step: number }
  /** Null: the expression used last. */
  | { kind: 'expression'; expression: TextExpression | null };

export type RangeEnd = Address | { kind: 'count'; count: number } | { kind: 'multiple'; of: number };

/** A group's text, a changed letter case, or text as it is. */
export type ReplacementPart = string | { group: number } | { letters: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  readonly expression: TextExpression | null;
  readonly replacement: readonly ReplacementPart[];
  readonly global: boolean;
  readonly print: boolean;
  /** The match to begin at, from 1. */
  readonly occurrence: number;
  readonly file?: string;
}

export interface SedCommand {
  readonly name: string;
  readonly from?: Address;
  readonly to?: RangeEnd;
  readonly negated: boolean;
  /** Text of a, i, c; file of r and w. */
  readonly text?: string;
  readonly substitution?: Substitution;
  readonly characters?: ReadonlyMap<string, string>;
  readonly exitCode?: number;
  /** Columns of `l`; 1 or less never wraps. */
  readonly width?: number;
  readonly label?: string;
  /** Where to go on: after a block that is not for this line, or at a branch's label. */
  target?: number;
}

/** `-e expression #1, char N: ` goes before the message. */
export class ScriptError extends Error {
  readonly at: number;
  readonly status: number;
  constructor(at: number, message: string, status = 1) {
    super(message);
    this.at = at;
    this.status = status;
  }
}
