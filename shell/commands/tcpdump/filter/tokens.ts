export interface Token {
  readonly kind: 'word' | 'number' | 'symbol' | 'end';
  readonly text: string;
  /** Written with a backslash before it, or in quotes: a name, never a keyword. */
  readonly escaped?: boolean;
}

/** What is wrong with a filter, in libpcap's words. */
export class FilterError extends Error {}

export const SYNTAX_ERROR = "can't parse filter expression: syntax error";
const LONGEST = 16_384;
const SYMBOLS = [
  '<<',
  '>>',
  '>=',
  '<=',
  '==',
  '!=',
  '&&',
  '||',
  '(',
  ')',
  '[',
  ']',
  ':',
  '<',
  '>',
  '=',
  '!',
  '&',
  '|',
  '^',
  '+',
  '*',
  '/',
  '%',
  '-',
];
/** Addresses, names and numbers. Inside brackets `-` and `:` are symbols, outside parts of words. */
const WORD = /\\?[A-Za-z0-9_.][A-Za-z0-9_.\-:/]*/y;
const PLAIN_WORD = /[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z][A-Za-z0-9_]*)*|0x[0-9A-Fa-f]+|[0-9]+/y;

/** pcap-filter(7). */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST) throw new FilterError(SYNTAX_ERROR);
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const pattern = depth > 0 ? PLAIN_WORD : WORD;
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) {
      tokens.push(wordToken(found));
      at += found.length;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (!symbol) throw new FilterError(SYNTAX_ERROR);
    if (symbol === '[') depth++;
    if (symbol === ']') depth--;
    tokens.push({ kind: 'symbol', text: symbol });
    at += symbol.length;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

function wordToken(found: string): Token {
  if (found.startsWith('\\')) return { kind: 'word', text: found.slice(1), escaped: true };
  if (/^(0x[0-9A-Fa-f]+|[0-9]+)$/.test(found)) return { kind: 'number', text: found };
  return { kind: 'word', text: found };
}
