import { JqSyntaxError } from './failure.ts';

export type TokenKind = 'identifier' | 'field' | 'number' | 'string' | 'format' | 'keyword' | 'mark' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A string's source between its quotes. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const KEYWORDS = new Set(
  'as import include module def if then else elif end and or reduce foreach try catch label __loc__'.split(' '),
);
const TOKEN =
  /(?<blank>(?:[ \t\r\n]|#[^\n]*)+)|(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?<field>\.[a-zA-Z_][a-zA-Z0-9_]*)|(?<identifier>(?:[a-zA-Z_][a-zA-Z0-9_]*::)*[a-zA-Z_][a-zA-Z0-9_]*)|(?<format>@[a-zA-Z0-9_]+)|(?<mark>\?\/\/=|\?\/\/|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.?=;,:|+\-*/%$<>()[\]{}])/y;
const MOST_TOKENS = 100_000;

export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; ) {
    if (source[at] === '"') {
      const end = stringEnd(source, at);
      tokens.push({ kind: 'string', text: source.slice(at + 1, end - 1), at, end });
      at = end;
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (!found) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER', source, at);
    const end = TOKEN.lastIndex;
    const [text] = found;
    const kind = kindOf(found.groups ?? {}, text);
    if (kind) tokens.push({ kind, text, at, end });
    if (tokens.length > MOST_TOKENS) throw new JqSyntaxError('program too large', source, at);
    at = end;
  }
  const blank = /\s+$/.exec(source);
  const last = blank ? blank.index : (tokens.at(-1)?.at ?? 0);
  return [...tokens, { kind: 'end', text: '', at: last, end: source.length }];
}

function kindOf(groups: Readonly<Record<string, string | undefined>>, text: string): TokenKind | null {
  if (groups['blank'] !== undefined) return null;
  if (groups['number'] !== undefined) return 'number';
  if (groups['field'] !== undefined) return 'field';
  if (groups['format'] !== undefined) return 'format';
  if (groups['mark'] !== undefined) return 'mark';
  return KEYWORDS.has(text) ? 'keyword' : 'identifier';
}

/** Behind the closing quote; interpolations may have strings of their own. */
function stringEnd(source: string, start: number): number {
  let at = start + 1;
  for (; at < source.length; at++) {
    if (source[at] === '"') return at + 1;
    if (source[at] !== '\\') continue;
    at++;
    if (source[at] === '(') at = interpolationEnd(source, at) - 1;
  }
  throw new JqSyntaxError(
    'syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END',
    source,
    start + 1,
  );
}

/** Behind the parenthesis that closes the one at `open`. */
export function interpolationEnd(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const character = source[at];
    if (character === '"') at = stringEnd(source, at) - 1;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  throw new JqSyntaxError('syntax error, unexpected $end', source, source.length);
}
