import type { Command, Pipeline, Redirection, SimpleCommand, Statement, Word } from './ast.ts';
import { type CompoundReaders, parseCompound } from './compound.ts';
import type { BashSyntaxError } from './errors.ts';
import { parseRedirection } from './redirections.ts';
import type { Source } from './source.ts';
import { parseAssignment, parseWord } from './words.ts';

/** Words that end a list where a command could begin. */
const CLOSING = /(?:then|elif|else|fi|do|done|esac|\})(?=[\s;&|<>()]|$)/y;
const FUNCTION_NAME = /[^\s;&|<>()'"\\$`{}=]+(?=[ \t]*\([ \t]*\))/y;
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);
const ENDS_STATEMENT = new Set([';', '&', '\n']);

/** An and-or list with the `;`, `&` or newline that ends it (the newline itself is left). */
export function parseStatement(source: Source): Statement {
  const start = source.position;
  const first = parsePipeline(source);
  const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
  for (;;) {
    source.skipBlanks();
    const operator = source.operator();
    if (operator !== '&&' && operator !== '||') break;
    source.position += 2;
    source.skipNewlines();
    rest.push({ operator, pipeline: parsePipeline(source) });
  }
  const text = source.text.slice(start, source.position).trim();
  const operator = source.operator();
  if (operator === '&' || operator === ';') source.position++;
  else if (!source.atEnd && operator !== '\n' && operator !== ')' && operator?.startsWith(';') !== true) {
    throw source.unexpected();
  }
  if (operator !== null && ENDS_STATEMENT.has(operator)) source.skipBlanks();
  return { first, rest, background: operator === '&', text };
}

/** Statements up to one of the words that close a compound command (which is left). */
function parseList(source: Source): Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    source.skipNewlines();
    if (source.atEnd || source.char === ')' || source.startsWith(';;') || source.startsWith(';&')) break;
    if (source.match(CLOSING)) break;
    statements.push(parseStatement(source));
  }
  return statements;
}

function parsePipeline(source: Source): Pipeline {
  source.skipBlanks();
  const start = source.position;
  let negated = false;
  let timed: Pipeline['timed'];
  for (;;) {
    if (source.match(/!(?=[\s(]|$)/y)) {
      negated = !negated;
      source.position++;
    } else if (source.match(/time(?=[\s;|&]|$)/y) && !timed) {
      source.position += 4;
      source.skipBlanks();
      timed = source.match(/-p(?=\s)/y) ? 'posix' : 'bash';
      if (timed === 'posix') source.position += 2;
    } else break;
    source.skipBlanks();
  }
  const empty = (timed || negated) && (source.atEnd || ENDS_STATEMENT.has(source.operator() ?? ''));
  const commands: Command[] = empty ? [] : [parseCommand(source)];
  for (;;) {
    source.skipBlanks();
    const operator = source.operator();
    if (operator !== '|' && operator !== '|&') break;
    source.position += operator.length;
    if (operator === '|&') commands.push(withErrors(commands.pop()!));
    source.skipNewlines();
    commands.push(parseCommand(source));
  }
  const text = source.text.slice(start, source.position).trim();
  return { negated, ...(timed ? { timed } : {}), commands, text };
}

function withErrors(command: Command): Command {
  const both: Redirection = {
    operator: '>&',
    descriptor: 2,
    target: { parts: [{ type: 'literal', text: '1' }], plain: '1', text: '1' },
  };
  return { ...command, redirections: [...command.redirections, both] };
}

function parseCommand(source: Source): Command {
  source.skipBlanks();
  const line = source.line();
  const definition = parseFunctionDefinition(source, line) ?? parseCoprocess(source, line);
  if (definition) return definition;
  const compound = parseCompound(source, readers);
  if (compound) return { ...compound, redirections: parseRedirections(source), line };
  if (source.match(CLOSING)) throw source.unexpected();
  return parseSimple(source, line);
}

function parseRedirections(source: Source): Redirection[] {
  const redirections: Redirection[] = [];
  for (;;) {
    source.skipBlanks();
    const redirection = parseRedirection(source);
    if (!redirection) return redirections;
    redirections.push(redirection);
  }
}

function parseFunctionDefinition(source: Source, line: number): Command | null {
  const start = source.position;
  const keyword = source.match(/function(?=[ \t]+[^\s])/y);
  if (keyword) {
    source.position += keyword.length;
    source.skipBlanks();
  }
  const name = source.match(keyword ? /[^\s;&|<>()'"\\$`]+/y : FUNCTION_NAME);
  if (name === null) {
    source.position = start;
    return null;
  }
  source.position += name.length;
  source.skipBlanks();
  const parentheses = source.match(/\([ \t]*\)/y);
  if (parentheses) source.position += parentheses.length;
  source.skipNewlines();
  const compound = parseCompound(source, readers);
  if (!compound) throw source.unexpected();
  const body = { ...compound, redirections: parseRedirections(source), line };
  return { type: 'function', name, body, redirections: [], line };
}

/** `coproc NAME compound` or `coproc command`. */
function parseCoprocess(source: Source, line: number): Command | null {
  if (source.match(/coproc(?=[ \t]+[^\s;&|<>)])/y) === null) return null;
  source.position += 'coproc'.length;
  source.skipBlanks();
  const name = source.match(/[A-Za-z_]\w*(?=[ \t]+(?:[({]|(?:if|for|while|until|case|select)[\s;]))/y);
  if (name !== null && !RESERVED_NAMES.has(name)) {
    source.position += name.length;
    return { type: 'coproc', name, body: parseCommand(source), redirections: [], line };
  }
  return { type: 'coproc', name: 'COPROC', body: parseCommand(source), redirections: [], line };
}

/** `name(` begins a function: what is wrong is what stands there instead of `)`. */
function afterParenthesis(source: Source, isName: boolean): BashSyntaxError {
  if (!isName) return source.unexpected();
  source.position++;
  source.skipBlanks();
  return source.unexpectedHere();
}

const RESERVED_NAMES = new Set(['if', 'for', 'while', 'until', 'case', 'select', 'function']);

function parseSimple(source: Source, line: number): Command {
  const assignments: SimpleCommand['assignments'][number][] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  let aliasable = true;
  // The line where bash's parser stands once it has seen the second word.
  let at = line;
  for (;;) {
    if (words.length + assignments.length + redirections.length <= 2) at = source.line();
    source.skipBlanks();
    const redirection = parseRedirection(source);
    if (redirection) {
      redirections.push(redirection);
      continue;
    }
    const start = source.position;
    const isDeclaration = DECLARATIONS.has(words[0]?.plain ?? '');
    const assignment = words.length === 0 || isDeclaration ? parseAssignment(source) : null;
    if (assignment && words.length === 0) {
      assignments.push(assignment);
      continue;
    }
    if (assignment) {
      words.push({ parts: [], text: assignment.text, assignment });
      continue;
    }
    const word = parseWord(source);
    if (word.parts.length === 0) break;
    const literal = word.parts.length === 1 && word.parts[0]!.type === 'literal' ? word.parts[0]!.text : null;
    if (aliasable && literal !== null && source.expandAlias(literal, start)) {
      // An alias may stand for anything that begins a command.
      if (words.length + assignments.length + redirections.length === 0) return parseCommand(source);
      continue;
    }
    aliasable = source.aliasFollows();
    words.push(word);
  }
  if (words.length + assignments.length + redirections.length === 0) throw source.unexpected();
  if (source.char === '(')
    throw afterParenthesis(source, words.length === 1 && assignments.length + redirections.length === 0);
  return { type: 'simple', assignments, words, redirections, line: at };
}

const readers: CompoundReaders = { list: parseList, command: parseCommand };
