import { type Literal, UnsignedLiteral } from './ast.ts';
import { SyntaxIssue } from './source-error.ts';
import { readStringLiteral, STRING_START } from './string-literal.ts';

export interface Token {
  readonly type: 'identifier' | 'literal' | 'operator' | 'end';
  /** What is written; `<EOF>` at the end. */
  readonly text: string;
  readonly at: number;
  readonly value?: Literal;
}

const SPACE = /(?:[\t\n\f\r ]|\/\/[^\n]*)*/y;
const NUMBER = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|0[xX][0-9a-fA-F]+[uU]?|\d+[uU]?/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPED_IDENTIFIER = /`[A-Za-z0-9_.\-/ ]+`/y;
const OPERATOR = /&&|\|\||<=|>=|==|!=|\.\?|\[\?|[-+*/%<>!?:.,()[\]{}]/y;

const WORDS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/** Throws `SyntaxIssue`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = end(SPACE, source, 0);
  while (at < source.length) {
    const token = readToken(source, at, tokens.at(-1));
    tokens.push(token);
    at = end(SPACE, source, at + token.text.length);
  }
  tokens.push({ type: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

function end(pattern: RegExp, source: string, at: number): number {
  return at + (match(pattern, source, at)?.length ?? 0);
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function readToken(source: string, at: number, previous: Token | undefined): Token {
  if (match(STRING_START, source, at) !== undefined) {
    const { text, value } = readStringLiteral(source, at);
    return { type: 'literal', text, at, value };
  }
  // `a.0` is no number: after a dot only names stand.
  const number = previous?.text === '.' ? undefined : match(NUMBER, source, at);
  if (number !== undefined) return { type: 'literal', text: number, at, value: numberOf(number, at) };
  const word = match(IDENTIFIER, source, at);
  if (word !== undefined) {
    const value = WORDS[word];
    if (word === 'in') return { type: 'operator', text: word, at };
    return value !== undefined && Object.hasOwn(WORDS, word)
      ? { type: 'literal', text: word, at, value }
      : { type: 'identifier', text: word, at };
  }
  const escaped = match(ESCAPED_IDENTIFIER, source, at);
  if (escaped !== undefined) return { type: 'identifier', text: escaped, at };
  const operator = match(OPERATOR, source, at);
  if (operator !== undefined) return { type: 'operator', text: operator, at };
  throw new SyntaxIssue(at, `Syntax error: token recognition error at: '${source[at]}'`);
}

/** Without a sign: the parser puts `-` before a literal into it. */
function numberOf(text: string, at: number): Literal {
  if (/^0[xX]|^\d+[uU]?$/.test(text)) {
    const isUnsigned = /[uU]$/.test(text);
    const value = BigInt(text.replace(/[uU]$/, ''));
    if (isUnsigned) {
      if (value > MAX_UINT) throw new SyntaxIssue(at, 'invalid uint literal');
      return new UnsignedLiteral(value);
    }
    if (value > MAX_INT + 1n) throw new SyntaxIssue(at, 'invalid int literal');
    return value;
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new SyntaxIssue(at, 'invalid double literal');
  return value;
}
