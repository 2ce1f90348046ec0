import { RE2JS, RE2JSException } from 're2js';

const compiled = new Map<string, RE2JS>();
const MAXIMUM_COMPILED = 500;

export interface ExpressionOptions {
  readonly ignoreCase?: boolean;
  /** `.` matches a newline too. */
  readonly dotAll?: boolean;
  readonly multiline?: boolean;
}

/** Compiles for the linear-time engine; undefined when the expression is not valid. */
export function compileExpression(source: string, options: ExpressionOptions = {}): RE2JS | undefined {
  let flags = 0;
  if (options.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE;
  if (options.dotAll) flags |= RE2JS.DOTALL;
  if (options.multiline) flags |= RE2JS.MULTILINE;
  const key = `${flags}:${source}`;
  let expression = compiled.get(key);
  if (expression) return expression;
  try {
    expression = RE2JS.compile(source, flags);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
  if (compiled.size >= MAXIMUM_COMPILED) compiled.clear();
  compiled.set(key, expression);
  return expression;
}

/** Text as an expression that matches only itself. */
export function quoteExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
