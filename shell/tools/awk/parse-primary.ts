import type { ArithmeticOperator, Expression, Lvalue } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const ASSIGNMENTS: Readonly<Record<string, ArithmeticOperator | '='>> = {
  '=': '=',
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '^=': '^',
  '**=': '^',
};

/** Operands, with what binds to them: `$`, `++`, `--`, subscripts, and assignment, whose left side is one. */
export function parsePrimary(reader: TokenReader): Expression {
  const { token } = reader;
  if (token.kind === 'mark') return parseMarked(reader);
  if (token.kind === 'number') return { type: 'number', value: Number(reader.take().text) };
  if (token.kind === 'string') return { type: 'string', value: reader.take().text };
  if (token.kind === 'builtin') return parseBuiltin(reader);
  if (token.kind === 'keyword' && token.text === 'getline') return parseGetline(reader);
  if (token.kind === 'call') {
    const { text: name, line } = reader.take();
    return { type: 'call', name, args: parseArguments(reader), line };
  }
  if (token.kind === 'name') return withAssignment(reader, parseVariable(reader));
  throw reader.unexpected();
}

/** The variable that may follow `getline`. */
parsePrimary.optionalLvalue = (reader: TokenReader): Lvalue | null => {
  if (reader.is('name')) return parseVariable(reader);
  return reader.isMark('$') ? parseField(reader) : null;
};

function parseMarked(reader: TokenReader): Expression {
  const { text } = reader.token;
  if (text === '/' || text === '/=') return { type: 'regex', source: reader.takeRegex().text, strong: false };
  if (text === '$') return withAssignment(reader, parseField(reader));
  if (text === '++' || text === '--') {
    reader.take();
    const target = parsePrimary.optionalLvalue(reader);
    if (!target) throw reader.unexpected();
    return { type: 'step', change: text === '++' ? 1 : -1, prefix: true, target };
  }
  if (text === '(') return parseGrouping(reader);
  if (text === '-' || text === '+' || text === '!') {
    reader.take();
    return { type: 'unary', operator: text, operand: reader.nested(() => parsePrimary(reader)) };
  }
  if (text === '@') {
    const { line } = reader.take();
    if (reader.isMark('/')) return { type: 'regex', source: reader.takeRegex().text, strong: true };
    if (!reader.is('call')) throw reader.unexpected();
    return { type: 'indirect', variable: reader.take().text, args: parseArguments(reader), line };
  }
  throw reader.unexpected();
}

function parseGrouping(reader: TokenReader): Expression {
  reader.take();
  reader.skipNewlines();
  const values = reader.enclosed(() => parseList(reader));
  reader.skipNewlines();
  reader.expectMark(')');
  const [inner] = values;
  return values.length === 1 && inner ? { type: 'grouping', inner } : { type: 'list', values };
}

export function parseList(reader: TokenReader): Expression[] {
  const values = [reader.parseExpression(reader)];
  while (reader.takeMark(',')) {
    reader.skipNewlines();
    values.push(reader.parseExpression(reader));
  }
  return values;
}

function parseArguments(reader: TokenReader): Expression[] {
  reader.expectMark('(');
  reader.skipNewlines();
  const args = reader.isMark(')') ? [] : reader.enclosed(() => parseList(reader));
  reader.skipNewlines();
  reader.expectMark(')');
  return args;
}

function parseBuiltin(reader: TokenReader): Expression {
  const { text: name, line } = reader.take();
  // `length` alone is the record's.
  if (name === 'length' && !reader.isMark('(')) return { type: 'call', name, args: [], line };
  return { type: 'call', name, args: parseArguments(reader), line };
}

function parseGetline(reader: TokenReader): Expression {
  reader.take();
  const target = parsePrimary.optionalLvalue(reader);
  if (!reader.takeMark('<')) return { type: 'getline', from: 'main', source: null, target };
  return { type: 'getline', from: 'file', source: parsePrimary(reader), target };
}

function parseField(reader: TokenReader): Lvalue {
  reader.take();
  return reader.nested(() => ({ type: 'field', index: parseFieldIndex(reader) }));
}

/** `$i++` is `($i)++`, `$++i` and `$-1` take the operator first. */
function parseFieldIndex(reader: TokenReader): Expression {
  if (reader.is('name')) return parseVariable(reader);
  if (reader.isMark('$')) return parseField(reader);
  return parsePrimary(reader);
}

function parseVariable(reader: TokenReader): Lvalue {
  const { text: name } = reader.take();
  if (!reader.isMark('[')) return { type: 'variable', name };
  const path: Expression[][] = [];
  while (reader.takeMark('[')) {
    path.push(reader.enclosed(() => parseList(reader)));
    reader.expectMark(']');
  }
  const subscripts = path.pop() ?? [];
  return { type: 'element', array: { name, path }, subscripts };
}

function withAssignment(reader: TokenReader, target: Lvalue): Expression {
  const { kind, text, line } = reader.token;
  if (kind !== 'mark') return target;
  if (text === '++' || text === '--') {
    reader.take();
    return { type: 'step', change: text === '++' ? 1 : -1, prefix: false, target };
  }
  const operator = Object.hasOwn(ASSIGNMENTS, text) ? ASSIGNMENTS[text] : undefined;
  if (!operator) return target;
  reader.take();
  reader.skipNewlines();
  return { type: 'assign', operator, target, value: reader.parseExpression(reader), line };
}
