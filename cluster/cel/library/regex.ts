import { type RE2JS, RE2JSException } from 're2js';
import { type CallContext, define, failure, indexOf, type Library, textOf } from '../function.ts';
import { compilePattern } from './compiled-patterns.ts';

function compile(pattern: string): RE2JS {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) throw failure(error.message);
    throw error;
  }
}

function charge(text: string, pattern: string, context: CallContext): void {
  context.charge(Math.ceil((text.length + 1) * 0.1) * Math.max(1, Math.ceil(pattern.length * 0.25)));
}

/** Whether the pattern is found anywhere in the text. */
export function matches(text: string, pattern: string, context: CallContext): boolean {
  charge(text, pattern, context);
  return compile(pattern).matcher(text).find();
}

function findAll(text: string, pattern: string, limit: number, context: CallContext): string[] {
  charge(text, pattern, context);
  const found: string[] = [];
  const matcher = compile(pattern).matcher(text);
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

/** apiserver/pkg/cel/library/regex.go. */
export const regex: Library = {
  find: define(['string.(string) string'], ([a, b], context) => findAll(textOf(a), textOf(b), 1, context)[0] ?? ''),
  findAll: define(['string.(string) list(string)', 'string.(string, int) list(string)'], ([a, b, limit], context) =>
    findAll(textOf(a), textOf(b), limit === undefined ? -1 : indexOf(limit), context),
  ),
};
