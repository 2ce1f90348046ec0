import { Lexer } from './lexer.ts';
import { parseExpression } from './parse-expression.ts';
import { parseBlock } from './parse-statement.ts';
import type { AwkProgram, FunctionDefinition, Rule, Statement } from './syntax.ts';
import { TokenReader } from './token-reader.ts';

/** A part of the program: the command line's text, or one `-f` file. */
export interface SourceText {
  readonly origin: string;
  readonly text: string;
}

/** Parses all parts as one program. Throws `AwkSyntaxError`; `warnings` are whole lines. */
export function parseProgram(parts: readonly SourceText[]): { program: AwkProgram; warnings: string[] } {
  const rules: Rule[] = [];
  const functions = new Map<string, FunctionDefinition>();
  const warnings: string[] = [];
  for (const { origin, text } of parts) {
    const lexer = new Lexer(text, origin);
    const reader = new TokenReader(lexer, parseExpression);
    for (reader.skipTerminators(); !reader.is('end'); reader.skipTerminators()) {
      if (reader.is('keyword', 'function') || reader.is('keyword', 'func')) {
        const definition = parseFunction(reader, functions);
        functions.set(definition.name, definition);
      } else rules.push(parseRule(reader));
    }
    warnings.push(...lexer.warnings);
  }
  return { program: { rules, functions }, warnings };
}

function parseRule(reader: TokenReader): Rule {
  const { kind, text } = reader.token;
  if (kind === 'keyword' && (text === 'BEGIN' || text === 'END' || text === 'BEGINFILE' || text === 'ENDFILE')) {
    const token = reader.take();
    if (!reader.isMark('{')) {
      throw reader.lexer.error(token, `${text} blocks must have an action part`);
    }
    return { pattern: text, action: parseBlock(reader) };
  }
  if (reader.isMark('{')) return { pattern: null, action: parseBlock(reader) };
  const pattern = parseExpression(reader);
  if (!reader.takeMark(',')) return { pattern, action: parseOptionalAction(reader) };
  reader.skipNewlines();
  const to = parseExpression(reader);
  return { pattern, to, action: parseOptionalAction(reader) };
}

function parseOptionalAction(reader: TokenReader): Statement | null {
  if (reader.isMark('{')) return parseBlock(reader);
  if (!reader.is('newline') && !reader.isMark(';') && !reader.is('end')) throw reader.unexpected();
  return null;
}

function parseFunction(reader: TokenReader, known: ReadonlyMap<string, FunctionDefinition>): FunctionDefinition {
  reader.take();
  if (!reader.is('name') && !reader.is('call')) throw reader.unexpected();
  const token = reader.take();
  if (known.has(token.text)) throw reader.lexer.error(token, `function name \`${token.text}' previously defined`);
  reader.expectMark('(');
  const parameters: string[] = [];
  while (!reader.isMark(')')) {
    reader.skipNewlines();
    if (!reader.is('name')) throw reader.unexpected();
    parameters.push(reader.take().text);
    if (!reader.takeMark(',')) break;
  }
  reader.skipNewlines();
  reader.expectMark(')');
  reader.skipNewlines();
  return { name: token.text, parameters, body: parseBlock(reader) };
}
