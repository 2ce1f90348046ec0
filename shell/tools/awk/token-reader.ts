import type { AwkSyntaxError } from './failure.ts';
import type { Lexer, Token, TokenKind } from './lexer.ts';
import type { Expression } from './syntax.ts';

const DEEPEST = 200;

/** The parser's hold on the tokens: one ahead. */
export class TokenReader {
  readonly lexer: Lexer;
  token: Token;
  /** After `print`, `>` begins a redirection. */
  inPrint = false;
  #depth = 0;

  /** What operands in brackets are parsed with. */
  readonly parseExpression: (reader: TokenReader) => Expression;

  constructor(lexer: Lexer, parseExpression: (reader: TokenReader) => Expression) {
    this.lexer = lexer;
    this.parseExpression = parseExpression;
    this.token = lexer.next();
  }

  is(kind: TokenKind, text?: string): boolean {
    return this.token.kind === kind && (text === undefined || this.token.text === text);
  }

  isMark(text: string): boolean {
    return this.is('mark', text);
  }

  take(): Token {
    const { token } = this;
    this.token = this.lexer.next();
    return token;
  }

  takeMark(text: string): boolean {
    if (!this.isMark(text)) return false;
    this.take();
    return true;
  }

  expectMark(text: string): Token {
    if (!this.isMark(text)) throw this.unexpected();
    return this.take();
  }

  /** Reads the current token again, as the regular expression that its slash begins. */
  takeRegex(): Token {
    const regex = this.lexer.regex(this.token.at);
    this.token = this.lexer.next();
    return regex;
  }

  skipNewlines(): void {
    while (this.is('newline')) this.take();
  }

  skipTerminators(): void {
    while (this.is('newline') || this.isMark(';')) this.take();
  }

  unexpected(): AwkSyntaxError {
    const atEnd = this.is('newline') || this.is('end');
    return this.lexer.error(this.token, atEnd ? 'unexpected newline or end of string' : 'syntax error');
  }

  /** Runs a part that stands in brackets, where `>` compares. */
  enclosed<T>(parse: () => T): T {
    const before = this.inPrint;
    this.inPrint = false;
    const result = parse();
    this.inPrint = before;
    return result;
  }

  /** Runs a part that may contain itself. */
  nested<T>(parse: () => T): T {
    if (++this.#depth > DEEPEST) throw this.lexer.error(this.token, 'memory exhausted');
    const result = parse();
    this.#depth--;
    return result;
  }
}
