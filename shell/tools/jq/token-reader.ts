import { JqSyntaxError } from './failure.ts';
import { type Token, type TokenKind, tokensOf } from './lexer.ts';
import type { Filter } from './syntax.ts';

const DEEPEST = 300;
const NAMES: Readonly<Record<TokenKind, string>> = {
  identifier: 'IDENT',
  field: 'FIELD',
  number: 'LITERAL',
  string: 'QQSTRING_START',
  format: 'FORMAT',
  keyword: '',
  mark: '',
  end: '$end',
};

/** What terms are parsed with that hold whole filters. */
export interface Grammar {
  pipe(reader: TokenReader): Filter;
  expression(reader: TokenReader): Filter;
  filter(source: string): Filter;
}

/** The parser's hold on the tokens. */
export class TokenReader {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  readonly grammar: Grammar;

  constructor(source: string, grammar: Grammar) {
    this.source = source;
    this.grammar = grammar;
    this.#tokens = tokensOf(source);
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  get following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)]!;
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  isMark(text: string): boolean {
    return this.token.kind === 'mark' && this.token.text === text;
  }

  isKeyword(text: string): boolean {
    return this.token.kind === 'keyword' && this.token.text === text;
  }

  takeMark(text: string): boolean {
    if (!this.isMark(text)) return false;
    this.take();
    return true;
  }

  takeKeyword(text: string): boolean {
    if (!this.isKeyword(text)) return false;
    this.take();
    return true;
  }

  expectMark(text: string): void {
    if (!this.takeMark(text)) throw this.unexpected();
  }

  expectKeyword(text: string): void {
    if (!this.takeKeyword(text)) throw this.unexpected();
  }

  unexpected(expecting = ''): JqSyntaxError {
    const { kind, text, at } = this.token;
    const isUnmatched = kind === 'mark' && /^[)}\]]$/.test(text) && expecting !== '';
    if (isUnmatched)
      return new JqSyntaxError(`syntax error, unexpected INVALID_CHARACTER${expecting}`, this.source, at);
    const name = NAMES[kind] || (kind === 'keyword' || text.length > 1 ? text : `'${text}'`);
    return new JqSyntaxError(`syntax error, unexpected ${name}${expecting}`, this.source, at);
  }

  nested<T>(parse: () => T): T {
    if (++this.#depth > DEEPEST) throw new JqSyntaxError('memory exhausted', this.source, this.token.at);
    const result = parse();
    this.#depth--;
    return result;
  }
}
