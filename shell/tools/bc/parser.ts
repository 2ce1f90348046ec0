import type { Definition, Expression, Lvalue, Statement } from './syntax.ts';

export class BcSyntaxError extends Error {
  /** The end of the line came too early: bc names the next one. */
  atLineEnd = false;
}

const TOKEN =
  /(?:[ \t]|\\\n|\/\*[\s\S]*?\*\/|#[^\n]*)*(?:([0-9A-F]+\.?[0-9A-F]*|\.[0-9A-F]+)|([a-z][a-z0-9_]*)|"([^"]*)"|(\+\+|--|[-+*/%^]=|[<>=!]=|&&|\|\||[-+*/%^=<>!(){}[\],;\n]))/y;
const DEEPEST = 200;

interface Token {
  readonly kind: 'number' | 'name' | 'string' | 'mark' | 'end';
  readonly text: string;
}

/** Tokens of one line or several; false for what cannot be read. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (!found) {
      if (/^(?:[ \t]|\\\n|\/\*[\s\S]*?\*\/|#[^\n]*)*$/.test(source.slice(at))) break;
      throw new BcSyntaxError('syntax error');
    }
    const [, number, name, string, mark = ''] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

/** Whether more lines belong to what has begun: brackets and comments that are open. */
export function isIncomplete(source: string): boolean {
  const plain = source.replace(/\/\*[\s\S]*?\*\/|#[^\n]*/g, '');
  if (plain.includes('/*') || (plain.split('"').length - 1) % 2 === 1 || /\\\n?$/.test(source)) return true;
  const bare = plain.replace(/"[^"]*"/g, '');
  return bare.split('{').length > bare.split('}').length;
}

export function parseProgram(source: string): Statement[] {
  const parser = new Parser(tokensOf(source));
  try {
    return parser.program();
  } catch (error) {
    if (error instanceof BcSyntaxError) error.atLineEnd = parser.isAtLineEnd;
    throw error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #is(text: string): boolean {
    return this.#token.text === text && (this.#token.kind === 'mark' || this.#token.kind === 'name');
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new BcSyntaxError('syntax error');
  }

  #name(): string {
    if (this.#token.kind !== 'name') throw new BcSyntaxError('syntax error');
    return this.#tokens[this.#at++]!.text;
  }

  get isAtLineEnd(): boolean {
    return this.#is('\n');
  }

  #skipEnds(): void {
    while (this.#take('\n') || this.#take(';'));
  }

  program(): Statement[] {
    const statements: Statement[] = [];
    for (this.#skipEnds(); this.#token.kind !== 'end'; this.#skipEnds()) {
      statements.push(this.#statement());
      if (!this.#endsStatement()) throw new BcSyntaxError('syntax error');
    }
    return statements;
  }

  #endsStatement(): boolean {
    return this.#token.kind === 'end' || this.#is('\n') || this.#is(';');
  }

  #statement(): Statement {
    if (++this.#depth > DEEPEST) throw new BcSyntaxError('memory exhausted');
    const statement = this.#compound() ?? this.#simple();
    this.#depth--;
    return statement;
  }

  #compound(): Statement | null {
    if (this.#take('{')) {
      const statements: Statement[] = [];
      for (this.#skipEnds(); !this.#take('}'); this.#skipEnds()) statements.push(this.#statement());
      return { type: 'block', statements };
    }
    if (this.#take('if')) {
      const test = this.#inBrackets();
      const then = this.#body();
      const otherwise = this.#take('else') ? this.#body() : null;
      return { type: 'if', test, then, otherwise };
    }
    if (this.#take('while'))
      return { type: 'for', first: null, test: this.#inBrackets(), step: null, body: this.#body() };
    if (this.#take('for')) return this.#for();
    return this.#take('define') ? this.#define() : null;
  }

  #body(): Statement {
    while (this.#take('\n'));
    return this.#is(';') ? { type: 'block', statements: [] } : this.#statement();
  }

  #inBrackets(): Expression {
    this.#expect('(');
    const inner = this.#expression();
    this.#expect(')');
    return inner;
  }

  #for(): Statement {
    this.#expect('(');
    const first = this.#is(';') ? null : this.#expression();
    this.#expect(';');
    const test = this.#is(';') ? null : this.#expression();
    this.#expect(';');
    const step = this.#is(')') ? null : this.#expression();
    this.#expect(')');
    return { type: 'for', first, test, step, body: this.#body() };
  }

  #define(): Statement {
    this.#take('void');
    const name = this.#name();
    const parameters = this.#names('(', ')');
    this.#skipEnds();
    this.#expect('{');
    this.#skipEnds();
    const locals = this.#take('auto') ? this.#names(null, null) : [];
    const statements: Statement[] = [];
    for (this.#skipEnds(); !this.#take('}'); this.#skipEnds()) statements.push(this.#statement());
    const definition: Definition = { parameters, locals, body: { type: 'block', statements } };
    return { type: 'define', name, definition };
  }

  #names(open: string | null, close: string | null): string[] {
    const names: string[] = [];
    if (open) this.#expect(open);
    while (this.#token.kind === 'name') {
      let name = this.#name();
      if (this.#take('[')) {
        this.#expect(']');
        name += '[]';
      }
      names.push(name);
      if (!this.#take(',')) break;
    }
    if (close) this.#expect(close);
    return names;
  }

  #simple(): Statement {
    if (this.#take('break')) return { type: 'break' };
    if (this.#take('continue')) return { type: 'continue' };
    if (this.#take('quit')) return { type: 'quit' };
    if (this.#take('halt')) return { type: 'halt' };
    if (this.#take('return')) {
      const ends = this.#is('\n') || this.#is(';') || this.#is('}') || this.#token.kind === 'end';
      return { type: 'return', value: ends ? null : this.#expression() };
    }
    if (this.#take('print')) {
      const values = [this.#expression()];
      while (this.#take(',')) values.push(this.#expression());
      return { type: 'print', values };
    }
    return { type: 'expression', expression: this.#expression() };
  }

  #expression(): Expression {
    if (++this.#depth > DEEPEST) throw new BcSyntaxError('memory exhausted');
    const expression = this.#binary(0);
    this.#depth--;
    return expression;
  }

  static readonly #levels: readonly (readonly string[])[] = [
    ['||'],
    ['&&'],
    ['<', '<=', '>', '>=', '==', '!='],
    ['+', '-'],
    ['*', '/', '%'],
  ];

  #binary(level: number): Expression {
    const operators = Parser.#levels[level];
    if (!operators) return this.#power();
    if (level === 2 && this.#take('!')) return { type: 'unary', operator: '!', operand: this.#binary(2) };
    let left = this.#binary(level + 1);
    while (this.#token.kind === 'mark' && operators.includes(this.#token.text)) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { type: 'binary', operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  /** Right to left; the sign binds tighter than `^`. */
  #power(): Expression {
    const left = this.#unary();
    return this.#take('^') ? { type: 'binary', operator: '^', left, right: this.#power() } : left;
  }

  #unary(): Expression {
    if (this.#take('-')) return { type: 'unary', operator: '-', operand: this.#unary() };
    for (const [mark, change] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (this.#take(mark)) return { type: 'step', change, prefix: true, target: this.#lvalue() };
    }
    return this.#primary();
  }

  #lvalue(): Lvalue {
    const name = this.#name();
    if (!this.#take('[')) return { type: 'variable', name };
    const index = this.#expression();
    this.#expect(']');
    return { type: 'element', name, index };
  }

  #primary(): Expression {
    const { kind, text } = this.#token;
    if (kind === 'number' || kind === 'string') {
      this.#at++;
      return { type: kind, text };
    }
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return { type: 'grouping', inner };
    }
    if (kind !== 'name') throw new BcSyntaxError('syntax error');
    if (this.#tokens[this.#at + 1]?.text === '(') return this.#call();
    const target = this.#lvalue();
    const { text: mark } = this.#token;
    if (/^(?:[-+*/%^]?=)$/.test(mark)) {
      this.#at++;
      return { type: 'assign', operator: mark.slice(0, -1), target, value: this.#expression() };
    }
    if (mark === '++' || mark === '--') {
      this.#at++;
      return { type: 'step', change: mark === '++' ? 1 : -1, prefix: false, target };
    }
    return target;
  }

  #call(): Expression {
    const name = this.#name();
    this.#expect('(');
    const args: Expression[] = [];
    while (!this.#is(')')) {
      args.push(this.#expression());
      if (!this.#take(',')) break;
    }
    this.#expect(')');
    return { type: 'call', name, args };
  }
}
