import type { ConditionalTest, Word } from './ast.ts';
import { BashSyntaxError } from './errors.ts';
import type { Source } from './source.ts';
import { parseWord } from './words.ts';

const UNARY = /-[abcdefghknoprstuvwxzGLNORS](?=\s)/y;
const BINARY = /(?:(?:=~|==|!=|=|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=\s)|[<>](?!\())/y;
const END = /\]\](?=[\s;&|<>()]|$)/y;
const TOKEN = /\]\]|&&|\|\||[;&|<>()]/y;

/** The inside of `[[ ]]` with its end: || binds weakest, then &&, then !. */
export function parseTest(source: Source): ConditionalTest {
  const line = source.line();
  const test = parseOr(source, line);
  source.skipNewlines();
  if (source.match(END) === null)
    throw refused(source, line, 'unexpected token', 'conditional binary operator expected');
  source.position += 2;
  return test;
}

/** These errors end the input, though not with a failure (as bash's parser returns from its own scanner here). */
function refused(source: Source, line: number, what: string, otherwise: string): BashSyntaxError {
  if (source.atEnd) return source.unclosedBy("unexpected EOF while looking for `]]'", line);
  const token = source.char === '\n' ? 'newline' : source.match(TOKEN);
  const message =
    token === null
      ? otherwise
      : `${what} \`${token}'${otherwise.startsWith('unexpected') ? otherwise.slice(otherwise.indexOf(' to ')) : `, ${otherwise}`}`;
  return new BashSyntaxError(message, source.line(), undefined, 0);
}

function parseOr(source: Source, line: number): ConditionalTest {
  let left = parseAnd(source, line);
  while (takeOperator(source, '||')) left = { type: 'or', left, right: parseAnd(source, line) };
  return left;
}

function parseAnd(source: Source, line: number): ConditionalTest {
  let left = parseNot(source, line);
  while (takeOperator(source, '&&')) left = { type: 'and', left, right: parseNot(source, line) };
  return left;
}

function takeOperator(source: Source, operator: string): boolean {
  source.skipNewlines();
  return source.take(operator);
}

function parseNot(source: Source, line: number): ConditionalTest {
  source.skipNewlines();
  if (source.match(/!(?=[\s(])/y)) {
    source.position++;
    return { type: 'not', test: parseNot(source, line) };
  }
  if (source.take('(')) {
    const test = parseOr(source, line);
    source.skipNewlines();
    if (!source.take(')')) throw refused(source, line, 'unexpected token', "expected `)'");
    return { type: 'parentheses', test };
  }
  return parsePrimary(source, line);
}

function parsePrimary(source: Source, line: number): ConditionalTest {
  const unary = source.match(UNARY);
  if (unary) {
    const start = source.position;
    source.position += unary.length;
    source.skipBlanks();
    // `[[ -n = x ]]` compares the string itself.
    if (source.match(BINARY) === null) {
      return { type: 'unary', operator: unary, operand: argument(source, line, 'unary') };
    }
    source.position = start;
  }
  if (source.match(END)) throw new BashSyntaxError('', source.line(), undefined, 0);
  const left = parseWord(source);
  if (left.parts.length === 0) {
    if (source.atEnd) throw refused(source, line, '', '');
    const message = `unexpected token \`${source.match(TOKEN) ?? source.char}' in conditional command`;
    throw new BashSyntaxError(message, source.line(), undefined, 0);
  }
  source.skipBlanks();
  const operator = source.match(BINARY);
  if (operator === null) return { type: 'unary', operator: '', operand: ended(source, line, left) };
  source.position += operator.length;
  source.skipBlanks();
  const isExpression = operator === '=~';
  return { type: 'binary', operator, left, right: argument(source, line, 'binary', isExpression) };
}

/** A word that stands alone: what follows has to end it. */
function ended(source: Source, line: number, word: Word): Word {
  if (source.match(/\s*(?:\]\](?=[\s;&|<>()]|$)|&&|\|\||\))/y) === null) {
    throw refused(source, line, 'unexpected token', 'conditional binary operator expected');
  }
  return word;
}

function argument(source: Source, line: number, kind: string, regex = false): Word {
  const message = `unexpected argument to conditional ${kind} operator`;
  if (source.match(END)) throw refused(source, line, 'unexpected argument', message);
  const word = parseWord(source, regex ? { regex: true } : {});
  if (word.parts.length === 0) throw refused(source, line, 'unexpected argument', message);
  return word;
}
