import type { RE2JS } from 're2js';
import { compilePattern } from '../../../cel/library/compiled-patterns.ts';

/** A pattern in RE2's language; its problem in Go's words when it is none. */
function compile(pattern: string): RE2JS | string {
  try {
    return compilePattern(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** regexp.MatchString: anywhere in the text unless the pattern says otherwise; in linear time. */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = compile(pattern);
  return typeof expression !== 'string' && expression.matcher(text).find();
}

/** What is wrong with a pattern (`error parsing regexp: …`); undefined: nothing. */
export function patternProblem(pattern: string): string | undefined {
  const found = compile(pattern);
  return typeof found === 'string' ? found : undefined;
}
