import { type ArithmeticNode, parseArithmetic } from './arithmetic-parser.ts';
import { ShellError } from './control-flow.ts';

/** Where an expression finds and leaves its variables. A subscript comes as its source text. */
export interface ArithmeticVariables {
  get(name: string, subscript: string | undefined): string | undefined;
  set(name: string, subscript: string | undefined, value: string): void;
}

const MAXIMUM_DEPTH = 64;
const parsed = new Map<string, ArithmeticNode>();

/** Evaluates in 64 bits, as `intmax_t` (Bash Reference Manual, 6.5). An empty expression is 0. */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > MAXIMUM_DEPTH)
    throw new ShellError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  const trimmed = text.trimStart();
  if (/^[0-9]{1,15}$/.test(trimmed) && trimmed[0] !== '0') return BigInt(trimmed);
  let node = parsed.get(trimmed);
  if (!node) {
    node = parseArithmetic(trimmed);
    if (parsed.size > 500) parsed.clear();
    parsed.set(trimmed, node);
  }
  return new Evaluation(trimmed, variables, depth).value(node);
}

class Evaluation {
  readonly #text: string;
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  #at: number | undefined;

  constructor(text: string, variables: ArithmeticVariables, depth: number) {
    this.#text = text;
    this.#variables = variables;
    this.#depth = depth;
  }

  value(node: ArithmeticNode): bigint {
    switch (node.type) {
      case 'number':
        return node.value;
      case 'variable':
        return this.#read(node);
      case 'unary':
        return this.#unary(node.operator, this.value(node.operand));
      case 'step':
        return this.#step(node);
      case 'conditional':
        return this.value(this.value(node.condition) !== 0n ? node.yes : node.no);
      case 'assign':
        return this.#assign(node);
      case 'binary':
        return this.#binary(node);
    }
  }

  #read(node: { name: string; subscript?: string | undefined }): bigint {
    const text = this.#variables.get(node.name, node.subscript);
    return text === undefined || text === '' ? 0n : evaluateArithmetic(text, this.#variables, this.#depth + 1);
  }

  #write(node: { name: string; subscript?: string | undefined }, value: bigint): bigint {
    const wrapped = BigInt.asIntN(64, value);
    this.#variables.set(node.name, node.subscript, String(wrapped));
    return wrapped;
  }

  #rest(): string {
    return this.#at === undefined ? lastToken(this.#text) : this.#text.slice(this.#at);
  }

  #unary(operator: string, value: bigint): bigint {
    if (operator === '-') return BigInt.asIntN(64, -value);
    if (operator === '!') return value === 0n ? 1n : 0n;
    return operator === '~' ? ~value : value;
  }

  #step(node: ArithmeticNode & { type: 'step' }): bigint {
    const before = this.#read(node.target);
    const after = this.#write(node.target, before + (node.operator === '++' ? 1n : -1n));
    return node.prefix ? after : before;
  }

  #assign(node: ArithmeticNode & { type: 'assign' }): bigint {
    if (node.operator === '=') return this.#write(node.target, this.value(node.value));
    const before = this.#read(node.target);
    return this.#write(node.target, this.#apply(node.operator.slice(0, -1), before, this.value(node.value)));
  }

  #binary(node: ArithmeticNode & { type: 'binary' }): bigint {
    const left = this.value(node.left);
    this.#at = node.at;
    if (node.operator === '&&') return left !== 0n && this.value(node.right) !== 0n ? 1n : 0n;
    if (node.operator === '||') return left !== 0n || this.value(node.right) !== 0n ? 1n : 0n;
    const right = this.value(node.right);
    this.#at = node.at;
    return this.#apply(node.operator, left, right);
  }

  #apply(operator: string, left: bigint, right: bigint): bigint {
    const operation = OPERATIONS[operator];
    if (operation) return BigInt.asIntN(64, operation(left, right));
    if (operator === '**') {
      if (right < 0n) throw new ShellError(`${this.#text}: exponent less than 0 (error token is "${this.#rest()}")`);
      return power(left, right);
    }
    if (right === 0n) throw new ShellError(`${this.#text}: division by 0 (error token is "${this.#rest()}")`);
    return BigInt.asIntN(64, operator === '/' ? left / right : left % right);
  }
}

const truth = (value: boolean): bigint => (value ? 1n : 0n);

const OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '<<': (a, b) => a << (b & 63n),
  '>>': (a, b) => a >> (b & 63n),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  ',': (_, b) => b,
};

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let left = exponent, factor = base; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}

function lastToken(text: string): string {
  return /[0-9A-Za-z_]+\s*$/.exec(text)?.[0] ?? text;
}
