import { TemplateError } from './nodes.ts';

export interface Token {
  readonly kind:
    | 'text'
    | 'open'
    | 'close'
    | 'space'
    | 'field'
    | 'variable'
    | 'identifier'
    | 'string'
    | 'rawString'
    | 'character'
    | 'number'
    | 'dot'
    | 'symbol'
    | 'end';
  readonly text: string;
  readonly at: number;
}

/** text/template/parse/lex.go: text and actions as tokens. Trim markers have done their work. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trim = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? undefined : open);
    const textAt = at;
    if (trim) text = text.trimStart();
    const trimsBefore = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    if (trimsBefore) text = text.trimEnd();
    if (text) tokens.push({ kind: 'text', text, at: textAt });
    if (open < 0) break;
    const inside = open + 2 + (trimsBefore ? 2 : 0);
    if (source.startsWith('/*', inside)) ({ at, trim } = comment(source, inside));
    else ({ at, trim } = action(source, open, inside, tokens));
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

const fail = (source: string, at: number, why: string): never => {
  throw new TemplateError(`template: output:${lineOf(source, at)}: ${why}`);
};

export const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;

function comment(source: string, from: number): { at: number; trim: boolean } {
  const close = source.indexOf('*/', from + 2);
  if (close < 0) return fail(source, source.length, 'unclosed comment');
  const rest = /^(\s-)?\}\}/.exec(source.slice(close + 2, close + 6));
  if (!rest) return fail(source, close, 'comment ends before closing delimiter');
  return { at: close + 2 + rest[0].length, trim: rest[1] !== undefined };
}

/** Longest first; what each kind of token looks like inside an action. */
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /^[ \t\r\n]+/],
  ['string', /^"(?:[^"\\\n]|\\.)*"/],
  ['rawString', /^`[^`]*`/],
  ['character', /^'(?:[^'\\\n]|\\.)+'/],
  ['field', /^\.[\p{L}_][\p{L}\p{Nd}_]*/u],
  [
    'number',
    /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![\p{L}_])/u,
  ],
  ['dot', /^\./],
  ['variable', /^\$[\p{L}\p{Nd}_]*/u],
  ['identifier', /^[\p{L}_][\p{L}\p{Nd}_]*/u],
  ['symbol', /^(?::=|[!#-&(-/;-@[-^{-~])/],
];

function action(source: string, open: number, inside: number, tokens: Token[]): { at: number; trim: boolean } {
  tokens.push({ kind: 'open', text: '{{', at: open });
  let at = inside;
  let depth = 0;
  for (;;) {
    const rest = source.slice(at, at + 4096);
    const close = /^(\s-)?\}\}/.exec(rest);
    if (close) {
      if (depth > 0) fail(source, at, 'unclosed left paren');
      tokens.push({ kind: 'close', text: '}}', at });
      return { at: at + close[0].length, trim: close[1] !== undefined };
    }
    if (rest === '') return fail(source, at, 'unclosed action');
    const token = tokenAt(source, at, rest);
    if (token.text === '(') depth++;
    if (token.text === ')' && --depth < 0) fail(source, at, 'unexpected right paren');
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(source: string, at: number, rest: string): Token {
  // A trim marker's blank belongs to the close.
  for (const [kind, pattern] of PATTERNS) {
    const text = pattern.exec(rest)?.[0];
    if (text === undefined) continue;
    if (kind === 'space' && rest.slice(text.length).startsWith('-}}'))
      return { kind, text: text.slice(0, -1) || text, at };
    return { kind, text, at };
  }
  if (rest[0] === '"') return fail(source, at, 'unterminated quoted string');
  if (rest[0] === '`') return fail(source, at, 'unterminated raw quoted string');
  if (rest[0] === "'") return fail(source, at, 'unterminated character constant');
  const number = /^[-+]?[0-9.][\p{L}\p{Nd}_.]*/u.exec(rest);
  if (number) return fail(source, at, `bad number syntax: "${number[0]}"`);
  if (rest[0] === ':') return fail(source, at, 'expected :=');
  const code = rest.codePointAt(0)!;
  const shown = `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
  return fail(source, at, `unrecognized character in action: ${shown}`);
}
