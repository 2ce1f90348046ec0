import { CHARACTER_CLASSES, complement, DIGITS, SPACES, WORD } from './character-classes.ts';
import {
  type Assertion,
  type CodeRange,
  character,
  ExpressionError,
  type ExpressionNode,
  type ParsedExpression,
  sequenceOf,
} from './syntax.ts';

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: 'boundary',
  B: 'no-boundary',
  A: 'text-start',
  z: 'text-end',
  Z: 'text-end-or-newline',
};
const NAMED: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, e: 27, a: 7 };
const HORIZONTAL: readonly CodeRange[] = [
  [9, 9],
  [32, 32],
  [0xa0, 0xa0],
];
const NOT_NEWLINE: readonly CodeRange[] = [[10, 10]];

const { alpha = [], upper = [], lower = [], digit = [], punct = [], space = [], alnum = [] } = CHARACTER_CLASSES;
const PROPERTIES: Readonly<Record<string, readonly CodeRange[]>> = {
  L: alpha,
  Lu: upper,
  Ll: lower,
  N: digit,
  Nd: digit,
  P: punct,
  S: punct,
  Z: space,
  Zs: space,
  Xan: alnum,
};

/** Parses Perl's dialect as PCRE2 reads it (pcre2pattern(3)). Throws `ExpressionError`. */
export function parsePerl(source: string): ParsedExpression {
  const parser = new PerlParser(source);
  const root = parser.parse();
  return { root, groups: parser.groups, names: parser.names, warnings: [] };
}

class PerlParser {
  readonly #source: string;
  readonly names = new Map<string, number>();
  groups = 0;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ExpressionNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new ExpressionError('unmatched closing parenthesis');
    return node;
  }

  #choice(): ExpressionNode {
    const options = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): ExpressionNode {
    const parts: ExpressionNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) parts.push(this.#quantified());
    return sequenceOf(parts);
  }

  #quantified(): ExpressionNode {
    let node = this.#atom();
    for (;;) {
      const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([+?]?)/.exec(this.#source.slice(this.#at));
      if (!found) return node;
      this.#at += found[0].length;
      const [, sign, low, comma, high, suffix] = found;
      const minimum = sign ? (sign === '+' ? 1 : 0) : Number(low);
      const maximum = sign
        ? sign === '?'
          ? 1
          : Number.POSITIVE_INFINITY
        : comma
          ? high
            ? Number(high)
            : Number.POSITIVE_INFINITY
          : minimum;
      if (maximum < minimum) throw new ExpressionError('numbers out of order in {} quantifier');
      const mode = suffix === '?' ? 'lazy' : suffix === '+' ? 'possessive' : 'greedy';
      node = { kind: 'repeat', body: node, minimum, maximum, mode };
    }
  }

  #atom(): ExpressionNode {
    const code = this.#source.codePointAt(this.#at)!;
    const sign = String.fromCodePoint(code);
    this.#at += sign.length;
    if (sign === '(') return this.#group();
    if (sign === '[') return this.#bracket();
    if (sign === '\\') return this.#escape();
    if (sign === '.') return { kind: 'set', ranges: NOT_NEWLINE, negated: true };
    if (sign === '^') return { kind: 'assert', what: 'line-start' };
    if (sign === '$') return { kind: 'assert', what: 'line-end' };
    if ('*+?'.includes(sign)) throw new ExpressionError('quantifier does not follow a repeatable item');
    return character(code);
  }

  #group(): ExpressionNode {
    const head = /^\?(?:(:)|(>)|(<?[=!])|P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'|#[^)]*|[imsxU]+(?=\)))/.exec(
      this.#source.slice(this.#at),
    );
    if (!head && this.#source[this.#at] === '?') {
      throw new ExpressionError('unrecognized character after (? or (?-');
    }
    this.#at += head?.[0].length ?? 0;
    // Letter case is for the whole expression (text-expression.ts).
    if (/^\?(?:#|[a-zA-Z]+$)/.test(head?.[0] ?? '') && this.#source[this.#at] === ')') {
      this.#at++;
      return { kind: 'sequence', parts: [] };
    }
    const captures = !head || head[4] !== undefined || head[5] !== undefined;
    const index = captures ? ++this.groups : null;
    const name = head?.[4] ?? head?.[5];
    if (name !== undefined && index !== null) this.names.set(name, index);
    const body = this.#choice();
    if (this.#source[this.#at++] !== ')') throw new ExpressionError('missing closing parenthesis');
    const look = head?.[3];
    if (look) return { kind: 'look', body, behind: look.startsWith('<'), negated: look.endsWith('!') };
    return { kind: 'group', index, body, ...(head?.[2] ? { atomic: true } : {}) };
  }

  #escape(): ExpressionNode {
    const sign = this.#source[this.#at++];
    if (sign === undefined) throw new ExpressionError('\\ at end of pattern');
    const set = classOf(sign) ?? this.#property(sign);
    if (set) return { kind: 'set', ranges: set, negated: false };
    const what = ASSERTIONS[sign];
    if (what) return { kind: 'assert', what };
    if (sign === 'K') return { kind: 'keep' };
    if (sign === 'Q') {
      const end = this.#source.indexOf('\\E', this.#at);
      const text = this.#source.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.#source.length : end + 2;
      return sequenceOf([...text].map((one) => character(one.codePointAt(0)!)));
    }
    if (sign === 'E') return { kind: 'sequence', parts: [] };
    const reference = /^(?:[1-9]\d?|k[<{']\w+[>}']|g\{?\d+\}?)/.exec(this.#source.slice(this.#at - 1));
    if (reference) return this.#reference(reference[0]);
    return character(this.#escapedCode(sign));
  }

  /** `\p{Lu}`, by the nearest class. */
  #property(sign: string): readonly CodeRange[] | undefined {
    if (sign !== 'p' && sign !== 'P') return undefined;
    const found = /^\{(\^?)(\w+)\}|^(\w)/.exec(this.#source.slice(this.#at));
    const ranges = PROPERTIES[found?.[2] ?? found?.[3] ?? ''];
    if (!found || !ranges) throw new ExpressionError('unknown property name after \\P or \\p');
    this.#at += found[0].length;
    return (sign === 'P') !== (found[1] === '^') ? complement(ranges) : ranges;
  }

  #reference(text: string): ExpressionNode {
    this.#at += text.length - 1;
    const name = /^k.(\w+)/.exec(text)?.[1];
    const index = name === undefined ? Number(text.replace(/\D/g, '')) : (this.names.get(name) ?? 0);
    if (index === 0) throw new ExpressionError('reference to non-existent subpattern');
    return { kind: 'reference', index };
  }

  #escapedCode(sign: string): number {
    const rest = this.#source.slice(this.#at);
    if (sign === 'x') {
      const found = /^(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{0,2}))/.exec(rest)!;
      this.#at += found[0].length;
      return Number.parseInt(found[1] ?? (found[2] || '0'), 16);
    }
    if (sign === '0') {
      const digits = /^[0-7]{0,2}/.exec(rest)![0];
      this.#at += digits.length;
      return Number.parseInt(digits || '0', 8);
    }
    const named = NAMED[sign];
    if (named !== undefined) return named;
    if (/[A-Za-z]/.test(sign)) throw new ExpressionError('unrecognized character follows \\');
    return sign.codePointAt(0)!;
  }

  #bracket(): ExpressionNode {
    const negated = this.#source[this.#at] === '^';
    if (negated) this.#at++;
    const ranges: CodeRange[] = [];
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw new ExpressionError('missing terminating ] for character class');
      const item = this.#bracketItem();
      if (typeof item !== 'number') {
        ranges.push(...item);
        continue;
      }
      if (this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']' && this.#at + 1 < this.#source.length) {
        this.#at++;
        const to = this.#bracketItem();
        if (typeof to !== 'number') ranges.push([item, item], [45, 45], ...to);
        else if (to < item) throw new ExpressionError('range out of order in character class');
        else ranges.push([item, to]);
      } else ranges.push([item, item]);
    }
    this.#at++;
    return { kind: 'set', ranges, negated };
  }

  #bracketItem(): number | readonly CodeRange[] {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#source.slice(this.#at));
    if (named) {
      const found = named[2] === 'word' ? WORD : CHARACTER_CLASSES[named[2]!];
      if (!found) throw new ExpressionError('unknown POSIX class name');
      this.#at += named[0].length;
      return named[1] ? complement(found) : found;
    }
    const code = this.#source.codePointAt(this.#at)!;
    this.#at += code > 0xffff ? 2 : 1;
    if (code !== 92) return code;
    const sign = this.#source[this.#at++] ?? '\\';
    return classOf(sign) ?? (sign === 'b' ? 8 : this.#escapedCode(sign));
  }
}

function classOf(sign: string): readonly CodeRange[] | undefined {
  const classes: Readonly<Record<string, readonly CodeRange[]>> = {
    d: DIGITS,
    w: WORD,
    s: SPACES,
    h: HORIZONTAL,
    R: [[10, 13]],
    v: [[10, 13]],
    N: complement(NOT_NEWLINE),
  };
  const found = classes[sign];
  if (found) return found;
  if (sign === 'N') return undefined;
  const opposite = /[DWSHV]/.test(sign) ? classes[sign.toLowerCase()] : undefined;
  return opposite && complement(opposite);
}
