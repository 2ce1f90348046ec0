/** A range of code points, both ends included. */
export type CodeRange = readonly [number, number];

export type Assertion =
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'
  | 'text-end-or-newline'
  | 'boundary'
  | 'no-boundary'
  | 'word-start'
  | 'word-end';

/** A regular expression as a tree; one kind for all dialects. */
export type ExpressionNode =
  | { readonly kind: 'set'; readonly ranges: readonly CodeRange[]; readonly negated: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion }
  /** `index` is null for a group that does not capture. */
  | { readonly kind: 'group'; readonly index: number | null; readonly body: ExpressionNode; readonly atomic?: boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly ExpressionNode[] }
  | { readonly kind: 'choice'; readonly options: readonly ExpressionNode[] }
  | {
      readonly kind: 'repeat';
      readonly body: ExpressionNode;
      readonly minimum: number;
      readonly maximum: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'reference'; readonly index: number }
  | { readonly kind: 'look'; readonly body: ExpressionNode; readonly behind: boolean; readonly negated: boolean }
  /** Perl's \K: the match begins here. */
  | { readonly kind: 'keep' };

export interface ParsedExpression {
  readonly root: ExpressionNode;
  readonly groups: number;
  /** `(?P<name>…)`, by name. */
  readonly names?: ReadonlyMap<string, number>;
  /** What GNU grep warns of. */
  readonly warnings: readonly string[];
}

/** The expression is not valid; the message is regcomp(3)'s (or PCRE2's). */
export class ExpressionError extends Error {}

export const EVERYTHING: readonly CodeRange[] = [[0, 0x10ffff]];

export function character(code: number): ExpressionNode {
  return { kind: 'set', ranges: [[code, code]], negated: false };
}

export function sequenceOf(parts: readonly ExpressionNode[]): ExpressionNode {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'sequence', parts };
}

/** Calls back for this node and all below it. */
export function visit(node: ExpressionNode, callback: (node: ExpressionNode) => void): void {
  callback(node);
  if ('body' in node) visit(node.body, callback);
  else if (node.kind === 'sequence') for (const part of node.parts) visit(part, callback);
  else if (node.kind === 'choice') for (const option of node.options) visit(option, callback);
}
