import { RE2JS, RE2JSException } from 're2js';
import { VimError } from './vim.ts';

const CLASSES: Readonly<Record<string, string>> = {
  s: '[ \\t]',
  S: '[^ \\t]',
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  a: '[A-Za-z]',
  A: '[^A-Za-z]',
  l: '[a-z]',
  L: '[^a-z]',
  u: '[A-Z]',
  U: '[^A-Z]',
  x: '[0-9A-Fa-f]',
  X: '[^0-9A-Fa-f]',
  h: '[A-Za-z_]',
  H: '[^A-Za-z_]',
  o: '[0-7]',
  O: '[^0-7]',
  i: '[0-9A-Za-z_]',
  k: '[0-9A-Za-z_]',
  p: '[^\\x00-\\x1f\\x7f]',
  f: '[0-9A-Za-z/._+,#$%~=-]',
  n: '\\n',
  t: '\\t',
  r: '\\r',
  e: '\\x1b',
};

/** A search expression; `matchStart` is the group that `\zs` … `\ze` make of it. */
export interface VimPattern {
  readonly expression: RE2JS;
  readonly matchGroup: number;
}

interface PatternOptions {
  readonly ignorecase: boolean;
  readonly smartcase: boolean;
}

/** Compiles vim's regular expressions (pattern.txt: magic, `\v`, `\m`, `\M`, `\V`) for the linear-time engine. */
export function compilePattern(source: string, options: PatternOptions): VimPattern {
  const translator = new PatternTranslator(source);
  const body = translator.translate();
  const ignores =
    translator.ignoresCase ?? (options.ignorecase && !(options.smartcase && /[A-Z]/.test(source.replace(/\\./g, ''))));
  const flags = RE2JS.MULTILINE | (ignores ? RE2JS.CASE_INSENSITIVE : 0);
  try {
    return { expression: RE2JS.compile(body, flags), matchGroup: translator.matchGroup };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new VimError(`E486: Pattern not found: ${source}`);
  }
}

class PatternTranslator {
  readonly #source: string;
  #at = 0;
  #veryMagic = false;
  #magic = true;
  #out = '';
  #groups = 0;
  #open: number[] = [];
  #startOfBranch = true;
  ignoresCase: boolean | undefined;
  matchGroup = 0;

  constructor(source: string) {
    this.#source = source;
  }

  translate(): string {
    while (this.#at < this.#source.length) this.#item();
    if (this.matchGroup > 0 && !this.#closed) this.#out += ')';
    if (this.#open.length > 0) throw new VimError(this.#veryMagic ? 'E54: Unmatched (' : 'E54: Unmatched \\(');
    return this.#out;
  }

  #closed = false;

  #item(): void {
    const character = this.#take();
    if (character === '\\') {
      const escaped = this.#take();
      if (escaped === '') return this.#literal('\\');
      this.#escaped(escaped);
    } else if (this.#veryMagic && /[(){}|+?=<>@&%]/.test(character)) this.#operator(character);
    else if (character === '^' && (this.#startOfBranch || this.#veryMagic)) this.#out += '^';
    else if (character === '$' && this.#endsBranch()) this.#out += '$';
    else if (this.#magic && character === '*' && !this.#startOfBranch) this.#emit('*');
    else if (this.#magic && character === '.') this.#emit('.');
    else if (this.#magic && character === '[') this.#bracket();
    else if (this.#magic && character === '~') this.#literal('~');
    else this.#literal(character);
  }

  #take(): string {
    const character = this.#source.slice(this.#at, this.#at + 1);
    this.#at++;
    return character;
  }

  #emit(text: string): void {
    this.#out += text;
    this.#startOfBranch = false;
  }

  #literal(character: string): void {
    this.#emit(character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'));
  }

  #endsBranch(): boolean {
    const rest = this.#source.slice(this.#at);
    return rest === '' || /^\\?[|)]|^\\&|^\\n|^\\ze/.test(rest);
  }

  #escaped(character: string): void {
    if (this.#veryMagic && /[(){}|+?=<>@&%*.[~^$]/.test(character)) return this.#literal(character);
    if (/[(){|+?=<>@%&]/.test(character)) return this.#operator(character);
    if (!this.#magic && character === '.') return this.#emit('.');
    if (!this.#magic && character === '*') return this.#emit('*');
    if (!this.#magic && character === '[') return this.#bracket();
    if (character === 'z') return this.#matchEdge();
    if (character === 'c') this.ignoresCase = true;
    else if (character === 'C') this.ignoresCase = false;
    else if (character === 'v') this.#setMagic(true, true);
    else if (character === 'm') this.#setMagic(false, true);
    else if (character === 'M' || character === 'V') this.#setMagic(false, false);
    else if (character === '_') this.#withNewline();
    else if (/[1-9]/.test(character)) throw new VimError('E65: Illegal back reference');
    else if (CLASSES[character]) this.#emit(CLASSES[character]);
    else this.#literal(character);
  }

  #setMagic(veryMagic: boolean, magic: boolean): void {
    this.#veryMagic = veryMagic;
    this.#magic = magic;
  }

  #withNewline(): void {
    const character = this.#take();
    if (character === '.') this.#emit('(?s:.)');
    else if (CLASSES[character]) this.#emit(`(?:${CLASSES[character]}|\\n)`);
  }

  #matchEdge(): void {
    const which = this.#take();
    if (which === 's') {
      this.matchGroup = ++this.#groups;
      this.#out += '(';
    } else if (which === 'e') {
      if (this.matchGroup === 0) {
        this.#out = `(${this.#out}`;
        this.matchGroup = 1;
        this.#groups++;
      }
      this.#out += ')';
      this.#closed = true;
    }
  }

  #operator(character: string): void {
    if (character === '(') {
      this.#groups++;
      this.#open.push(this.#groups);
      this.#out += '(';
      this.#startOfBranch = true;
    } else if (character === ')') {
      if (this.#open.pop() === undefined)
        throw new VimError(this.#veryMagic ? 'E55: Unmatched )' : 'E55: Unmatched \\)');
      this.#emit(')');
    } else if (character === '|') {
      this.#out += '|';
      this.#startOfBranch = true;
    } else if (character === '+') this.#emit('+');
    else if (character === '?' || character === '=') this.#emit('?');
    else if (character === '<' || character === '>') this.#emit('\\b');
    else if (character === '{') this.#interval();
    else if (character === '%') this.#percent();
    else this.#literal(character);
  }

  #percent(): void {
    if (this.#source[this.#at] === '(') {
      this.#at++;
      this.#open.push(0);
      this.#out += '(?:';
      this.#startOfBranch = true;
    } else this.#literal('%');
  }

  #interval(): void {
    const [whole, lazy, low = '', rest = ''] = /^(-?)(\d*)(,\d*)?\\?\}/.exec(this.#source.slice(this.#at)) ?? [];
    if (whole === undefined) throw new VimError('E554: Syntax error in \\{...}');
    this.#at += whole.length;
    const bounds = low === '' && rest.length <= 1 ? '*' : `{${low || '0'}${rest}}`;
    this.#emit(bounds + (lazy ? '?' : ''));
  }

  #bracket(): void {
    const rest = this.#source.slice(this.#at);
    const found = /^\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/.exec(rest);
    if (!found) return this.#literal('[');
    this.#at += found[0].length;
    const negated = rest.startsWith('^') ? '^' : '';
    const inside = found[0].slice(negated.length, -1).replace(/\[:\w+:\]|\\[etrn\]^\\-]|[\\[\]^&~]/g, (piece) => {
      if (piece.startsWith('[:')) return piece;
      if (piece === '\\e') return '\\x1b';
      return /^\\/.test(piece) && piece.length > 1 ? piece : `\\${piece}`;
    });
    this.#emit(`[${negated}${inside}]`);
  }
}
