import { arithmeticTerm, isArithmetic } from './arithmetic.ts';
import type { Predicate } from './frame.ts';
import { DIRECTIONS, type Names, PROTOCOLS, primitive, type Qualifiers, TYPES } from './primitives.ts';
import { FilterError, SYNTAX_ERROR, type Token, tokenize } from './tokens.ts';

const DEPTH_MAX = 200;

/** Compiles a filter of pcap-filter(7). Throws `FilterError`. */
export function parseFilter(text: string, names: Names): Predicate {
  const parser = new FilterParser(tokenize(text), names);
  return parser.whole();
}

/** The names in a filter that may be hosts', to be looked up before. */
export function hostNames(text: string): string[] {
  return tokenize(text)
    .filter(
      ({ kind, text: word }) => kind === 'word' && /[A-Za-z]/.test(word) && !KEYWORDS.has(word) && !word.includes(':'),
    )
    .map(({ text: word }) => word);
}

const KEYWORDS = new Set([
  ...PROTOCOLS,
  ...DIRECTIONS,
  ...TYPES,
  'and',
  'or',
  'not',
  'len',
  'less',
  'greater',
  'broadcast',
  'multicast',
  'mask',
  'inbound',
  'outbound',
  'gateway',
  'vlan',
]);

export class FilterParser {
  readonly names: Names;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  /** Of the last primitive: a bare value after `or` has them, too. */
  #last: Qualifiers | null = null;

  constructor(tokens: readonly Token[], names: Names) {
    this.#tokens = tokens;
    this.names = names;
  }

  whole(): Predicate {
    if (this.peek().kind === 'end') return () => true;
    const predicate = this.#expression();
    if (this.peek().kind !== 'end') throw new FilterError(SYNTAX_ERROR);
    return predicate;
  }

  peek(offset = 0): Token {
    return this.#tokens[Math.min(this.#at + offset, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  take(...texts: readonly string[]): string | null {
    const { kind, text, escaped } = this.peek();
    if (kind === 'end' || escaped || !texts.includes(text)) return null;
    this.#at++;
    return text;
  }

  expect(text: string): void {
    if (!this.take(text)) throw new FilterError(SYNTAX_ERROR);
  }

  position(): number {
    return this.#at;
  }

  back(position: number): void {
    this.#at = position;
  }

  /** `and` and `or` bind alike, from left to right. */
  #expression(): Predicate {
    if (++this.#depth > DEPTH_MAX) throw new FilterError(SYNTAX_ERROR);
    let left = this.#term();
    for (let word = this.take('and', '&&', 'or', '||'); word; word = this.take('and', '&&', 'or', '||')) {
      const one = left;
      const other = this.#term();
      left =
        word === 'and' || word === '&&' ? (frame) => one(frame) && other(frame) : (frame) => one(frame) || other(frame);
    }
    this.#depth--;
    return left;
  }

  #term(): Predicate {
    if (this.take('not', '!')) {
      const inner = this.#term();
      return (frame) => !inner(frame);
    }
    if (isArithmetic(this)) return arithmeticTerm(this);
    if (this.take('(')) {
      const inner = this.#expression();
      this.expect(')');
      return inner;
    }
    const { predicate, qualifiers } = primitive(this, this.#last);
    this.#last = qualifiers;
    return predicate;
  }
}
