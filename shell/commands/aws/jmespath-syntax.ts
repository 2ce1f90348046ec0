/** What a JMESPath expression is read into (jmespath.org/specification.html). */
export type Query =
  | { readonly kind: 'current' }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'slice'; readonly start: number | null; readonly stop: number | null; readonly step: number }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'chain'; readonly left: Query; readonly right: Query }
  /** `left[*].right`: what follows is asked of each item. */
  | { readonly kind: 'project'; readonly over: 'list' | 'values' | 'flat'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'filter'; readonly left: Query; readonly condition: Query; readonly right: Query }
  | { readonly kind: 'list'; readonly items: readonly Query[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [name: string, value: Query])[] }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Query; readonly right: Query }
  | { readonly kind: 'or' | 'and'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'not'; readonly operand: Query }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Query[] }
  /** `&name`: an expression that is handed to a function. */
  | { readonly kind: 'reference'; readonly operand: Query };

export class QueryError extends Error {}

export interface Token {
  readonly kind: 'name' | 'number' | 'literal' | 'symbol' | 'end';
  readonly text: string;
  readonly value?: unknown;
  readonly at: number;
}

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"\\]|\\.)*)"|(-?\d+)|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`|(\[\?|\[\]|\|\||&&|[=!<>]=|[.*@&|()[\]{},:<>!]))/y;
const LONGEST = 4_096;

export function tokenize(text: string): Token[] {
  if (text.length > LONGEST) throw new QueryError(`Bad value for --query: more than ${LONGEST} characters`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new QueryError(unexpected(text, text.slice(at).trim()[0] ?? '', at));
    const [whole, name, quoted, number, raw, json, symbol] = match;
    at += whole.length;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else if (quoted !== undefined) tokens.push({ kind: 'name', text: unquoted(`"${quoted}"`, text), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (raw !== undefined) tokens.push({ kind: 'literal', text: raw, value: raw.replaceAll("\\'", "'"), at });
    else if (json !== undefined) tokens.push({ kind: 'literal', text: json, value: jsonLiteral(json), at });
    else tokens.push({ kind: 'symbol', text: symbol ?? '', at });
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function unquoted(quoted: string, text: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new QueryError(unexpected(text, quoted, 0));
  }
}

/** What is no JSON counts as a string, as it did in JMESPath's first versions. */
function jsonLiteral(text: string): unknown {
  const plain = text.replaceAll('\\`', '`').trim();
  try {
    return JSON.parse(plain);
  } catch {
    return plain;
  }
}

export function unexpected(text: string, token: string, at: number): string {
  const where = `Parse error at column ${at}, token "${token}"`;
  return `Bad value for --query ${text}: invalid token: ${where}, for expression:\n"${text}"\n ${' '.repeat(at)}^`;
}
