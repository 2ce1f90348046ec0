import type { ConditionalTest } from './ast.ts';
import { BashSyntaxError } from './errors.ts';
import type { Source } from './source.ts';
import { parseWord } from './words.ts';

const UNARY = /-[abcdefghknoprstuvwxzGLNORS](?=\s)/y;
const BINARY = /(?:=~|==|!=|=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=\s)/y;

/** The inside of `[[ ]]`: || binds weakest, then &&, then !. */
export function parseTest(source: Source): ConditionalTest {
  let left = parseAnd(source);
  while (takeOperator(source, '||')) left = { type: 'or', left, right: parseAnd(source) };
  return left;
}

function parseAnd(source: Source): ConditionalTest {
  let left = parseNot(source);
  while (takeOperator(source, '&&')) left = { type: 'and', left, right: parseNot(source) };
  return left;
}

function takeOperator(source: Source, operator: string): boolean {
  source.skipNewlines();
  return source.take(operator);
}

function parseNot(source: Source): ConditionalTest {
  source.skipNewlines();
  if (source.match(/!(?=[\s(])/y)) {
    source.position++;
    return { type: 'not', test: parseNot(source) };
  }
  if (source.take('(')) {
    const test = parseTest(source);
    source.skipNewlines();
    if (!source.take(')')) throw source.unexpected();
    return test;
  }
  return parsePrimary(source);
}

function parsePrimary(source: Source): ConditionalTest {
  const unary = source.match(UNARY);
  if (unary) {
    const start = source.position;
    source.position += unary.length;
    source.skipBlanks();
    // `[[ -n ]]` and `[[ -n = x ]]` test the string itself.
    if (!source.startsWith(']]') && source.match(BINARY) === null) {
      return { type: 'unary', operator: unary, operand: operand(source) };
    }
    source.position = start;
  }
  const left = operand(source);
  source.skipBlanks();
  const operator = source.match(BINARY);
  if (operator === null) {
    if (!/[\s)\]&|]/.test(source.char)) throw source.unexpected();
    return { type: 'unary', operator: '-n', operand: left };
  }
  source.position += operator.length;
  source.skipBlanks();
  const right = operator === '=~' ? parseWord(source, { regex: true }) : operand(source);
  return { type: 'binary', operator, left, right };
}

function operand(source: Source) {
  const word = parseWord(source);
  if (source.atEnd) throw source.incomplete('syntax error: unexpected end of file');
  if (word.parts.length === 0) {
    throw new BashSyntaxError(`unexpected token \`${source.char}' in conditional command`, source.line());
  }
  return word;
}
