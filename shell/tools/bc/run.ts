import type { Decimal } from './decimal.ts';
import * as decimals from './decimal.ts';
import { arcTangent, cosine, exponential, logarithm, sine } from './functions.ts';
import type { Definition, Expression, Lvalue, Statement } from './syntax.ts';

/** A mistake at run time; the statement ends, bc goes on. */
export class BcError extends Error {}
/** `quit` and `halt`. */
export class Quit {}

type Outcome = 'next' | 'break' | 'continue' | 'return';

const LARGEST_SCALE = 10_000;
const LARGEST_NUMBER_BITS = 400_000;
const DEEPEST = 500;
const STEPS_A_CHECK = 256;

/** The state of one bc. */
export class BcRun {
  readonly #library: boolean;
  readonly #write: (text: string) => void;
  readonly #pause: () => Promise<void> | null;
  readonly #variables = new Map<string, Decimal>();
  readonly #functions = new Map<string, Definition>();
  #scale: number;
  #inputBase = 10;
  #outputBase = 10;
  #last = decimals.ZERO;
  #returned = decimals.ZERO;
  #depth = 0;
  #steps = 0;

  constructor(library: boolean, write: (text: string) => void, pause: () => Promise<void> | null) {
    this.#library = library;
    this.#scale = library ? 20 : 0;
    this.#write = write;
    this.#pause = pause;
  }

  async run(statement: Statement): Promise<Outcome> {
    if (++this.#steps % STEPS_A_CHECK === 0) await this.#pause();
    switch (statement.type) {
      case 'expression':
        await this.#show(statement.expression);
        return 'next';
      case 'print':
        for (const value of statement.values) {
          this.#write(value.type === 'string' ? unescaped(value.text) : this.#text(await this.#evaluate(value)));
        }
        return 'next';
      case 'block':
        for (const inner of statement.statements) {
          const outcome = await this.run(inner);
          if (outcome !== 'next') return outcome;
        }
        return 'next';
      case 'if':
        if ((await this.#evaluate(statement.test)).digits !== 0n) return this.run(statement.then);
        return statement.otherwise ? this.run(statement.otherwise) : 'next';
      case 'for':
        return this.#loop(statement);
      case 'return':
        this.#returned = statement.value ? await this.#evaluate(statement.value) : decimals.ZERO;
        return 'return';
      case 'define':
        this.#functions.set(statement.name, statement.definition);
        return 'next';
      case 'quit':
      case 'halt':
        throw new Quit();
      default:
        return statement.type;
    }
  }

  async #loop({ first, test, step, body }: Extract<Statement, { type: 'for' }>): Promise<Outcome> {
    if (first) await this.#evaluate(first);
    while (!test || (await this.#evaluate(test)).digits !== 0n) {
      const outcome = await this.run(body);
      if (outcome === 'break') break;
      if (outcome === 'return') return outcome;
      if (step) await this.#evaluate(step);
    }
    return 'next';
  }

  #text(value: Decimal): string {
    return decimals.folded(decimals.decimalText(value, this.#outputBase));
  }

  async #show(expression: Expression): Promise<void> {
    if (expression.type === 'string') return this.#write(expression.text);
    const value = await this.#evaluate(expression);
    if (expression.type === 'assign') return;
    this.#last = value;
    this.#write(`${this.#text(value)}\n`);
  }

  async #evaluate(expression: Expression): Promise<Decimal> {
    switch (expression.type) {
      case 'number':
        return decimals.parseDecimal(expression.text, this.#inputBase);
      case 'string':
        return decimals.ZERO;
      case 'grouping':
        return this.#evaluate(expression.inner);
      case 'variable':
      case 'element':
        return this.#read(await this.#key(expression));
      case 'assign': {
        const key = await this.#key(expression.target);
        const value = await this.#evaluate(expression.value);
        return this.#assign(
          key,
          expression.operator === '' ? value : this.#apply(expression.operator, this.#read(key), value),
        );
      }
      case 'step': {
        const key = await this.#key(expression.target);
        const before = this.#read(key);
        const after = this.#assign(key, decimals.add(before, decimals.decimal(expression.change)));
        return expression.prefix ? after : before;
      }
      case 'unary': {
        const operand = await this.#evaluate(expression.operand);
        return expression.operator === '-' ? decimals.negate(operand) : decimals.decimal(operand.digits === 0n ? 1 : 0);
      }
      case 'binary': {
        const left = await this.#evaluate(expression.left);
        return this.#apply(expression.operator, left, await this.#evaluate(expression.right));
      }
      case 'call':
        return this.#call(expression.name, expression.args);
    }
  }

  async #key(target: Lvalue): Promise<string> {
    if (target.type === 'variable') return target.name;
    return `${target.name}[${decimals.integerOf(await this.#evaluate(target.index))}`;
  }

  #read(key: string): Decimal {
    if (key === 'scale') return decimals.decimal(this.#scale);
    if (key === 'ibase') return decimals.decimal(this.#inputBase);
    if (key === 'obase') return decimals.decimal(this.#outputBase);
    return key === 'last' ? this.#last : (this.#variables.get(key) ?? decimals.ZERO);
  }

  #assign(key: string, value: Decimal): Decimal {
    if (key === 'scale') this.#scale = Math.min(LARGEST_SCALE, Math.max(0, decimals.integerOf(value)));
    else if (key === 'ibase') this.#inputBase = Math.min(16, Math.max(2, decimals.integerOf(value)));
    else if (key === 'obase') this.#outputBase = Math.max(2, decimals.integerOf(value));
    else if (key === 'last') this.#last = value;
    else this.#variables.set(key, value);
    return value;
  }

  #apply(operator: string, left: Decimal, right: Decimal): Decimal {
    const scale = this.#scale;
    switch (operator) {
      case '+':
        return decimals.add(left, right);
      case '-':
        return decimals.subtract(left, right);
      case '*':
        return decimals.multiply(left, right, scale);
      case '/':
      case '%':
        if (right.digits === 0n) throw new BcError(operator === '/' ? 'Divide by zero' : 'Modulo by zero');
        return operator === '/' ? decimals.divide(left, right, scale) : decimals.remainder(left, right, scale);
      case '^':
        return this.#power(left, right);
      case '&&':
        return decimals.decimal(left.digits !== 0n && right.digits !== 0n ? 1 : 0);
      case '||':
        return decimals.decimal(left.digits !== 0n || right.digits !== 0n ? 1 : 0);
      default:
        return decimals.decimal(holds(operator, decimals.compare(left, right)) ? 1 : 0);
    }
  }

  #power(base: Decimal, exponent: Decimal): Decimal {
    const count = decimals.integerOf(exponent);
    if (base.digits === 0n && count < 0) throw new BcError('divide by zero');
    if (base.digits.toString(2).length * Math.abs(count) > LARGEST_NUMBER_BITS)
      throw new BcError('exponent too large in raise');
    return decimals.power(base, count, this.#scale);
  }

  async #call(name: string, args: readonly Expression[]): Promise<Decimal> {
    const values: Decimal[] = [];
    for (const argument of args) values.push(await this.#evaluate(argument));
    const [value = decimals.ZERO] = values;
    const definition = this.#functions.get(name);
    if (definition) return this.#enter(definition, values);
    switch (name) {
      case 'sqrt':
        if (value.digits < 0n) throw new BcError('Square root of a negative number');
        return decimals.squareRoot(value, this.#scale);
      case 'length':
        return decimals.decimal(Math.max(value.scale, value.digits.toString().replace('-', '').length));
      case 'scale':
        return decimals.decimal(value.scale);
      default:
        return this.#libraryCall(name, value);
    }
  }

  #libraryCall(name: string, value: Decimal): Decimal {
    const scale = this.#scale;
    if (this.#library) {
      if (name === 'e') return exponential(value, scale);
      if (name === 's') return sine(value, scale);
      if (name === 'c') return cosine(value, scale);
      if (name === 'a') return arcTangent(value, scale);
      if (name === 'l' && value.digits > 0n) return logarithm(value, scale, decimals.squareRoot);
      if (name === 'l')
        return decimals.divide(
          decimals.subtract(decimals.ONE, decimals.decimal(10n ** BigInt(scale))),
          decimals.ONE,
          scale,
        );
    }
    throw new BcError(`Function ${name} not defined.`);
  }

  async #enter({ parameters, locals, body }: Definition, values: readonly Decimal[]): Promise<Decimal> {
    if (values.length !== parameters.length) throw new BcError('Parameter number mismatch');
    if (++this.#depth > DEEPEST) throw new BcError('Stack overflow');
    const names = [...parameters, ...locals];
    const saved = names.map((name) => this.#variables.get(name));
    for (const [index, name] of names.entries()) this.#variables.set(name, values[index] ?? decimals.ZERO);
    this.#returned = decimals.ZERO;
    await this.run(body);
    const result = this.#returned;
    this.#returned = decimals.ZERO;
    for (const [index, name] of names.entries()) this.#variables.set(name, saved[index] ?? decimals.ZERO);
    this.#depth--;
    return result;
  }
}

function holds(operator: string, order: number): boolean {
  if (operator === '==') return order === 0;
  if (operator === '!=') return order !== 0;
  return operator.includes('=') && order === 0 ? true : operator.startsWith('<') ? order < 0 : order > 0;
}

const unescaped = (text: string) =>
  text.replace(
    /\\([nt"\\abfrq])/g,
    (_all, letter: string) => ({ n: '\n', t: '\t', q: '"', a: '\x07', b: '\b', f: '\f', r: '\r' })[letter] ?? letter,
  );
