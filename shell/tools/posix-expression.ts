import { RE2JS, RE2JSException } from 're2js';

export interface PosixOptions {
  /** ERE (`-E`) instead of BRE. */
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
  /** `^` and `$` match at every line of the text. */
  readonly multiline?: boolean;
}

/** The expression is not valid; the message is regcomp(3)'s. */
export class ExpressionError extends Error {}

/**
 * A POSIX regular expression with GNU's additions (regex(7)) for the linear-time engine: leftmost-longest, `.` matches
 * a newline. Back-references inside the expression cannot be matched in linear time and are refused.
 */
export function compilePosix(source: string, options: PosixOptions): RE2JS {
  let flags = RE2JS.LONGEST_MATCH | RE2JS.DOTALL;
  if (options.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE;
  if (options.multiline) flags |= RE2JS.MULTILINE;
  const translated = new Translator(source, options.extended).translate();
  try {
    return RE2JS.compile(translated, flags);
  } catch (error) {
    if (error instanceof RE2JSException) throw new ExpressionError('Invalid preceding regular expression');
    throw error;
  }
}

const CHARACTERS: Readonly<Record<string, string>> = { n: '\\n', t: '\\t', r: '\\r', f: '\\f', v: '\\v', a: '\\x07' };
const ASSERTIONS: Readonly<Record<string, string>> = { '<': '\\b', '>': '\\b', '`': '\\A', "'": '\\z' };

class Translator {
  readonly #source: string;
  readonly #extended: boolean;
  #at = 0;
  #depth = 0;
  #out = '';
  /** At the beginning of a branch, where `*` is a character and (BRE) `^` an anchor. */
  #fresh = true;

  constructor(source: string, extended: boolean) {
    this.#source = source;
    this.#extended = extended;
  }

  translate(): string {
    while (this.#at < this.#source.length) this.#step(this.#source[this.#at++]!);
    if (this.#depth > 0) throw new ExpressionError('Unmatched ( or \\(');
    return this.#out;
  }

  #step(character: string): void {
    if (character === '\\') return this.#escape();
    if (character === '[') return this.#emit(this.#bracket());
    if (character === '*') return this.#fresh ? this.#emit('\\*') : this.#emit('*');
    if (character === '^') return this.#caret();
    if (character === '$') return this.#emit(this.#extended || this.#endsBranch() ? '$' : '\\$');
    if (character === '.') return this.#emit('.');
    if ('+?(){}|'.includes(character)) {
      return this.#extended ? this.#operator(character) : this.#emit(`\\${character}`);
    }
    this.#emit(character === ']' ? '\\]' : character);
  }

  #emit(text: string): void {
    this.#out += text;
    this.#fresh = false;
  }

  #caret(): void {
    if (!this.#extended && !this.#fresh) return this.#emit('\\^');
    this.#out += '^';
  }

  #endsBranch(): boolean {
    const rest = this.#source.slice(this.#at);
    return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
  }

  #operator(character: string): void {
    if (character === '(') {
      this.#depth++;
      this.#out += '(';
      this.#fresh = true;
    } else if (character === ')') {
      if (this.#depth === 0) throw new ExpressionError('Unmatched ) or \\)');
      this.#depth--;
      this.#emit(')');
    } else if (character === '|') {
      this.#out += '|';
      this.#fresh = true;
    } else if (character === '{') this.#interval();
    else if (character === '}') this.#emit('\\}');
    else this.#emit(this.#fresh ? `\\${character}` : character);
  }

  #interval(): void {
    const close = this.#extended ? '}' : '\\}';
    const end = this.#source.indexOf(close, this.#at);
    const bounds = this.#source.slice(this.#at, end);
    if (this.#extended && (end < 0 || !/^\d*(,\d*)?$/.test(bounds))) return this.#emit('\\{');
    if (end < 0) throw new ExpressionError('Unmatched { or \\{');
    const [, low = '', rest = ''] = /^(\d*)(,\d*)?$/.exec(bounds) ?? [];
    if (low === '' && rest === '') throw new ExpressionError('Invalid content of \\{\\}');
    if (Number(low) > 1000 || Number(rest.slice(1)) > 1000) throw new ExpressionError('Regular expression too big');
    this.#at = end + close.length;
    this.#emit(`{${low || '0'}${rest}}`);
  }

  #escape(): void {
    const character = this.#source[this.#at++];
    if (character === undefined) throw new ExpressionError('Trailing backslash');
    if (/[1-9]/.test(character)) throw new ExpressionError('Invalid back reference');
    if (!this.#extended && '(){}|+?'.includes(character)) return this.#operator(character);
    if (/[wWsSbB]/.test(character)) return this.#emit(`\\${character}`);
    const known = CHARACTERS[character] ?? ASSERTIONS[character];
    if (known) return this.#emit(known);
    this.#emit(/[A-Za-z0-9_\s]/.test(character) ? character : `\\${character}`);
  }

  /** A bracket expression; the opening bracket is read already. */
  #bracket(): string {
    const rest = this.#source.slice(this.#at);
    const found = /^\^?\]?(?:\[:\w+:\]|\[\.[^\]]*\.\]|\[=[^\]]*=\]|[^\]])*\]/.exec(rest);
    if (!found) throw new ExpressionError('Unmatched [, [^, [:, [., or [=');
    this.#at += found[0].length;
    const negated = rest.startsWith('^') ? '^' : '';
    const inside = found[0].slice(negated.length, -1);
    const translated = inside.replace(
      /\[:\w+:\]|\[[.=](.)[.=]\]|\\[ntrfv]|[\\[\]^&~]/g,
      (piece, collated: string | undefined) => {
        if (collated !== undefined) return `\\${collated}`;
        return piece.length > 1 ? piece : `\\${piece}`;
      },
    );
    return `[${negated}${translated}]`;
  }
}
