import type { Process } from '../../../cluster/machinery/machine.ts';

const OPERATORS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['=', '==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];

class ExpressionError extends Error {}

/** POSIX expr: integers, comparisons, `|`, `&`, `:` and parentheses; each operand and operator a word. */
export async function expr(process: Process): Promise<number> {
  const encoder = new TextEncoder();
  try {
    const words = [...process.args.slice(1)];
    if (words.length === 1 && words[0] === '--help') {
      await process.stdout.write(
        Buffer.from(
          'Usage: expr EXPRESSION\n  or:  expr OPTION\nComputes EXPRESSION: | & < <= = != >= > + - * / % : match substr index length ( )\n\n      --help     this text\n      --version  the version\n',
        ),
      );
      return 0;
    }
    if (words.length === 0) throw new ExpressionError('missing operand');
    const value = evaluate(words, 0);
    if (words.length > 0) throw new ExpressionError(`syntax error: unexpected argument '${words[0]}'`);
    await process.stdout.write(encoder.encode(`${value}\n`));
    return isNothing(value) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    await process.stderr.write(encoder.encode(`expr: ${error.message}\n`));
    return 2;
  }
}

/** Takes what it reads from the front of `words`; operators of one level go from left to right. */
function evaluate(words: string[], level: number): string {
  const operators = OPERATORS[level];
  if (!operators) return operand(words);
  let left = evaluate(words, level + 1);
  while (words[0] !== undefined && operators.includes(words[0])) {
    const operator = words.shift() ?? '';
    left = apply(operator, left, evaluate(words, level + 1));
  }
  return left;
}

function operand(words: string[]): string {
  const word = words.shift();
  if (word === undefined) throw new ExpressionError('syntax error: missing argument');
  if (word !== '(') return word;
  const value = evaluate(words, 0);
  if (words.shift() !== ')') throw new ExpressionError("syntax error: expecting ')'");
  return value;
}

function apply(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|':
      return isNothing(left) ? (isNothing(right) ? '0' : right) : left;
    case '&':
      return isNothing(left) || isNothing(right) ? '0' : left;
    case ':':
      return match(left, right);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return String(calculate(operator, integer(left), integer(right)));
    default:
      return compare(operator, left, right) ? '1' : '0';
  }
}

function calculate(operator: '+' | '-' | '*' | '/' | '%', left: bigint, right: bigint): bigint {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0n) throw new ExpressionError('division by zero');
  return operator === '/' ? left / right : left % right;
}

function compare(operator: string, left: string, right: string): boolean {
  const areNumbers = isInteger(left) && isInteger(right);
  const [a, b] = areNumbers ? [BigInt(left), BigInt(right)] : [left, right];
  if (operator === '=' || operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** `TEXT : BASIC-EXPRESSION`, anchored: the first group, or how many characters matched. */
function match(text: string, pattern: string): string {
  const extended = pattern.replace(/\\([()])|[()]/g, (found, escaped?: string) => escaped ?? `\\${found}`);
  let found: RegExpExecArray | null;
  try {
    found = new RegExp(`^(?:${extended})`).exec(text);
  } catch {
    throw new ExpressionError('invalid regular expression');
  }
  const hasGroup = pattern.includes('\\(');
  return hasGroup ? (found?.[1] ?? '') : String(found?.[0].length ?? 0);
}

function isInteger(text: string): boolean {
  return /^-?\d{1,30}$/.test(text);
}

function integer(text: string): bigint {
  if (!isInteger(text)) throw new ExpressionError('non-integer argument');
  return BigInt(text);
}

function isNothing(value: string): boolean {
  return value === '' || /^-?0+$/.test(value);
}
