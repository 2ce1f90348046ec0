import { RE2JS } from 're2js';

/** A compiled pattern takes some 80 bytes a character: so many characters of patterns are kept, the oldest go first. */
const KEPT_CHARACTERS = 100_000;
const LONGEST_KEPT = 2_000;

const compiled = new Map<string, RE2JS>();
let characters = 0;

/** A pattern of RE2, which matches in linear time; one process-wide object for each. Throws RE2JSException. */
export function compilePattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const made = RE2JS.compile(pattern);
  if (pattern.length > LONGEST_KEPT) return made;
  compiled.set(pattern, made);
  characters += pattern.length;
  for (const oldest of compiled.keys()) {
    if (characters <= KEPT_CHARACTERS) break;
    compiled.delete(oldest);
    characters -= oldest.length;
  }
  return made;
}
