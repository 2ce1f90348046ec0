import { parseConcatenation, parseExpression } from './parse-expression.ts';
import { parseList } from './parse-primary.ts';
import type { ArrayName, Expression, Redirection, Statement, SwitchCase } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

export function parseBlock(reader: TokenReader): Statement {
  reader.expectMark('{');
  const statements: Statement[] = [];
  for (reader.skipTerminators(); !reader.isMark('}'); reader.skipTerminators()) {
    if (reader.is('end')) throw reader.unexpected();
    statements.push(parseStatement(reader));
  }
  reader.take();
  return { type: 'block', statements };
}

function parseStatement(reader: TokenReader): Statement {
  return reader.nested(() => {
    if (reader.isMark('{')) return parseBlock(reader);
    const compound = reader.token.kind === 'keyword' ? parseCompound(reader) : null;
    if (compound) return compound;
    const statement = parseSimple(reader);
    endStatement(reader);
    return statement;
  });
}

function endStatement(reader: TokenReader): void {
  if (reader.is('newline') || reader.isMark(';')) reader.take();
  else if (!reader.isMark('}')) throw reader.unexpected();
}

/** The body of a compound statement, on this line or the next; a lone `;` is an empty one. */
function parseBody(reader: TokenReader): Statement {
  reader.skipNewlines();
  return reader.takeMark(';') ? { type: 'block', statements: [] } : parseStatement(reader);
}

function parseTest(reader: TokenReader): Expression {
  reader.expectMark('(');
  const test = reader.enclosed(() => parseExpression(reader));
  reader.expectMark(')');
  return test;
}

function parseCompound(reader: TokenReader): Statement | null {
  switch (reader.token.text) {
    case 'if':
      return parseIf(reader);
    case 'while': {
      reader.take();
      const test = parseTest(reader);
      if (reader.takeMark(';')) return { type: 'while', test, body: { type: 'block', statements: [] } };
      return { type: 'while', test, body: parseBody(reader) };
    }
    case 'do':
      return parseDo(reader);
    case 'for':
      return parseFor(reader);
    case 'switch':
      return parseSwitch(reader);
    default:
      return null;
  }
}

function parseIf(reader: TokenReader): Statement {
  reader.take();
  const test = parseTest(reader);
  const then = parseBody(reader);
  // An `else` may follow after newlines and one semicolon.
  while (reader.is('newline') || reader.isMark(';')) {
    const rest = reader.lexer.source.slice(reader.token.at);
    if (!/^(?:[\s;]|#[^\n]*\n)*else\b/.test(rest)) return { type: 'if', test, then, otherwise: null };
    reader.take();
  }
  if (!reader.is('keyword', 'else')) return { type: 'if', test, then, otherwise: null };
  reader.take();
  return { type: 'if', test, then, otherwise: parseBody(reader) };
}

function parseDo(reader: TokenReader): Statement {
  reader.take();
  const body = parseBody(reader);
  reader.skipTerminators();
  if (!reader.is('keyword', 'while')) throw reader.unexpected();
  reader.take();
  const test = parseTest(reader);
  endStatement(reader);
  return { type: 'do', test, body };
}

function parseFor(reader: TokenReader): Statement {
  reader.take();
  const open = reader.expectMark('(');
  const inArray = /^\s*([A-Za-z_]\w*)\s+in\s+([A-Za-z_]\w*)\s*((?:\[[^[\]]*\])*)\)/.exec(
    reader.lexer.source.slice(open.at + 1),
  );
  if (inArray) return parseForIn(reader);
  return reader.enclosed(() => {
    const first = reader.isMark(';') ? null : parseSimple(reader);
    reader.expectMark(';');
    reader.skipNewlines();
    const test = reader.isMark(';') ? null : parseExpression(reader);
    reader.expectMark(';');
    reader.skipNewlines();
    const step = reader.isMark(')') ? null : parseSimple(reader);
    reader.expectMark(')');
    return { type: 'for', first, test, step, body: parseBody(reader) };
  });
}

function parseForIn(reader: TokenReader): Statement {
  const variable = reader.take().text;
  reader.take();
  const name = reader.take().text;
  const path: Expression[][] = [];
  while (reader.takeMark('[')) {
    path.push(reader.enclosed(() => parseList(reader)));
    reader.expectMark(']');
  }
  reader.expectMark(')');
  return { type: 'for-in', variable, array: { name, path }, body: parseBody(reader) };
}

function parseSwitch(reader: TokenReader): Statement {
  reader.take();
  const value = parseTest(reader);
  reader.skipNewlines();
  reader.expectMark('{');
  const cases: SwitchCase[] = [];
  for (reader.skipTerminators(); !reader.takeMark('}'); reader.skipTerminators()) {
    const isDefault = reader.is('keyword', 'default');
    if (!isDefault && !reader.is('keyword', 'case')) throw reader.unexpected();
    reader.take();
    const label = isDefault ? null : parseExpression(reader);
    reader.expectMark(':');
    cases.push({ value: label, body: parseCaseBody(reader) });
  }
  return { type: 'switch', value, cases };
}

function parseCaseBody(reader: TokenReader): Statement {
  const statements: Statement[] = [];
  for (;;) {
    reader.skipTerminators();
    if (reader.isMark('}') || reader.is('keyword', 'case') || reader.is('keyword', 'default')) break;
    statements.push(parseStatement(reader));
  }
  return { type: 'block', statements };
}

function parseSimple(reader: TokenReader): Statement {
  const { kind, text, line } = reader.token;
  if (kind !== 'keyword' || text === 'getline') {
    return { type: 'expression', expression: parseExpression(reader), line };
  }
  switch (text) {
    case 'print':
    case 'printf':
      return parsePrint(reader, text);
    case 'next':
    case 'nextfile':
    case 'break':
    case 'continue':
      reader.take();
      return { type: text };
    case 'exit':
    case 'return': {
      reader.take();
      const ends = reader.is('newline') || reader.isMark(';') || reader.isMark('}');
      return { type: text, value: ends ? null : parseExpression(reader) };
    }
    case 'delete':
      return parseDelete(reader);
    default:
      throw reader.unexpected();
  }
}

function parseDelete(reader: TokenReader): Statement {
  reader.take();
  const inBrackets = reader.takeMark('(');
  if (!reader.is('name')) throw reader.unexpected();
  const name = reader.take().text;
  const path: Expression[][] = [];
  while (reader.takeMark('[')) {
    path.push(reader.enclosed(() => parseList(reader)));
    reader.expectMark(']');
  }
  if (inBrackets) reader.expectMark(')');
  const subscripts = path.pop() ?? null;
  const array: ArrayName = { name, path };
  return { type: 'delete', array, subscripts };
}

function parsePrint(reader: TokenReader, type: 'print' | 'printf'): Statement {
  const { line } = reader.take();
  const ends = () =>
    reader.is('newline') || reader.is('end') || ['}', ';', '>', '>>', '|', '|&'].some((m) => reader.isMark(m));
  reader.inPrint = true;
  const list = ends() ? [] : parseList(reader);
  const [only] = list;
  const values = list.length === 1 && only?.type === 'list' ? only.values : list;
  const redirection = parseRedirection(reader);
  reader.inPrint = false;
  if (type === 'printf' && values.length === 0) throw reader.unexpected();
  return { type, values, redirection, line };
}

function parseRedirection(reader: TokenReader): Redirection | null {
  const { kind, text } = reader.token;
  if (kind !== 'mark' || (text !== '>' && text !== '>>' && text !== '|')) return null;
  reader.take();
  return { operator: text, target: parseConcatenation(reader) };
}
