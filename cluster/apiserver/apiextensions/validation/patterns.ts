import { RE2JS } from 're2js';

const LIMIT = 2_000;
const compiled = new Map<string, RE2JS | string>();

/** A pattern in RE2's language; its problem in Go's words when it is none. Compiled once a process. */
function compile(pattern: string): RE2JS | string {
  let found = compiled.get(pattern);
  if (found === undefined) {
    if (compiled.size >= LIMIT) compiled.clear();
    found = tryCompile(pattern);
    compiled.set(pattern, found);
  }
  return found;
}

function tryCompile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
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
