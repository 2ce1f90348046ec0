import { JqSyntaxError } from './failure.ts';
import { interpolationEnd } from './lexer.ts';
import type { Filter } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** A term with its suffixes: `.a`, `[…]`, `?`. */
export function parseTerm(reader: TokenReader): Filter {
  let term = reader.nested(() => parsePrimary(reader));
  for (;;) {
    const { kind, text } = reader.token;
    if (kind === 'field') {
      reader.take();
      term = { type: 'index', target: term, key: { type: 'literal', value: text.slice(1) } };
    } else if (kind === 'mark' && text === '.' && reader.following.kind === 'string') {
      reader.take();
      term = { type: 'index', target: term, key: parseString(reader, null) };
    } else if (kind === 'mark' && text === '.') {
      reader.take();
      if (!reader.isMark('[')) throw reader.unexpected(', expecting FORMAT or QQSTRING_START');
    } else if (kind === 'mark' && text === '[') term = parseBrackets(reader, term);
    else if (kind === 'mark' && text === '?') {
      reader.take();
      term = { type: 'try', body: term, handler: null };
    } else return term;
  }
}

function parseBrackets(reader: TokenReader, target: Filter): Filter {
  reader.take();
  if (reader.takeMark(']')) return { type: 'iterate', target };
  if (reader.takeMark(':')) {
    const to = reader.grammar.pipe(reader);
    reader.expectMark(']');
    return { type: 'slice', target, from: null, to };
  }
  const key = reader.grammar.pipe(reader);
  if (reader.takeMark(':')) {
    const to = reader.isMark(']') ? null : reader.grammar.pipe(reader);
    reader.expectMark(']');
    return { type: 'slice', target, from: key, to };
  }
  reader.expectMark(']');
  return { type: 'index', target, key };
}

function parsePrimary(reader: TokenReader): Filter {
  const { kind, text } = reader.token;
  switch (kind) {
    case 'number':
      reader.take();
      return { type: 'literal', value: Math.min(Number(text), Number.MAX_VALUE) };
    case 'string':
      return parseString(reader, null);
    case 'format':
      reader.take();
      return reader.token.kind === 'string' ? parseString(reader, text) : { type: 'format', name: text };
    case 'field':
      reader.take();
      return { type: 'index', target: { type: 'identity' }, key: { type: 'literal', value: text.slice(1) } };
    case 'identifier':
      return parseCall(reader);
    case 'keyword':
      return parseKeyword(reader);
    case 'mark':
      return parseMarked(reader);
    default:
      throw reader.unexpected();
  }
}

function parseCall(reader: TokenReader): Filter {
  const { text: name, at } = reader.take();
  if (name === 'null') return { type: 'literal', value: null };
  if (name === 'true' || name === 'false') return { type: 'literal', value: name === 'true' };
  if (name === 'break' && reader.isMark('$')) return { type: 'break', name: parseVariableName(reader) };
  const args: Filter[] = [];
  if (reader.takeMark('(')) {
    do args.push(reader.grammar.pipe(reader));
    while (reader.takeMark(';'));
    reader.expectMark(')');
  }
  return { type: 'call', name, args, at };
}

function parseKeyword(reader: TokenReader): Filter {
  if (reader.takeKeyword('if')) return parseIf(reader);
  if (reader.takeKeyword('try')) {
    const body = parseTry(reader);
    return { type: 'try', body, handler: reader.takeKeyword('catch') ? parseTry(reader) : null };
  }
  if (reader.isKeyword('reduce') || reader.isKeyword('foreach') || reader.isKeyword('def'))
    return reader.grammar.expression(reader);
  throw reader.unexpected();
}

/** What `try` and `catch` take: one term, with a sign in front perhaps. */
function parseTry(reader: TokenReader): Filter {
  return reader.takeMark('-') ? { type: 'negate', inner: parseTerm(reader) } : parseTerm(reader);
}

function parseIf(reader: TokenReader): Filter {
  const test = reader.grammar.pipe(reader);
  reader.expectKeyword('then');
  const then = reader.grammar.pipe(reader);
  if (reader.takeKeyword('elif')) return { type: 'if', test, then, otherwise: parseIf(reader) };
  const otherwise = reader.takeKeyword('else') ? reader.grammar.pipe(reader) : null;
  reader.expectKeyword('end');
  return { type: 'if', test, then, otherwise };
}

function parseMarked(reader: TokenReader): Filter {
  if (reader.takeMark('..')) return { type: 'recurse' };
  if (reader.isMark('.')) {
    reader.take();

    if (reader.token.kind === 'string')
      return { type: 'index', target: { type: 'identity' }, key: parseString(reader, null) };
    return { type: 'identity' };
  }
  if (reader.isMark('$')) return parseVariable(reader);
  if (reader.takeMark('(')) {
    const inner = reader.grammar.pipe(reader);
    reader.expectMark(')');
    return inner;
  }
  if (reader.takeMark('[')) {
    if (reader.takeMark(']')) return { type: 'array', inner: null };
    const inner = reader.grammar.pipe(reader);
    reader.expectMark(']');
    return { type: 'array', inner };
  }
  if (reader.takeMark('{')) return parseObject(reader);
  if (reader.isMark('-')) {
    reader.take();
    return { type: 'negate', inner: parseTerm(reader) };
  }
  throw reader.unexpected();
}

export function parseVariableName(reader: TokenReader): string {
  reader.expectMark('$');
  if (reader.token.kind !== 'identifier' && reader.token.kind !== 'keyword') throw reader.unexpected();
  return reader.take().text;
}

function parseVariable(reader: TokenReader): Filter {
  const { at } = reader.token;
  const name = parseVariableName(reader);
  if (name !== '__loc__') return { type: 'variable', name, at };
  const line = reader.source.slice(0, at).split('\n').length;
  return {
    type: 'literal',
    value: new Map<string, string | number>([
      ['file', '<top-level>'],
      ['line', line],
    ]),
  };
}

function parseObject(reader: TokenReader): Filter {
  const entries: (readonly [Filter, Filter])[] = [];
  while (!reader.isMark('}')) {
    entries.push(parseEntry(reader));
    if (!reader.takeMark(',')) break;
  }
  reader.expectMark('}');
  return { type: 'object', entries };
}

function parseEntry(reader: TokenReader): readonly [Filter, Filter] {
  const { kind } = reader.token;
  if (reader.isMark('$')) {
    const variable = parseVariable(reader);
    const name = variable.type === 'variable' ? variable.name : '__loc__';
    return [{ type: 'literal', value: name }, variable];
  }
  const key = parseKey(reader);
  if (reader.takeMark(':')) return [key, parseValue(reader)];
  if (kind === 'mark' || kind === 'number') throw reader.unexpected();
  return [key, { type: 'index', target: { type: 'identity' }, key }];
}

function parseKey(reader: TokenReader): Filter {
  const { kind, text } = reader.token;
  if (kind === 'identifier' || kind === 'keyword' || kind === 'number') {
    reader.take();
    return { type: 'literal', value: kind === 'number' ? Number(text) : text };
  }
  if (kind === 'string') return parseString(reader, null);
  if (kind === 'format') {
    reader.take();
    return reader.token.kind === 'string' ? parseString(reader, text) : { type: 'format', name: text };
  }
  reader.expectMark('(');
  const key = reader.grammar.pipe(reader);
  reader.expectMark(')');
  return key;
}

/** Values of an object are terms, joined by `|` alone. */
function parseValue(reader: TokenReader): Filter {
  const left = reader.grammar.expression(reader);
  return reader.takeMark('|') ? { type: 'pipe', left, right: parseValue(reader) } : left;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

function parseString(reader: TokenReader, format: string | null): Filter {
  const { text, at: start } = reader.take();
  const parts: (string | Filter)[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      plain += text[at];
      continue;
    }
    const next = text[++at] ?? '';
    if (next === '(') {
      const end = interpolationEnd(text, at);
      parts.push(
        plain,
        reader.nested(() => reader.grammar.filter(text.slice(at + 1, end - 1))),
      );
      plain = '';
      at = end - 1;
    } else if (next === 'u' && /^[0-9a-fA-F]{4}/.test(text.slice(at + 1))) {
      plain += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16));
      at += 4;
    } else {
      const known = ESCAPES[next];
      if (known === undefined)
        throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER', reader.source, start);
      plain += known;
    }
  }
  if (parts.length === 0) return { type: 'literal', value: plain };
  return { type: 'string', format, parts: [...parts, plain] };
}
