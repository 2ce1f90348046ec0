import { AwkSyntaxError } from './failure.ts';
import { parsePrimary } from './parse-primary.ts';
import type { ArithmeticOperator, ArrayName, Comparison, Expression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** Expressions from the loosest binding to the tightest: gawk(1), "Operators". */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() => {
    const test = parseOr(reader);
    if (!reader.takeMark('?')) return test;
    reader.skipNewlines();
    const then = parseExpression(reader);
    reader.skipNewlines();
    reader.expectMark(':');
    reader.skipNewlines();
    return { type: 'conditional', test, then, otherwise: parseExpression(reader) };
  });
}

function parseOr(reader: TokenReader): Expression {
  let left = parseAnd(reader);
  while (reader.takeMark('||')) {
    reader.skipNewlines();
    left = { type: 'or', left, right: parseAnd(reader) };
  }
  return left;
}

function parseAnd(reader: TokenReader): Expression {
  let left = parseIn(reader);
  while (reader.takeMark('&&')) {
    reader.skipNewlines();
    left = { type: 'and', left, right: parseIn(reader) };
  }
  return left;
}

function parseIn(reader: TokenReader): Expression {
  let left = parseMatch(reader);
  while (reader.is('keyword', 'in')) {
    reader.take();
    const array = parseArrayName(reader);
    left = { type: 'in', subscripts: left.type === 'list' ? left.values : [left], array };
  }
  if (left.type === 'list' && !reader.inPrint) throw reader.unexpected();
  return left;
}

function parseArrayName(reader: TokenReader): ArrayName {
  if (!reader.is('name') && !reader.is('call')) throw reader.unexpected();
  return { name: reader.take().text, path: [] };
}

function parseMatch(reader: TokenReader): Expression {
  let left = parseComparison(reader);
  while (reader.isMark('~') || reader.isMark('!~')) {
    const negated = reader.take().text === '!~';
    left = { type: 'match', negated, left, right: parseComparison(reader) };
  }
  return left;
}

const COMPARISONS: readonly string[] = ['<', '<=', '==', '!=', '>', '>='];

function isComparison(text: string): text is Comparison {
  return COMPARISONS.includes(text);
}

function parseComparison(reader: TokenReader): Expression {
  let left = parseCommandInput(reader);
  const { kind, text } = reader.token;
  if (kind === 'mark' && isComparison(text) && !(reader.inPrint && text === '>')) {
    reader.take();
    left = { type: 'compare', operator: text, left, right: parseCommandInput(reader) };
  }
  return left;
}

/** `"command" | getline [variable]` */
function parseCommandInput(reader: TokenReader): Expression {
  let left = parseConcatenation(reader);
  while (reader.isMark('|') || reader.isMark('|&')) {
    const pipe = reader.token;
    const follows = reader.lexer.source.slice(pipe.at + pipe.text.length);
    if (!/^\s*getline\b/.test(follows)) break;
    reader.take();
    reader.take();
    left = { type: 'getline', from: 'command', source: left, target: parsePrimary.optionalLvalue(reader) };
  }
  return left;
}

export function parseConcatenation(reader: TokenReader): Expression {
  let left = parseAdditive(reader);
  while (beginsOperand(reader)) left = { type: 'concatenation', left, right: parseAdditive(reader) };
  return left;
}

/** A sign is not one: after an operand it is subtraction or addition. */
function beginsOperand(reader: TokenReader): boolean {
  const { kind, text } = reader.token;
  if (kind === 'keyword') return text === 'getline';
  if (kind === 'mark') return ['(', '$', '!', '++', '--', '-', '+', '@'].includes(text);
  return kind === 'number' || kind === 'string' || kind === 'name' || kind === 'call' || kind === 'builtin';
}

function parseAdditive(reader: TokenReader): Expression {
  return binary(reader, parseMultiplicative, { '+': '+', '-': '-' });
}

function parseMultiplicative(reader: TokenReader): Expression {
  return binary(reader, parseUnary, { '*': '*', '/': '/', '%': '%' });
}

function binary(
  reader: TokenReader,
  operand: (reader: TokenReader) => Expression,
  operators: Readonly<Record<string, ArithmeticOperator>>,
): Expression {
  let left = operand(reader);
  for (;;) {
    const { kind, text, line } = reader.token;
    const operator = kind === 'mark' && Object.hasOwn(operators, text) ? operators[text] : undefined;
    if (!operator) return left;
    reader.take();
    const right = operand(reader);
    if (
      (operator === '/' || operator === '%') &&
      right.type === 'number' &&
      right.value === 0 &&
      left.type === 'number'
    ) {
      throw constantDivision(reader, operator, line);
    }
    left = { type: 'arithmetic', operator, left, right, line };
  }
}

/** Constants are worked out while the program is read. */
function constantDivision(reader: TokenReader, operator: '/' | '%', line: number): AwkSyntaxError {
  const where = operator === '%' ? " in `%'" : '';
  return new AwkSyntaxError([`awk: ${reader.lexer.origin}:${line}: error: division by zero attempted${where}`]);
}

function parseUnary(reader: TokenReader): Expression {
  const { kind, text } = reader.token;
  if (kind !== 'mark' || (text !== '!' && text !== '-' && text !== '+')) return parsePower(reader);
  reader.take();
  return reader.nested(() => {
    const operand = parseUnary(reader);
    if (text === '-' && operand.type === 'number') return { type: 'number', value: -operand.value };
    return { type: 'unary', operator: text, operand };
  });
}

function parsePower(reader: TokenReader): Expression {
  const left = parsePrimary(reader);
  if (!reader.isMark('^') && !reader.isMark('**')) return left;
  const { line } = reader.take();
  return { type: 'arithmetic', operator: '^', left, right: reader.nested(() => parseUnary(reader)), line };
}
