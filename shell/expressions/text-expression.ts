import { RE2JS, RE2JSException } from 're2js';
import { BacktrackingMatcher } from './backtracking.ts';
import { WORD } from './character-classes.ts';
import { linearForm } from './linear-form.ts';
import { parsePerl } from './perl-parser.ts';
import { parsePosix } from './posix-parser.ts';
import { character, type ExpressionNode, type ParsedExpression, sequenceOf } from './syntax.ts';

export type Dialect = 'basic' | 'extended' | 'perl' | 'fixed';

export interface TextExpressionOptions {
  readonly dialect: Dialect;
  readonly ignoreCase?: boolean;
  /** `^` and `$` match at every line of the text. */
  readonly multiline?: boolean;
  /** `\n`, `\t` … mean characters, as in sed. */
  readonly escapes?: boolean;
  /** A `)` alone and a `{` that begins no interval are characters (grep). */
  readonly lenient?: boolean;
  /** What matches has to be a whole word, or all of the text (grep's -w and -x). */
  readonly bounds?: 'word' | 'line';
}

/**
 * Compiled expressions, of which one has to match. Matched in linear time, but for back-references, looking around and
 * the like, where a limit on steps holds (`BacktrackingLimit`). POSIX dialects find the longest of the leftmost.
 */
export class TextExpression {
  /** Of a single expression. */
  readonly groups: number;
  readonly warnings: readonly string[];
  readonly #literal: string | null;
  readonly #linear: RE2JS | null;
  readonly #backtracking: readonly BacktrackingMatcher[];
  readonly #isWord: boolean;

  /** Throws `ExpressionError`. */
  constructor(sources: readonly string[], given: TextExpressionOptions) {
    const options =
      given.dialect === 'perl' && sources.every((source) => /^\(\?[a-z]*i/.test(source))
        ? { ...given, ignoreCase: true }
        : given;
    const all = sources.map((source) => parse(source, options));
    const parsed = all.filter(({ root }) => linearForm(root) !== null);
    this.groups = all[0]?.groups ?? 0;
    this.warnings = all.flatMap(({ warnings }) => warnings);
    this.#isWord = options.bounds === 'word';
    this.#literal = options.ignoreCase || options.bounds || all.length !== 1 ? null : literalOf(all[0]!.root);
    this.#linear =
      this.#literal === null && parsed.length > 0
        ? linear(
            parsed.map(({ root }) => root),
            options,
          )
        : null;
    const rest = this.#literal !== null ? [] : this.#linear ? all.filter((one) => !parsed.includes(one)) : all;
    this.#backtracking = rest.map((one) => backtracking(one, options));
  }

  test(text: string): boolean {
    if (this.#literal !== null) return text.includes(this.#literal);
    return (this.#linear?.test(text) ?? false) || this.#backtracking.some((matcher) => matcher.find(text, 0) !== null);
  }

  /** Offsets of the first match at or after `from`, and of its groups, in pairs (-1: took no part). */
  find(text: string, from = 0): number[] | null {
    if (this.#literal !== null) {
      const start = text.indexOf(this.#literal, from);
      return start < 0 ? null : [start, start + this.#literal.length];
    }
    let best = this.#linear ? this.#findLinear(this.#linear, text, from) : null;
    for (const matcher of this.#backtracking) {
      const found = matcher.find(text, from);
      const isBetter = found && (!best || found[0]! < best[0]! || (found[0] === best[0] && found[1]! > best[1]!));
      if (isBetter) best = found;
    }
    return best;
  }

  #findLinear(expression: RE2JS, text: string, from: number): number[] | null {
    const matcher = expression.matcher(text);
    if (this.#isWord) {
      // The character before a word belongs to the match of the whole; the word is its first group.
      for (let at = Math.max(0, from - 1); at <= text.length && matcher.find(at); at++) {
        if (matcher.start(1) >= from) return [matcher.start(1), matcher.end(1)];
      }
      return null;
    }
    if (!matcher.find(from)) return null;
    const offsets = [matcher.start(), matcher.end()];
    for (let group = 1; group <= this.groups; group++) offsets.push(matcher.start(group), matcher.end(group));
    return offsets;
  }
}

function parse(source: string, options: TextExpressionOptions): ParsedExpression {
  const { dialect } = options;
  if (dialect === 'perl') return parsePerl(source);
  if (dialect === 'fixed') {
    return { root: sequenceOf([...source].map((sign) => character(sign.codePointAt(0)!))), groups: 0, warnings: [] };
  }
  return parsePosix(source, {
    extended: dialect === 'extended',
    escapes: options.escapes ?? false,
    lenient: options.lenient ?? false,
  });
}

function literalOf(node: ExpressionNode): string | null {
  const parts = node.kind === 'sequence' ? node.parts : [node];
  let text = '';
  for (const part of parts) {
    const range = part.kind === 'set' && !part.negated && part.ranges.length === 1 ? part.ranges[0]! : null;
    if (!range || range[0] !== range[1]) return null;
    text += String.fromCodePoint(range[0]);
  }
  return text;
}

function linear(roots: readonly ExpressionNode[], options: TextExpressionOptions): RE2JS | null {
  const form = linearForm(roots.length === 1 ? roots[0]! : { kind: 'choice', options: roots });
  const notWord = linearForm({ kind: 'set', ranges: WORD, negated: true });
  const bounded =
    options.bounds === 'word' ? `(?:^|${notWord})(${form})(?:${notWord}|$)` : options.bounds ? `^(?:${form})$` : form;
  let flags = RE2JS.DOTALL;
  if (options.dialect !== 'perl') flags |= RE2JS.LONGEST_MATCH;
  if (options.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE;
  if (options.multiline) flags |= RE2JS.MULTILINE;
  try {
    return RE2JS.compile(bounded ?? '', flags);
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

function backtracking(parsed: ParsedExpression, options: TextExpressionOptions): BacktrackingMatcher {
  const { bounds } = options;
  const word: ExpressionNode = { kind: 'set', ranges: WORD, negated: false };
  const edge = (behind: boolean): ExpressionNode =>
    bounds === 'word'
      ? { kind: 'look', body: word, behind, negated: true }
      : { kind: 'assert', what: behind ? 'line-start' : 'line-end' };
  const body: ExpressionNode = { kind: 'group', index: null, body: parsed.root };
  const root: ExpressionNode = bounds ? { kind: 'sequence', parts: [edge(true), body, edge(false)] } : parsed.root;
  return new BacktrackingMatcher(
    { ...parsed, root },
    {
      ignoreCase: options.ignoreCase ?? false,
      multiline: options.multiline ?? false,
      longest: options.dialect !== 'perl',
    },
  );
}
