import { parseTerm, parseVariableName } from './parse-term.ts';
import type { Definition, Filter, Operator, Pattern, Update } from './syntax.ts';
import { type Grammar, TokenReader } from './token-reader.ts';

const GRAMMAR: Grammar = { pipe: parsePipe, expression: parseExpression, filter: parseFilter };

/** A whole program. Throws `JqSyntaxError`. */
export function parseFilter(source: string): Filter {
  const reader = new TokenReader(source, GRAMMAR);
  const definitions: Definition[] = [];
  while (reader.isKeyword('def')) definitions.push(parseDefinition(reader));
  const main: Filter = reader.token.kind === 'end' ? { type: 'identity' } : parseMain(reader);
  if (reader.token.kind !== 'end') throw reader.unexpected(', expecting $end');
  return definitions.reduceRight<Filter>((rest, definition) => ({ type: 'define', definition, rest }), main);
}

/** A bracket that closes nothing is no token. */
function parseMain(reader: TokenReader): Filter {
  const { kind, text } = reader.token;
  if (kind === 'mark' && /^[)}\]]$/.test(text)) throw reader.unexpected(', expecting $end');
  return parsePipe(reader);
}

/** Definitions alone, as a library has them. */
export function parseDefinitions(source: string): Definition[] {
  const reader = new TokenReader(source, GRAMMAR);
  const definitions: Definition[] = [];
  while (reader.token.kind !== 'end') definitions.push(parseDefinition(reader));
  return definitions;
}

function parseDefinition(reader: TokenReader): Definition {
  reader.expectKeyword('def');
  if (reader.token.kind !== 'identifier' && reader.token.kind !== 'keyword') throw reader.unexpected();
  const name = reader.take().text;
  const parameters: string[] = [];
  if (reader.takeMark('(')) {
    do {
      const isValue = reader.takeMark('$');
      if (reader.token.kind !== 'identifier') throw reader.unexpected();
      parameters.push((isValue ? '$' : '') + reader.take().text);
    } while (reader.takeMark(';'));
    reader.expectMark(')');
  }
  reader.expectMark(':');
  const body = parsePipe(reader);
  reader.expectMark(';');
  return { name, parameters, body };
}

export function parsePipe(reader: TokenReader): Filter {
  return reader.nested(() => {
    if (reader.isKeyword('def')) {
      const definition = parseDefinition(reader);
      return { type: 'define', definition, rest: parsePipe(reader) };
    }
    if (reader.isKeyword('label')) {
      reader.take();
      const name = parseVariableName(reader);
      reader.expectMark('|');
      return { type: 'label', name, body: parsePipe(reader) };
    }
    const left = parseComma(reader);
    return reader.takeMark('|') ? { type: 'pipe', left, right: parsePipe(reader) } : left;
  });
}

function parseComma(reader: TokenReader): Filter {
  let left = parseExpression(reader);
  while (reader.takeMark(',')) left = { type: 'comma', left, right: parseExpression(reader) };
  return left;
}

const UPDATES: readonly string[] = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];
const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

const isUpdate = (text: string): text is Update => UPDATES.includes(text);
const isComparison = (text: string): text is Operator => COMPARISONS.includes(text);

/** `//` binds looser than assignment, assignment looser than `or`. */
export function parseExpression(reader: TokenReader): Filter {
  const left = parseUpdate(reader);
  if (!reader.takeMark('//')) return left;
  return { type: 'alternative', left, right: reader.nested(() => parseExpression(reader)) };
}

function parseUpdate(reader: TokenReader): Filter {
  const left = parseOr(reader);
  const { kind, text } = reader.token;
  if (kind !== 'mark' || !isUpdate(text)) return left;
  reader.take();
  return { type: 'update', operator: text, left, right: parseAlternativeOperand(reader) };
}

/** The right side of an assignment takes `//` along. */
function parseAlternativeOperand(reader: TokenReader): Filter {
  const left = parseOr(reader);
  if (!reader.takeMark('//')) return left;
  return { type: 'alternative', left, right: reader.nested(() => parseAlternativeOperand(reader)) };
}

function parseOr(reader: TokenReader): Filter {
  let left = parseAnd(reader);
  while (reader.takeKeyword('or')) left = { type: 'or', left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: TokenReader): Filter {
  let left = parseComparison(reader);
  while (reader.takeKeyword('and')) left = { type: 'and', left, right: parseComparison(reader) };
  return left;
}

function parseComparison(reader: TokenReader): Filter {
  const left = parseAdditive(reader);
  const { kind, text } = reader.token;
  if (kind !== 'mark' || !isComparison(text)) return left;
  reader.take();
  const right = parseAdditive(reader);
  if (reader.token.kind === 'mark' && isComparison(reader.token.text)) throw reader.unexpected();
  return { type: 'operate', operator: text, left, right };
}

function parseAdditive(reader: TokenReader): Filter {
  let left = parseMultiplicative(reader);
  for (;;) {
    const operator = reader.isMark('+') ? '+' : reader.isMark('-') ? '-' : null;
    if (!operator) return left;
    reader.take();
    left = { type: 'operate', operator, left, right: parseMultiplicative(reader) };
  }
}

function parseMultiplicative(reader: TokenReader): Filter {
  let left = parseUnary(reader);
  for (;;) {
    const operator = reader.isMark('*') ? '*' : reader.isMark('/') ? '/' : reader.isMark('%') ? '%' : null;
    if (!operator) return left;
    reader.take();
    left = { type: 'operate', operator, left, right: parseUnary(reader) };
  }
}

function parseUnary(reader: TokenReader): Filter {
  if (reader.takeMark('-')) return { type: 'negate', inner: reader.nested(() => parseUnary(reader)) };
  if (reader.isKeyword('def')) return parsePipe(reader);
  if (reader.takeKeyword('reduce')) return parseReduce(reader);
  if (reader.takeKeyword('foreach')) return parseForeach(reader);
  const term = parseTerm(reader);
  if (!reader.takeKeyword('as')) return term;
  const patterns = [parsePattern(reader)];
  while (reader.takeMark('?//')) patterns.push(parsePattern(reader));
  reader.expectMark('|');
  return { type: 'bind', source: term, patterns, body: parsePipe(reader) };
}

function parseReduce(reader: TokenReader): Filter {
  const { source, pattern } = parseSource(reader);
  const start = parsePipe(reader);
  reader.expectMark(';');
  const update = parsePipe(reader);
  reader.expectMark(')');
  return { type: 'reduce', source, pattern, start, update };
}

function parseForeach(reader: TokenReader): Filter {
  const { source, pattern } = parseSource(reader);
  const start = parsePipe(reader);
  reader.expectMark(';');
  const update = parsePipe(reader);
  const extract = reader.takeMark(';') ? parsePipe(reader) : null;
  reader.expectMark(')');
  return { type: 'foreach', source, pattern, start, update, extract };
}

function parseSource(reader: TokenReader): { source: Filter; pattern: Pattern } {
  const source = parseTerm(reader);
  reader.expectKeyword('as');
  const pattern = parsePattern(reader);
  reader.expectMark('(');
  return { source, pattern };
}

function parsePattern(reader: TokenReader): Pattern {
  if (reader.isMark('$')) return { type: 'variable', name: parseVariableName(reader) };
  if (reader.takeMark('[')) {
    const items: Pattern[] = [];
    do items.push(reader.nested(() => parsePattern(reader)));
    while (reader.takeMark(','));
    reader.expectMark(']');
    return { type: 'array', items };
  }
  reader.expectMark('{');
  const entries: Extract<Pattern, { type: 'object' }>['entries'][number][] = [];
  do {
    const variable = reader.isMark('$') ? parseVariableName(reader) : null;
    const key: Filter = variable === null ? parsePatternKey(reader) : { type: 'literal', value: variable };
    const needsValue = variable === null;
    const value = reader.takeMark(':') ? reader.nested(() => parsePattern(reader)) : null;
    if (needsValue && !value) throw reader.unexpected();
    entries.push({ key, variable, value });
  } while (reader.takeMark(','));
  reader.expectMark('}');
  return { type: 'object', entries };
}

function parsePatternKey(reader: TokenReader): Filter {
  if (reader.token.kind === 'identifier' || reader.token.kind === 'keyword') {
    return { type: 'literal', value: reader.take().text };
  }
  return parseTerm(reader);
}
