import type { RE2JS } from 're2js';

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'step'; first: number; step: number }
  /** Null: the expression used last. */
  | { kind: 'expression'; expression: RE2JS | null };

export type RangeEnd = Address | { kind: 'count'; count: number } | { kind: 'multiple'; of: number };

/** A group's text, a changed letter case, or text as it is. */
export type ReplacementPart = string | { group: number } | { letters: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  readonly expression: RE2JS | null;
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
  readonly label?: string;
  /** Where to go on: after a block that is not for this line, or at a branch's label. */
  target?: number;
}

/** `-e expression #1, char N: ` goes before the message. */
export class ScriptError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}
