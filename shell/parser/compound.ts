import type { CaseCommand, Command, IfCommand, Script, Statement, Word } from './ast.ts';
import { parseTest } from './conditional.ts';
import { BashSyntaxError } from './errors.ts';
import { arithmeticWord, closingParentheses } from './expansions.ts';
import type { Source } from './source.ts';
import { parseDouble, parseWord } from './words.ts';

/** How lists and commands inside are read; given by the grammar of commands, which in turn reads compounds here. */
export interface CompoundReaders {
  list(source: Source): Statement[];
  command(source: Source): Command;
}

/** Distributes over the union, so that each command keeps its own fields. */
type Bare<C> = C extends Command ? Omit<C, 'redirections' | 'line'> : never;
export type CompoundCommand = Bare<Command>;

const RESERVED = /(?:if|while|until|for|select|case|\{|\[\[)(?=[\s;&|<>()]|$)/y;
/** Whether it is a name at all is looked at when the loop runs. */
const FOR_NAME = /[^\s;&|<>()'"\\$`]+/y;

/** A compound command from here, without the redirections after it; null when none begins here. */
export function parseCompound(source: Source, readers: CompoundReaders): CompoundCommand | null {
  if (source.startsWith('((')) {
    const end = closingParentheses(source.text, source.position + 2);
    if (typeof end === 'number') return arithmeticCommand(source, end);
  }
  if (source.char === '(') return enclosed(source, readers, 'subshell', '(', ')');
  const word = source.match(RESERVED);
  if (word === null) return null;
  if (word === '{') return enclosed(source, readers, 'group', '{', '}');
  source.position += word.length;
  if (word === 'if') return parseIf(source, readers);
  if (word === 'while' || word === 'until') {
    const condition = required(source, readers);
    expectWord(source, 'do');
    const body = required(source, readers);
    expectWord(source, 'done');
    return { type: word, condition, body };
  }
  if (word === 'case') return parseCase(source, readers);
  if (word === '[[') return parseConditional(source);
  return parseFor(source, readers, word === 'select' ? 'select' : 'for');
}

function arithmeticCommand(source: Source, end: number): CompoundCommand {
  source.position += 2;
  return { type: 'arithmetic-command', expression: arithmeticWord(source, end, '))', { double: parseDouble }) };
}

function enclosed(
  source: Source,
  readers: CompoundReaders,
  type: 'group' | 'subshell',
  open: string,
  close: string,
): CompoundCommand {
  source.position += open.length;
  const body = required(source, readers);
  if (!source.take(close)) throw source.unexpected();
  return { type, body };
}

/** A list with at least one statement. */
function required(source: Source, readers: CompoundReaders): Script {
  const statements = readers.list(source);
  if (statements.length === 0) throw source.unexpected();
  return { statements };
}

function takeWord(source: Source, word: string): boolean {
  source.skipNewlines();
  const next = source.text[source.position + word.length] ?? ' ';
  return source.startsWith(word) && /[\s;&|<>()]/.test(next) && source.take(word);
}

function expectWord(source: Source, word: string): void {
  if (!takeWord(source, word)) throw source.unexpected();
}

function parseIf(source: Source, readers: CompoundReaders): CompoundCommand {
  const branches: IfCommand['branches'][number][] = [];
  do {
    const condition = required(source, readers);
    expectWord(source, 'then');
    branches.push({ condition, body: required(source, readers) });
  } while (takeWord(source, 'elif'));
  const otherwise = takeWord(source, 'else') ? required(source, readers) : undefined;
  expectWord(source, 'fi');
  return { type: 'if', branches, ...(otherwise ? { otherwise } : {}) };
}

function parseFor(source: Source, readers: CompoundReaders, type: 'for' | 'select'): CompoundCommand {
  source.skipBlanks();
  if (type === 'for' && source.startsWith('((')) return parseArithmeticFor(source, readers);
  const name = source.match(FOR_NAME);
  if (name === null) throw source.unexpectedHere();
  source.position += name.length;
  source.skipNewlines();
  let words: Word[] | undefined;
  if (source.match(/in(?=[\s;]|$)/y)) {
    source.position += 2;
    words = parseWords(source);
  }
  source.skipBlanks();
  if (source.char === ';') source.position++;
  return { type, name, ...(words ? { words } : {}), body: parseBody(source, readers) };
}

function parseWords(source: Source): Word[] {
  const words: Word[] = [];
  for (;;) {
    source.skipBlanks();
    const word = parseWord(source);
    if (word.parts.length > 0) words.push(word);
    else if (source.atEnd || source.char === ';' || source.char === '\n') return words;
    else throw source.unexpected();
  }
}

/** `do … done`, or the braces that bash takes in its place. */
function parseBody(source: Source, readers: CompoundReaders): Script {
  source.skipNewlines();
  if (source.match(/\{(?=\s)/y)) {
    source.position++;
    const body = required(source, readers);
    if (!source.take('}')) throw source.unexpected();
    return body;
  }
  expectWord(source, 'do');
  const body = required(source, readers);
  expectWord(source, 'done');
  return body;
}

function parseArithmeticFor(source: Source, readers: CompoundReaders): CompoundCommand {
  const line = source.line();
  const end = closingParentheses(source.text, source.position + 2);
  if (typeof end !== 'number') throw source.unclosed(')', line);
  const parts = source.text.slice(source.position + 2, end).split(';');
  if (parts.length !== 3) {
    const text = source.text.slice(source.position, end + 2);
    throw new BashSyntaxError('syntax error: arithmetic expression required', line, `syntax error: \`${text}'`);
  }
  source.position += 2;
  const words = parts.map((part, index) =>
    arithmeticWord(source, source.position + part.length, index === 2 ? '))' : ';', { double: parseDouble }),
  );
  source.skipBlanks();
  if (source.char === ';') source.position++;
  const [start, condition, step] = words as [Word, Word, Word];
  return { type: 'arithmetic-for', start, condition, step, body: parseBody(source, readers) };
}

function parseCase(source: Source, readers: CompoundReaders): CompoundCommand {
  source.skipBlanks();
  const subject = parseWord(source);
  if (subject.parts.length === 0) throw source.unexpected();
  expectWord(source, 'in');
  const clauses: CaseCommand['clauses'][number][] = [];
  while (!takeWord(source, 'esac')) clauses.push(parseClause(source, readers));
  return { type: 'case', subject, clauses };
}

function parseClause(source: Source, readers: CompoundReaders): CaseCommand['clauses'][number] {
  source.take('(');
  const patterns: Word[] = [];
  do {
    source.skipBlanks();
    const pattern = parseWord(source);
    if (pattern.parts.length === 0) throw source.unexpected();
    patterns.push(pattern);
    source.skipBlanks();
  } while (source.take('|'));
  if (!source.take(')')) throw source.unexpected();
  const body = { statements: readers.list(source) };
  const end = source.startsWith(';;&') ? ';;&' : source.startsWith(';;') ? ';;' : source.startsWith(';&') ? ';&' : null;
  if (end) source.position += end.length;
  else if (!source.match(/esac(?=[\s;&|<>()]|$)/y)) throw source.unexpected();
  return { patterns, body, end: end ?? ';;' };
}

function parseConditional(source: Source): CompoundCommand {
  return { type: 'conditional', test: parseTest(source) };
}
