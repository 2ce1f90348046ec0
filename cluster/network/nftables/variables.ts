import { NftError } from './nft-error.ts';
import type { Token } from './tokens.ts';

/** How many tokens a text may have once its variables stand in it. */
const TOKEN_LIMIT = 1_000_000;

/** `define NAME = VALUE`, and `$NAME` where it is used. Errors point to the use. */
export function expandVariables(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text, kind }) => kind === 'symbol' && text === '$') && !tokens.some(isDefine)) return tokens;
  const values = new Map<string, readonly Token[]>();
  const expanded: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    if (isDefine(token) && next && tokens[at + 2]?.text === '=') {
      const end = endOfValue(tokens, at + 3);
      values.set(next.text, expandWith(tokens.slice(at + 3, end), values));
      at = end - 1;
    } else if (token.kind === 'symbol' && token.text === '$' && next) {
      expanded.push(...tokensOf(next, { start: token.start, end: next.end }, values));
      at++;
    } else expanded.push(token);
    if (expanded.length > TOKEN_LIMIT) throw new NftError('Could not read the input: too large');
  }
  return expanded;
}

function isDefine({ kind, text }: Token): boolean {
  return kind === 'string' && (text === 'define' || text === 'redefine');
}

function expandWith(tokens: readonly Token[], values: ReadonlyMap<string, readonly Token[]>): Token[] {
  return tokens.flatMap((token, at) => {
    if (token.kind === 'symbol' && token.text === '$') {
      const name = tokens[at + 1];
      return name ? tokensOf(name, { start: token.start, end: name.end }, values) : [];
    }
    const isName = at > 0 && tokens[at - 1]!.kind === 'symbol' && tokens[at - 1]!.text === '$';
    return isName ? [] : [token];
  });
}

function tokensOf(
  name: Token,
  span: { start: number; end: number },
  values: ReadonlyMap<string, readonly Token[]>,
): Token[] {
  const value = values.get(name.text);
  if (!value) throw new NftError(`unknown identifier '${name.text}'`, span);
  return value.map((token) => ({ ...token, ...span }));
}

function endOfValue(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind === 'end' || (depth === 0 && (kind === 'newline' || (kind === 'symbol' && text === ';')))) return at;
    if (kind === 'symbol' && text === '{') depth++;
    if (kind === 'symbol' && text === '}') depth--;
  }
  return tokens.length;
}
