import { ShellError } from '../control-flow.ts';
import { binaryTest, unaryTest } from '../file-tests.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';

/** `test` and `[`: POSIX by the number of arguments, then -o, -a, ! and parentheses. */
export const test: Builtin = async (shell, args) => {
  const [name = 'test'] = args;
  let operands = args.slice(1);
  if (name === '[') {
    if (operands.at(-1) !== ']') return fail(shell, '[', "missing `]'", 2);
    operands = operands.slice(0, -1);
  }
  try {
    return new TestExpression(shell, operands).value() ? 0 : 1;
  } catch (error) {
    if (error instanceof ShellError) return fail(shell, name, error.message, 2);
    throw error;
  }
};

class TestExpression {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  #at = 0;

  constructor(shell: Shell, args: readonly string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  value(): boolean {
    const short = this.#byCount(this.#args);
    if (short !== undefined) return short;
    const result = this.#or();
    if (this.#at < this.#args.length) throw new ShellError('too many arguments');
    return result;
  }

  /** POSIX fixes the meaning of up to four arguments. */
  #byCount(args: readonly string[]): boolean | undefined {
    const [first = '', second = '', third = ''] = args;
    if (args.length === 0) return false;
    if (args.length === 1) return first !== '';
    if (args.length === 2) {
      if (first === '!') return second === '';
      const result = unaryTest(this.#shell, first, second);
      if (result === undefined) throw new ShellError(`${first}: unary operator expected`);
      return result;
    }
    if (args.length === 3) {
      const result = this.#binary(first, second, third);
      if (result !== undefined) return result;
      if (first === '!') return !this.#byCount(args.slice(1));
      if (first === '(' && third === ')') return second !== '';
      if (second === '-a') return first !== '' && third !== '';
      if (second === '-o') return first !== '' || third !== '';
      throw new ShellError(`${second}: binary operator expected`);
    }
    if (args.length === 4 && first === '!') return !this.#byCount(args.slice(1));
    return undefined;
  }

  #binary(left: string, operator: string, right: string): boolean | undefined {
    return binaryTest(this.#shell, left, operator, right, (text) => {
      if (!/^\s*[-+]?[0-9]+\s*$/.test(text)) throw new ShellError(`${text}: integer expression expected`);
      return BigInt(text.trim().replace(/^\+/, ''));
    });
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      result ||= right;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#primary();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      const right = this.#primary();
      result &&= right;
    }
    return result;
  }

  #primary(): boolean {
    const [first, second, third] = this.#args.slice(this.#at);
    if (first === undefined) throw new ShellError('argument expected');
    if (second !== undefined && third !== undefined) {
      const result = this.#binary(first, second, third);
      if (result !== undefined) {
        this.#at += 3;
        return result;
      }
    }
    this.#at++;
    if (first === '!') return !this.#primary();
    if (first === '(') {
      const result = this.#or();
      if (this.#args[this.#at++] !== ')') throw new ShellError("`)' expected");
      return result;
    }
    const unary = second === undefined ? undefined : unaryTest(this.#shell, first, second);
    if (unary === undefined) return first !== '';
    this.#at++;
    return unary;
  }
}
