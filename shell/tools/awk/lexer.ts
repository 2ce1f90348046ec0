import { AwkSyntaxError } from './failure.ts';
import { readEscape } from './string-escapes.ts';

export type TokenKind =
  | 'number'
  | 'string'
  | 'regex'
  | 'name'
  | 'call'
  | 'builtin'
  | 'keyword'
  | 'mark'
  | 'newline'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly line: number;
}

const KEYWORDS = new Set(
  'BEGIN END BEGINFILE ENDFILE function func if else while for do in break continue next nextfile exit return delete getline print printf switch case default'.split(
    ' ',
  ),
);

export const BUILTINS: ReadonlySet<string> = new Set(
  (
    'length substr index split patsplit match sub gsub gensub sprintf tolower toupper sin cos atan2 exp log sqrt int ' +
    'rand srand system close fflush strftime systime mktime strtonum asort asorti and or xor lshift rshift compl ' +
    'isarray typeof'
  ).split(' '),
);

const MARKS = [
  '**=',
  '>>',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '!~',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '**',
  '|&',
];
const LONGEST_PROGRAM = 1024 * 1024;

/** Source text to tokens, one at a time: whether a slash begins a regular expression only the parser knows. */
export class Lexer {
  readonly source: string;
  /** Where the program comes from, as messages name it: `cmd. line`, or a file's name. */
  readonly origin: string;
  readonly warnings: string[] = [];
  #at = 0;
  #line = 1;

  constructor(source: string, origin: string) {
    this.source = source;
    this.origin = origin;
    if (source.length > LONGEST_PROGRAM) throw new AwkSyntaxError(['awk: fatal: program too large']);
  }

  next(): Token {
    this.#skipBlank();
    const { source } = this;
    const at = this.#at;
    const character = source[at];
    if (character === undefined) return this.#token('end', at, at);
    if (character === '\n') {
      const token = this.#token('newline', at, at + 1);
      this.#line++;
      return token;
    }
    if (character === '"') return this.#string(at);
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(source[at + 1] ?? ''))) return this.#number(at);
    if (/[A-Za-z_]/.test(character)) return this.#word(at);
    const mark = MARKS.find((candidate) => source.startsWith(candidate, at)) ?? character;
    if (!'{}()[];,+-*/%^!<>|?:~$=&@'.includes(mark[0]!)) {
      this.#fail(at, `${this.origin}:${this.#line}: error: invalid char '${mark}' in expression`);
    }
    return this.#token('mark', at, at + mark.length);
  }

  /** The regular expression that begins at the slash at `at`. */
  regex(at: number): Token {
    const { source } = this;
    let end = at + 1;
    let inBracket = false;
    for (; source[end] !== '/' || inBracket; end++) {
      const character = source[end];
      if (character === undefined || character === '\n') {
        const reason = character === undefined ? 'at end of file' : '';
        this.#fail(at, `unterminated regexp${reason ? ` ${reason}` : ''}`);
      }
      if (character === '\\') end++;
      else if (character === '[' && !inBracket) {
        inBracket = true;
        if (source[end + 1] === '^') end++;
        if (source[end + 1] === ']') end++;
      } else if (character === '[' && source[end + 1] === ':') {
        const close = source.indexOf(':]', end);
        if (close > 0) end = close + 1;
      } else if (character === ']') inBracket = false;
    }
    this.#at = end + 1;
    return { kind: 'regex', text: source.slice(at + 1, end).replaceAll('\\/', '/'), at, line: this.#line };
  }

  /** Ends reading with gawk's two lines: the source line, and what is wrong under its place. */
  #fail(at: number, reason: string): never {
    throw this.error({ kind: 'mark', text: '', at, line: this.#line }, reason);
  }

  error(token: Token, reason: string): AwkSyntaxError {
    const start = this.source.lastIndexOf('\n', token.at - 1) + 1;
    const stop = this.source.indexOf('\n', start);
    const line = this.source.slice(start, stop < 0 ? undefined : stop);
    const padding = line.slice(0, token.at - start).replace(/[^\t]/g, ' ');
    const place = `awk: ${this.origin}:${token.line}: `;
    return new AwkSyntaxError([place + line, `${place}${padding}^ ${reason}`]);
  }

  #token(kind: TokenKind, at: number, end: number, text = this.source.slice(at, end)): Token {
    this.#at = end;
    return { kind, text, at, line: this.#line };
  }

  #skipBlank(): void {
    for (;;) {
      const blank = /[ \t\r]*(?:#[^\n]*)?/y;
      blank.lastIndex = this.#at;
      this.#at += blank.exec(this.source)![0].length;
      const joined = /\\\r?\n/y;
      joined.lastIndex = this.#at;
      const found = joined.exec(this.source);
      if (!found) return;
      this.#at += found[0].length;
      this.#line++;
    }
  }

  #number(at: number): Token {
    const pattern = /0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
    pattern.lastIndex = at;
    const text = pattern.exec(this.source)![0];
    // A leading zero makes an integer octal, as in C.
    const isOctal = /^0[0-7]+$/.test(text);
    return this.#token('number', at, at + text.length, String(Number(isOctal ? `0o${text.slice(1)}` : text)));
  }

  #word(at: number): Token {
    const pattern = /[A-Za-z_][A-Za-z0-9_]*/y;
    pattern.lastIndex = at;
    const text = pattern.exec(this.source)![0];
    const end = at + text.length;
    if (KEYWORDS.has(text)) return this.#token('keyword', at, end);
    if (BUILTINS.has(text)) return this.#token('builtin', at, end);
    return this.#token(this.source[end] === '(' ? 'call' : 'name', at, end);
  }

  #string(at: number): Token {
    const { source } = this;
    let text = '';
    let end = at + 1;
    for (; source[end] !== '"'; ) {
      const character = source[end];
      if (character === undefined || character === '\n') this.#fail(at, 'unterminated string');
      if (character === '\\') {
        const read = readEscape(source, end);
        if (read.unknown !== undefined) {
          const shown = read.unknown;
          this.warnings.push(
            `awk: ${this.origin}:${this.#line}: warning: escape sequence \`\\${shown}' treated as plain \`${shown}'`,
          );
        }
        text += read.text;
        end = read.end;
        if (source[end - 1] === '\n') this.#line++;
      } else {
        text += character;
        end++;
      }
    }
    return this.#token('string', at, end + 1, text);
  }
}
