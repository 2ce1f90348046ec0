import type { Expression, ListElement, MapEntry } from './ast.ts';
import { type Token, tokenize } from './lexer.ts';
import { expandMacro } from './macros.ts';
import { SyntaxIssue } from './source-error.ts';

/** cel-go's defaults: code points of an expression, and how deep it may be nested. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 250;

const BINARY: readonly (readonly string[])[] = [
  ['<', '<=', '>', '>=', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];
const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/** The syntax tree of an expression, its macros taken apart. Throws `SyntaxIssue`. */
export function parse(source: string): Expression {
  if (source.length > MAX_LENGTH) {
    throw new SyntaxIssue(0, `expression code point size exceeds limit: size: ${source.length}, limit ${MAX_LENGTH}`);
  }
  return new Parser(tokenize(source)).parse();
}

/** Recursive descent over the grammar of cel-spec langdef.md#syntax. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  /** How deep rules of the grammar are within themselves; a chain of operators is as deep as it is long. */
  readonly #depths = { expression: 0, relation: 0, sum: 0, member: 0 };

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#expression();
    const rest = this.#peek();
    if (rest.type !== 'end') throw this.#unexpected(rest, 'extraneous input');
    return expression;
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #accept(text: string): Token | undefined {
    const token = this.#peek();
    return token.type === 'operator' && token.text === text ? this.#take() : undefined;
  }

  #expect(text: string): Token {
    const token = this.#accept(text);
    if (!token) throw new SyntaxIssue(this.#peek().at, `Syntax error: missing '${text}' at '${this.#peek().text}'`);
    return token;
  }

  #unexpected(token: Token, how: string): SyntaxIssue {
    const expected =
      "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
    return new SyntaxIssue(
      token.at,
      `Syntax error: ${how} '${token.text}' expecting ${how === 'extraneous input' ? '<EOF>' : expected}`,
    );
  }

  #expression(): Expression {
    this.#enter('expression');
    const condition = this.#or();
    const question = this.#accept('?');
    if (question) {
      const yes = this.#or();
      this.#expect(':');
      const no = this.#expression();
      this.#depths.expression--;
      return { kind: 'call', name: '_?_:_', arguments: [condition, yes, no], at: question.at };
    }
    this.#depths.expression--;
    return condition;
  }

  #enter(rule: 'expression' | 'relation' | 'sum' | 'member'): void {
    if (++this.#depths[rule] > MAX_DEPTH) {
      throw new SyntaxIssue(this.#peek().at, `expression recursion limit exceeded: ${MAX_DEPTH}`);
    }
  }

  #or(): Expression {
    return this.#chain('||', () => this.#chain('&&', () => this.#binary(0)));
  }

  #chain(operator: string, operand: () => Expression): Expression {
    const operands = [operand()];
    const places: number[] = [];
    for (let token = this.#accept(operator); token; token = this.#accept(operator)) {
      places.push(token.at);
      operands.push(operand());
    }
    return balanced(`_${operator}_`, operands, places, 0, operands.length);
  }

  #binary(level: number): Expression {
    const operators = BINARY[level];
    if (!operators) return this.#unary();
    const rule = level === 0 ? 'relation' : 'sum';
    const depth = this.#depths[rule];
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#peek();
      if (token.type !== 'operator' || !operators.includes(token.text)) {
        this.#depths[rule] = depth;
        return left;
      }
      this.#enter(rule);
      this.#take();
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = { kind: 'call', name, arguments: [left, this.#binary(level + 1)], at: token.at };
    }
  }

  #unary(): Expression {
    const token = this.#peek();
    if (token.type !== 'operator' || (token.text !== '!' && token.text !== '-')) return this.#member();
    let count = 0;
    while (this.#accept(token.text)) count++;
    if (token.text === '-' && this.#peek().type === 'literal') {
      const literal = this.#peek();
      if (typeof literal.value === 'bigint' || typeof literal.value === 'number') {
        if (count % 2 === 0) return this.#member();
        const operand = this.#member();
        return operand.kind === 'literal' && operand.at === literal.at
          ? { kind: 'literal', value: -literal.value, at: token.at }
          : { kind: 'call', name: '-_', arguments: [operand], at: token.at };
      }
    }
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return { kind: 'call', name: token.text === '!' ? '!_' : '-_', arguments: [operand], at: token.at };
  }

  #member(): Expression {
    const depth = this.#depths.member;
    let expression = this.#primary();
    for (let token = this.#peek(); isMemberOperator(token); token = this.#peek()) {
      this.#enter('member');
      this.#take();
      if (token.text.startsWith('.')) expression = this.#selection(expression, token);
      else {
        const index = this.#expression();
        this.#expect(']');
        const name = token.text === '[' ? '_[_]' : '_[?_]';
        expression = { kind: 'call', name, arguments: [expression, index], at: token.at };
      }
    }
    this.#depths.member = depth;
    return expression;
  }

  #selection(operand: Expression, dot: Token): Expression {
    const token = this.#take();
    if (
      token.type !== 'identifier' &&
      !(token.type === 'literal' && /^[a-z]+$/.test(token.text)) &&
      token.text !== 'in'
    ) {
      throw new SyntaxIssue(token.at, `Syntax error: no viable alternative at input '.${token.text}'`);
    }
    const field = token.text.replace(/^`(.*)`$/, '$1');
    const isOptional = dot.text === '.?';
    const open = isOptional ? undefined : this.#accept('(');
    if (!open) return { kind: 'select', operand, field, isOptional, isTest: false, at: dot.at };
    const call = { kind: 'call', name: field, target: operand, arguments: this.#arguments(')'), at: open.at } as const;
    return expandMacro(call) ?? call;
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.type === 'literal') return this.#literal(token);
    if (token.type === 'identifier') return this.#identifier(token);
    switch (token.text) {
      case '(': {
        const inner = this.#expression();
        this.#expect(')');
        return inner;
      }
      case '[':
        return { kind: 'list', elements: this.#elements(), at: token.at };
      case '[?':
        return { kind: 'list', elements: this.#elements(true), at: token.at };
      case '{':
        return { kind: 'map', entries: this.#entries(), at: token.at };
      case '.': {
        const name = this.#take();
        if (name.type === 'identifier') return this.#identifier(name);
        throw this.#unexpected(name, 'mismatched input');
      }
      default:
        throw this.#unexpected(token, 'mismatched input');
    }
  }

  #literal(token: Token): Expression {
    if (token.value === 2n ** 63n && this.#tokens[this.#next - 2]?.text !== '-') {
      throw new SyntaxIssue(token.at, 'invalid int literal');
    }
    return { kind: 'literal', value: token.value ?? null, at: token.at };
  }

  #identifier(token: Token): Expression {
    if (RESERVED.has(token.text)) throw new SyntaxIssue(token.at, `reserved identifier: ${token.text}`);
    const open = this.#accept('(');
    if (!open) return { kind: 'identifier', name: token.text, at: token.at };
    const call = { kind: 'call', name: token.text, arguments: this.#arguments(')'), at: open.at } as const;
    return expandMacro(call) ?? call;
  }

  #arguments(close: string): Expression[] {
    const found: Expression[] = [];
    if (this.#accept(close)) return found;
    do found.push(this.#expression());
    while (this.#accept(','));
    this.#expect(close);
    return found;
  }

  #elements(firstIsOptional = false): ListElement[] {
    const elements: ListElement[] = [];
    if (firstIsOptional) {
      elements.push({ value: this.#expression(), isOptional: true });
      if (!this.#accept(',')) {
        this.#expect(']');
        return elements;
      }
    }
    while (!this.#accept(']')) {
      const isOptional = this.#accept('?') !== undefined;
      elements.push({ value: this.#expression(), isOptional });
      if (!this.#accept(',')) {
        this.#expect(']');
        break;
      }
    }
    return elements;
  }

  #entries(): MapEntry[] {
    const entries: MapEntry[] = [];
    while (!this.#accept('}')) {
      const isOptional = this.#accept('?') !== undefined;
      const key = this.#expression();
      this.#expect(':');
      entries.push({ key, value: this.#expression(), isOptional });
      if (!this.#accept(',')) {
        this.#expect('}');
        break;
      }
    }
    return entries;
  }
}

function isMemberOperator({ type, text }: Token): boolean {
  return type === 'operator' && (text === '.' || text === '.?' || text === '[' || text === '[?');
}

/** `a || b || c || d` as `(a || b) || (c || d)`, so that a long chain is not a deep tree (cel-go parser/helper.go balancer). */
function balanced(
  name: string,
  operands: readonly Expression[],
  places: readonly number[],
  from: number,
  to: number,
): Expression {
  if (to - from === 1) return operands[from]!;
  const middle = (from + to + 1) >> 1;
  const halves = [balanced(name, operands, places, from, middle), balanced(name, operands, places, middle, to)];
  return { kind: 'call', name, arguments: halves, at: places[middle - 1]! };
}
