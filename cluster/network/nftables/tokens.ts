import { NftError, type Span } from './nft-error.ts';

export type TokenKind = 'string' | 'quoted' | 'number' | 'address' | 'address6' | 'mac' | 'symbol' | 'newline' | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  readonly text: string;
}

/** The largest text that is read at once. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/** nft's scanner.l, as far as the grammar here needs it. */
const PATTERN = new RegExp(
  [
    '(?<skip>[ \\t\\r]+|\\\\\\n|#[^\\n]*)',
    '(?<newline>\\n)',
    '"(?<quoted>[^"\\n]*)"',
    '(?<mac>(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}(?![0-9a-fA-F:]))',
    '(?<address6>(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:\\.\\d+){0,3})',
    '(?<address>\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})',
    '(?<number>0x[0-9a-fA-F]+|\\d+(?![\\w.]))',
    '(?<unit>[km]?bytes(?=/))',
    '(?<string>(?:[A-Za-z_]|\\.(?=\\w))[\\w./\\\\-]*\\*?|\\d+[A-Za-z]\\w*)',
    '(?<other>\\d+)',
    '(?<symbol>==|!=|<=|>=|<<|>>|[{}(),;:/=<>&|^!@$*.+-])',
  ].join('|'),
  'y',
);

export function readTokens(text: string): Token[] {
  if (text.length > TEXT_LIMIT) throw new NftError('Could not read the input: too large');
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(text)?.groups;
    const end = groups ? PATTERN.lastIndex : at + 1;
    if (!groups) throw new NftError('syntax error, unexpected junk', { start: at, end });
    const span = { start: at, end };
    at = end;
    if (groups['skip'] !== undefined) continue;
    const kind = (['newline', 'quoted', 'mac', 'address6', 'address', 'number', 'string', 'symbol'] as const).find(
      (name) => groups[name] !== undefined,
    );
    if (groups['unit'] !== undefined) tokens.push({ ...span, kind: 'string', text: groups['unit'] });
    else if (kind) tokens.push({ ...span, kind, text: groups[kind]! });
    else tokens.push({ ...span, kind: 'number', text: groups['other']! });
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length + 1 });
  return tokens;
}

const SYMBOL_NAMES: Readonly<Record<string, string>> = {
  ':': 'colon',
  ';': 'semicolon',
  ',': 'comma',
  '.': '.',
  '{': "'{'",
  '}': "'}'",
  '(': "'('",
  ')': "')'",
  '/': '/',
  '-': '-',
  '*': '*',
  '@': '@',
  $: "'$'",
};

/** What bison calls a token in `syntax error, unexpected …`. */
function nameOfToken({ kind, text }: Token, keywords: ReadonlySet<string>): string {
  if (kind === 'newline' || kind === 'end') return 'newline';
  if (kind === 'quoted') return 'quoted string';
  if (kind === 'number') return 'number';
  if (kind === 'symbol') return SYMBOL_NAMES[text] ?? text;
  return kind === 'string' && keywords.has(text) ? text : 'string';
}

/** Words that the grammar knows; anything else is a `string`. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `accept add and at burst bytes chain chains comment constant continue counter create ct daddr define delete destroy dnat dport
  drop dynamic elements element expires export fib flags flush fully-random goto handle hook icmp icmpx inc index inet insert
  interval ip ip6 jhash jump level limit list log map maps mark masquerade meta mod monitor netdev notrack numgen or over packets
  persistent policy position prefix priority queue quota random rate redirect reject rename replace reset return rule ruleset
  saddr set sets size snat sport table tables tcp th timeout to type typeof udp until update vmap with xor arp bridge`.split(
    /\s+/,
  ),
);

/** A text's tokens, read from left to right. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** `ahead` 1 is the one after the next. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (this.#at < this.#tokens.length - 1) this.#at++;
    return token;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && (token.kind === 'string' || token.kind === 'symbol');
  }

  /** Takes the next token if it is `text`. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.next();
    return true;
  }

  require(text: string, expected?: string): Token {
    if (!this.is(text)) this.fail(expected);
    return this.next();
  }

  /** A name of a table, a chain, a set. */
  name(): Token {
    const token = this.peek();
    if (token.kind !== 'string' && token.kind !== 'quoted') this.fail('string');
    return this.next();
  }

  number(max = Number.MAX_SAFE_INTEGER): number {
    const token = this.peek();
    if (token.kind !== 'number' || Number(token.text) > max) this.fail();
    return Number(this.next().text);
  }

  /** The place to come back to with `seek`. */
  get position(): number {
    return this.#at;
  }

  seek(position: number): void {
    this.#at = position;
  }

  /** To the end of a statement, over blocks in it. */
  skipStatement(): void {
    let depth = 0;
    while (this.peek().kind !== 'end' && (depth > 0 || !this.atEnd())) {
      if (this.is('{')) depth++;
      else if (this.is('}')) depth--;
      this.next();
    }
  }

  skipSeparators(): void {
    while (this.peek().kind === 'newline' || this.is(';')) this.next();
  }

  skipNewlines(): void {
    while (this.peek().kind === 'newline') this.next();
  }

  /** The end of a statement: a line's end, a semicolon, the end of a block or of the text. */
  atEnd(): boolean {
    const { kind } = this.peek();
    return kind === 'newline' || kind === 'end' || this.is(';') || this.is('}');
  }

  /** Where the last token that was taken ends. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  fail(expected?: string): never {
    const token = this.peek();
    const wanted = expected === undefined ? '' : `, expecting ${expected}`;
    throw new NftError(`syntax error, unexpected ${nameOfToken(token, KEYWORDS)}${wanted}`, {
      start: token.start,
      end: token.kind === 'newline' ? token.start + 1 : token.end,
    });
  }
}
