import { parseBracket } from './bracket.ts';
import { SPACES, WORD } from './character-classes.ts';
import {
  type Assertion,
  character,
  EVERYTHING,
  ExpressionError,
  type ExpressionNode,
  type ParsedExpression,
  sequenceOf,
} from './syntax.ts';

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '<': 'word-start',
  '>': 'word-end',
  b: 'boundary',
  B: 'no-boundary',
  '`': 'text-start',
  "'": 'text-end',
};
/** RE_DUP_MAX of glibc. */
const MOST_REPEATS = 32_767;

export interface PosixSyntax {
  /** ERE instead of BRE. */
  readonly extended: boolean;
  /** `\n`, `\t` … are characters, in brackets too (sed). */
  readonly escapes?: boolean;
  /** A `)` alone is a character, and so is `{` that begins no interval. */
  readonly lenient?: boolean;
}

/** Parses a basic or extended regular expression with GNU's additions (regex(7)). Throws `ExpressionError`. */
export function parsePosix(source: string, syntax: PosixSyntax): ParsedExpression {
  const parser = new PosixParser(source, syntax);
  const root = parser.parse();
  return { root, groups: parser.groups, warnings: parser.warnings };
}

class PosixParser {
  readonly #source: string;
  readonly #syntax: PosixSyntax;
  readonly warnings: string[] = [];
  groups = 0;
  readonly #closed = new Set<number>();
  #at = 0;
  #depth = 0;

  constructor(source: string, syntax: PosixSyntax) {
    this.#source = source;
    this.#syntax = syntax;
  }

  parse(): ExpressionNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new ExpressionError('Unmatched ) or \\)');
    return node;
  }

  /** Whether the operator stands here: bare in ERE, after a backslash in BRE. */
  #operator(sign: string): boolean {
    return this.#source.startsWith(this.#syntax.extended ? sign : `\\${sign}`, this.#at);
  }

  #take(sign: string): boolean {
    if (!this.#operator(sign)) return false;
    this.#at += this.#syntax.extended ? 1 : 2;
    return true;
  }

  #choice(): ExpressionNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #endsSequence(): boolean {
    if (this.#at >= this.#source.length || this.#operator('|')) return true;
    const isCharacter = this.#syntax.extended && this.#syntax.lenient && this.#depth === 0;
    return this.#operator(')') && !isCharacter;
  }

  #sequence(): ExpressionNode {
    const parts: ExpressionNode[] = [];
    let fresh = true;
    while (!this.#endsSequence()) {
      const atom = this.#atom(fresh);
      parts.push(this.#repeated(atom, fresh));
      fresh = atom.kind === 'assert' && atom.what === 'line-start' && parts.length === 1;
    }
    return sequenceOf(parts);
  }

  #atom(fresh: boolean): ExpressionNode {
    const { extended } = this.#syntax;
    if (this.#take('(')) return this.#group();
    const code = this.#source.codePointAt(this.#at)!;
    const sign = String.fromCodePoint(code);
    this.#at += sign.length;
    if (sign === '\\') return this.#escape();
    if (sign === '.') return { kind: 'set', ranges: EVERYTHING, negated: false };
    if (sign === '[') {
      const { node, next } = parseBracket(this.#source, this.#at, this.#syntax.escapes);
      this.#at = next;
      return node;
    }
    if (sign === '^' && (extended || fresh)) return { kind: 'assert', what: 'line-start' };
    if (sign === '$' && (extended || this.#endsSequence())) return { kind: 'assert', what: 'line-end' };
    if (extended && fresh && (sign === '*' || sign === '+' || sign === '?')) {
      if (!this.#syntax.lenient) throw new ExpressionError('Invalid preceding regular expression');
      this.warnings.push(`${sign} at start of expression`);
      return { kind: 'sequence', parts: [] };
    }
    const bounds = extended && fresh && sign === '{' ? this.#bounds(this.#at) : null;
    if (bounds) {
      if (!this.#syntax.lenient) throw new ExpressionError('Invalid preceding regular expression');
      this.warnings.push('{...} at start of expression');
      this.#at = bounds.next;
      return { kind: 'sequence', parts: [] };
    }
    return character(code);
  }

  #group(): ExpressionNode {
    const index = ++this.groups;
    this.#depth++;
    const body = this.#choice();
    this.#depth--;
    if (!this.#take(')')) throw new ExpressionError('Unmatched ( or \\(');
    this.#closed.add(index);
    return { kind: 'group', index, body };
  }

  /** `\xHH`, `\oNNN`, `\dNNN` (sed); a character, never an operator. */
  #numbered(): ExpressionNode | null {
    const found = this.#syntax.escapes
      ? /^(?:x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d([0-9]{1,3}))/.exec(this.#source.slice(this.#at))
      : null;
    if (!found) return null;
    this.#at += found[0].length;
    const code = Number.parseInt(found[1] ?? found[2] ?? found[3]!, found[1] ? 16 : found[2] ? 8 : 10) & 255;
    return character(code < 128 ? code : 0xdc00 + code);
  }

  #escape(): ExpressionNode {
    const numbered = this.#numbered();
    if (numbered) return numbered;
    const code = this.#source.codePointAt(this.#at);
    if (code === undefined) throw new ExpressionError('Trailing backslash');
    const sign = String.fromCodePoint(code);
    this.#at += sign.length;
    if (/[1-9]/.test(sign)) {
      if (!this.#closed.has(Number(sign))) throw new ExpressionError('Invalid back reference');
      return { kind: 'reference', index: Number(sign) };
    }
    if (sign === 'w' || sign === 'W') return { kind: 'set', ranges: WORD, negated: sign === 'W' };
    if (sign === 's' || sign === 'S') return { kind: 'set', ranges: SPACES, negated: sign === 'S' };
    const what = ASSERTIONS[sign];
    if (what) return { kind: 'assert', what };
    const known = this.#syntax.escapes ? { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 }[sign] : undefined;
    if (known !== undefined) return character(known);
    return character(code);
  }

  #repeated(atom: ExpressionNode, fresh: boolean): ExpressionNode {
    const { extended } = this.#syntax;
    let node = atom;
    for (;;) {
      const bounds = this.#quantifier(extended, fresh && node === atom, atom);
      if (!bounds) return node;
      if (node !== atom && !extended && !this.#syntax.lenient)
        throw new ExpressionError('Invalid preceding regular expression');
      node = { kind: 'repeat', body: node, minimum: bounds[0], maximum: bounds[1], mode: 'greedy' };
    }
  }

  #quantifier(extended: boolean, fresh: boolean, atom: ExpressionNode): [number, number] | null {
    const isAnchor = atom.kind === 'assert' && atom.what === 'line-start';
    if (!extended && isAnchor && fresh) return null;
    if (this.#source[this.#at] === '*') {
      this.#at++;
      return [0, Number.POSITIVE_INFINITY];
    }
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (!this.#operator('{')) return null;
    return this.#interval(extended);
  }

  #interval(extended: boolean): [number, number] | null {
    const start = this.#at + (extended ? 1 : 2);
    const found = this.#bounds(start);
    if (!found) {
      if (extended && this.#syntax.lenient) return null;
      const closes = this.#source.indexOf(extended ? '}' : '\\}', start) >= 0;
      throw new ExpressionError(closes ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    const { minimum, maximum, next } = found;
    if (minimum > maximum) throw new ExpressionError('Invalid content of \\{\\}');
    if (minimum > MOST_REPEATS || (Number.isFinite(maximum) && maximum > MOST_REPEATS)) {
      throw new ExpressionError('Regular expression too big');
    }
    this.#at = next;
    return [minimum, maximum];
  }

  #bounds(at: number): { minimum: number; maximum: number; next: number } | null {
    const close = this.#syntax.extended ? '}' : '\\}';
    const end = this.#source.indexOf(close, at);
    const found = end < 0 ? null : /^(\d*)(?:(,)(\d*))?$/.exec(this.#source.slice(at, end));
    if (!found || (found[1] === '' && found[2] === undefined)) return null;
    const minimum = Number(found[1] || 0);
    const maximum = found[2] === undefined ? minimum : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY;
    return { minimum, maximum, next: end + close.length };
  }
}
