import { type Query, QueryError, type Token, tokenize, unexpected } from './jmespath-syntax.ts';

/** Binding powers (jmespath.py parser.py). */
const POWERS: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '[': 55,
  '(': 60,
};
/** What binds weaker ends a projection. */
const PROJECTION_STOP = 10;
const DEEPEST = 64;
const CURRENT: Query = { kind: 'current' };

/** Throws `QueryError`. */
export function parseQuery(text: string): Query {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): Query {
    const query = this.#expression(0);
    if (this.#next.kind !== 'end') throw this.#problem();
    return query;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: this.#text.length };
  }

  #take(symbol?: string): Token {
    const token = this.#next;
    if (symbol !== undefined && token.text !== symbol) throw this.#problem();
    this.#at++;
    return token;
  }

  #problem(): QueryError {
    return new QueryError(unexpected(this.#text, this.#next.text, Math.max(0, this.#next.at - this.#next.text.length)));
  }

  #expression(power: number): Query {
    if (++this.#depth > DEEPEST) throw new QueryError('Bad value for --query: nested too deep');
    let left = this.#prefix(this.#take());
    while (this.#next.kind === 'symbol' && power < (POWERS[this.#next.text] ?? 0))
      left = this.#infix(left, this.#take().text);
    this.#depth--;
    return left;
  }

  #prefix(token: Token): Query {
    if (token.kind === 'literal') return { kind: 'literal', value: token.value };
    if (token.kind === 'name') return { kind: 'field', name: token.text };
    switch (token.kind === 'symbol' ? token.text : '') {
      case '@':
        return CURRENT;
      case '*':
        return { kind: 'project', over: 'values', left: CURRENT, right: this.#projected(20) };
      case '!':
        return { kind: 'not', operand: this.#expression(45) };
      case '&':
        return { kind: 'reference', operand: this.#expression(0) };
      case '(': {
        const inner = this.#expression(0);
        this.#take(')');
        return inner;
      }
      case '[':
        return this.#bracket(CURRENT, true);
      case '[]':
        return { kind: 'project', over: 'flat', left: CURRENT, right: this.#projected(9) };
      case '[?':
        return this.#filter(CURRENT);
      case '{':
        return this.#map();
      default:
        this.#at--;
        throw this.#problem();
    }
  }

  #infix(left: Query, symbol: string): Query {
    switch (symbol) {
      case '.':
        if (this.#next.text !== '*' || this.#next.kind !== 'symbol')
          return { kind: 'chain', left, right: this.#dotted(40) };
        this.#take();
        return { kind: 'project', over: 'values', left, right: this.#projected(20) };
      case '|':
        return { kind: 'chain', left, right: this.#expression(1) };
      case '||':
        return { kind: 'or', left, right: this.#expression(2) };
      case '&&':
        return { kind: 'and', left, right: this.#expression(3) };
      case '[':
        return this.#bracket(left, false);
      case '[]':
        return { kind: 'project', over: 'flat', left, right: this.#projected(9) };
      case '[?':
        return this.#filter(left);
      case '(':
        return this.#call(left);
      default:
        return { kind: 'compare', operator: symbol, left, right: this.#expression(POWERS[symbol] ?? 0) };
    }
  }

  /** What stands after a dot: a name, a list or a map. */
  #dotted(power: number): Query {
    const { kind, text } = this.#next;
    if (kind === 'name') return this.#expression(power);
    if (text === '[' && kind === 'symbol') {
      this.#take();
      return this.#list();
    }
    if (text === '{' && kind === 'symbol') {
      this.#take();
      return this.#map();
    }
    throw this.#problem();
  }

  /** The rest of an expression that is asked of each item. */
  #projected(power: number): Query {
    const { kind, text } = this.#next;
    if (kind === 'end' || (POWERS[text] ?? 0) < PROJECTION_STOP) return CURRENT;
    if (text === '[' || text === '[?') return this.#continued(power);
    if (text !== '.') throw this.#problem();
    this.#take();
    return this.#dotted(power);
  }

  #continued(power: number): Query {
    let left: Query = CURRENT;
    while (this.#next.kind === 'symbol' && power < (POWERS[this.#next.text] ?? 0))
      left = this.#infix(left, this.#take().text);
    return left;
  }

  #bracket(left: Query, mayBeList: boolean): Query {
    const { kind, text } = this.#next;
    if (kind === 'number' || text === ':') return this.#index(left);
    if (text === '*' && this.#tokens[this.#at + 1]?.text === ']') {
      this.#at += 2;
      return { kind: 'project', over: 'list', left, right: this.#projected(20) };
    }
    if (!mayBeList) throw this.#problem();
    return this.#list();
  }

  #index(left: Query): Query {
    const numbers: (number | null)[] = [null];
    while (this.#next.text !== ']') {
      const token = this.#take();
      if (token.kind === 'number') numbers[numbers.length - 1] = Number(token.text);
      else if (token.text === ':' && numbers.length < 3) numbers.push(null);
      else throw this.#problem();
    }
    this.#take(']');
    const [start = null, stop = null, step] = numbers;
    if (numbers.length === 1) return { kind: 'chain', left, right: { kind: 'index', at: start ?? 0 } };
    const slice: Query = { kind: 'chain', left, right: { kind: 'slice', start, stop, step: step ?? 1 } };
    return { kind: 'project', over: 'list', left: slice, right: this.#projected(20) };
  }

  #filter(left: Query): Query {
    const condition = this.#expression(0);
    this.#take(']');
    return { kind: 'filter', left, condition, right: this.#next.text === '[]' ? CURRENT : this.#projected(21) };
  }

  #list(): Query {
    const items = this.#separated(']', () => this.#expression(0));
    return { kind: 'list', items };
  }

  #map(): Query {
    const entries = this.#separated('}', () => {
      const name = this.#take();
      if (name.kind !== 'name') throw this.#problem();
      this.#take(':');
      return [name.text, this.#expression(0)] as const;
    });
    return { kind: 'map', entries };
  }

  #call(left: Query): Query {
    if (left.kind !== 'field') throw this.#problem();
    if (this.#next.text === ')') {
      this.#take();
      return { kind: 'call', name: left.name, parameters: [] };
    }
    return { kind: 'call', name: left.name, parameters: this.#separated(')', () => this.#expression(0)) };
  }

  #separated<T>(end: string, read: () => T): T[] {
    const items = [read()];
    while (this.#next.text === ',') {
      this.#take();
      items.push(read());
    }
    this.#take(end);
    return items;
  }
}
