import { ShellError } from './control-flow.ts';

interface Target {
  readonly name: string;
  readonly subscript?: string | undefined;
}

export type ArithmeticNode =
  | { readonly type: 'number'; readonly value: bigint }
  | ({ readonly type: 'variable' } & Target)
  | { readonly type: 'unary'; readonly operator: string; readonly operand: ArithmeticNode }
  | { readonly type: 'step'; readonly operator: '++' | '--'; readonly prefix: boolean; readonly target: Target }
  | {
      readonly type: 'conditional';
      readonly condition: ArithmeticNode;
      readonly yes: ArithmeticNode;
      readonly no: ArithmeticNode;
    }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Target; readonly value: ArithmeticNode }
  | {
      readonly type: 'binary';
      readonly operator: string;
      /** Where an error of its right side is said to be. */
      readonly at?: number;
      readonly left: ArithmeticNode;
      readonly right: ArithmeticNode;
    };

/** Binary operators by how tightly they bind, weakest first (as C, plus `**`). */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const ASSIGNMENTS = new Set(['=', '*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|=']);
const TOKEN =
  /\s*(\*\*|<<=|>>=|\+\+|--|&&|\|\||<<|>>|[<>=!*/%+&|^-]=|[-+*/%<>=!&|^~?:,()]|[0-9][0-9A-Za-z_@#]*|[A-Za-z_][A-Za-z0-9_]*)/y;

export function parseArithmetic(text: string): ArithmeticNode {
  if (text.trim() === '') return { type: 'number', value: 0n };
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof RangeError) throw new ShellError(`${text.slice(0, 80)}: expression recursion level exceeded`);
    throw error;
  }
}

class Parser {
  readonly #text: string;
  #position = 0;
  #token = '';
  /** Of the last token that was read; the end is none. */
  #start = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  whole(): ArithmeticNode {
    const node = this.#comma();
    if (this.#token !== '') throw this.#error('syntax error in expression');
    return node;
  }

  #advance(): void {
    const before = this.#token;
    TOKEN.lastIndex = this.#position;
    const found = TOKEN.exec(this.#text);
    if (found) {
      this.#token = found[1]!;
      this.#position = TOKEN.lastIndex;
      const isStep = this.#token === '++' || this.#token === '--';
      // Beside a number `++` is two signs.
      if (isStep && !/^[A-Za-z_]/.test(before) && !/^\s*[A-Za-z_]/.test(this.#text.slice(this.#position))) {
        this.#token = this.#token[0]!;
        this.#position--;
      }
      this.#start = this.#position - this.#token.length;
      return;
    }
    this.#token = '';
    const rest = this.#position + (/^\s*/.exec(this.#text.slice(this.#position))?.[0].length ?? 0);
    if (rest >= this.#text.length) return;
    this.#start = rest;
    const follows = /^[\w)\]]/.test(before);
    throw this.#error(follows ? 'syntax error: invalid arithmetic operator' : 'syntax error: operand expected');
  }

  #take(token: string): boolean {
    if (this.#token !== token) return false;
    this.#advance();
    return true;
  }

  #error(message: string): ShellError {
    return new ShellError(`${this.#text}: ${message} (error token is "${this.#text.slice(this.#start)}")`);
  }

  #comma(): ArithmeticNode {
    let left = this.#assignment();
    while (this.#take(',')) left = { type: 'binary', operator: ',', left, right: this.#assignment() };
    return left;
  }

  #assignment(): ArithmeticNode {
    const left = this.#conditional();
    if (!ASSIGNMENTS.has(this.#token)) return left;
    if (left.type !== 'variable') throw this.#error('attempted assignment to non-variable');
    const operator = this.#token;
    this.#advance();
    return { type: 'assign', operator, target: left, value: this.#assignment() };
  }

  #conditional(): ArithmeticNode {
    const condition = this.#binary(0);
    if (!this.#take('?')) return condition;
    if (this.#token === '' || this.#token === ':') throw this.#error('expression expected');
    const yes = this.#comma();
    if (!this.#take(':')) throw this.#error("`:' expected for conditional expression");
    if (this.#token === '') throw this.#error('expression expected');
    return { type: 'conditional', condition, yes, no: this.#assignment() };
  }

  #binary(level: number): ArithmeticNode {
    const operators = LEVELS[level];
    if (!operators) return this.#power();
    let left = this.#binary(level + 1);
    while (operators.includes(this.#token)) {
      const operator = this.#token;
      this.#advance();
      const at = this.#start;
      left = { type: 'binary', operator, left, right: this.#binary(level + 1), at };
    }
    return left;
  }

  #power(): ArithmeticNode {
    const left = this.#unary();
    if (!this.#take('**')) return left;
    const right = this.#power();
    return { type: 'binary', operator: '**', left, right, at: this.#start };
  }

  #unary(): ArithmeticNode {
    const operator = this.#token;
    if (operator === '++' || operator === '--') {
      this.#advance();
      const target = this.#primary();
      if (target.type === 'variable') return { type: 'step', operator, prefix: true, target };
    }
    if (operator !== '' && '+-!~'.includes(operator)) {
      this.#advance();
      return { type: 'unary', operator, operand: this.#unary() };
    }
    return this.#postfix();
  }

  #postfix(): ArithmeticNode {
    const node = this.#primary();
    const operator = this.#token;
    if ((operator !== '++' && operator !== '--') || node.type !== 'variable') return node;
    this.#advance();
    return { type: 'step', operator, prefix: false, target: node };
  }

  #primary(): ArithmeticNode {
    const token = this.#token;
    if (this.#take('(')) {
      const node = this.#comma();
      if (!this.#take(')')) throw this.#error("missing `)'");
      return node;
    }
    if (/^[0-9]/.test(token)) {
      const value = this.#number(token);
      this.#advance();
      return { type: 'number', value };
    }
    if (!/^[A-Za-z_]/.test(token)) throw this.#error('syntax error: operand expected');
    const subscript = this.#subscript();
    this.#advance();
    return { type: 'variable', name: token, subscript };
  }

  /** The text between brackets right after a name. */
  #subscript(): string | undefined {
    if (this.#text[this.#position] !== '[') return undefined;
    const start = this.#position + 1;
    let depth = 1;
    let at = start;
    for (; at < this.#text.length && depth > 0; at++)
      depth += this.#text[at] === '[' ? 1 : this.#text[at] === ']' ? -1 : 0;
    if (depth > 0) throw this.#error('bad array subscript');
    this.#position = at;
    return this.#text.slice(start, at - 1);
  }

  #number(token: string): bigint {
    const based = /^([0-9]+)#([0-9A-Za-z@_]+)$/.exec(token);
    if (based) return this.#inBase(based[2]!, Number(based[1]));
    if (/^0[xX][0-9a-fA-F]+$/.test(token)) return BigInt.asIntN(64, BigInt(token));
    if (/^0[0-9]+$/.test(token)) return this.#inBase(token.slice(1), 8);
    if (!/^[0-9]+$/.test(token)) throw this.#error('value too great for base');
    return BigInt.asIntN(64, BigInt(token));
  }

  #inBase(digits: string, base: number): bigint {
    if (base < 2 || base > 64) throw this.#error('invalid arithmetic base');
    const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
    let value = 0n;
    for (const char of base <= 36 ? digits.toLowerCase() : digits) {
      const digit = alphabet.indexOf(char);
      if (digit < 0 || digit >= base) throw this.#error('value too great for base');
      value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
    }
    return value;
  }
}
