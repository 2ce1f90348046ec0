import { compileExpression, quoteExpression } from './regular-expression.ts';

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /** `*`, `?` and brackets do not match a slash (file names). */
  readonly fileName?: boolean;
}

/** Whether the pattern holds anything but literal text (a backslash quotes the next character). */
export function hasPattern(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*(?:[*?]|\[.*\]|[+@!]\()/s.test(pattern);
}

/** Text as a pattern that matches only itself. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|+@!]/g, '\\$&');
}

export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}

/** Whether the whole text matches (Bash Reference Manual, 3.5.8.1, extended patterns included). */
export function matchesPattern(text: string, pattern: string, options: PatternOptions = {}): boolean {
  if (!hasPattern(pattern) && !options.ignoreCase) return text === unquotePattern(pattern);
  const negation = findNegation(pattern);
  if (negation) return matchesNegation(text, negation, options);
  const expression = compileExpression(`^(?:${expressionOf(pattern, options)})$`, {
    dotAll: true,
    ...(options.ignoreCase ? { ignoreCase: true } : {}),
  });
  return expression ? expression.matcher(text).find() : text === pattern;
}

/**
 * The longest or shortest prefix (or suffix) of `text` that matches, as its length; null when none does. Both come from
 * trying lengths, as bash itself does.
 */
export function matchedLength(
  text: string,
  pattern: string,
  end: 'prefix' | 'suffix',
  longest: boolean,
): number | null {
  for (let step = 0; step <= text.length; step++) {
    const length = longest ? text.length - step : step;
    const part = end === 'prefix' ? text.slice(0, length) : text.slice(text.length - length);
    if (matchesPattern(part, pattern)) return length;
  }
  return null;
}

/** The regular expression of a pattern without `!( )`, unanchored. */
export function expressionOf(pattern: string, options: PatternOptions = {}): string {
  const any = options.fileName ? '[^/]' : '.';
  let result = '';
  let at = 0;
  const closings: string[] = [];
  while (at < pattern.length) {
    const char = pattern[at]!;
    const next = pattern[at + 1];
    if (char === '\\' && next !== undefined) {
      result += quoteExpression(next);
      at += 2;
    } else if ('?*+@'.includes(char) && next === '(') {
      result += '(?:';
      closings.push(char === '@' ? ')' : `)${char}`);
      at += 2;
    } else if (closings.length > 0 && (char === '|' || char === ')')) {
      result += char === '|' ? '|' : closings.pop();
      at++;
    } else if (char === '[') {
      const bracket = bracketExpression(pattern, at);
      result += bracket ? bracket.source : '\\[';
      at = bracket ? bracket.end : at + 1;
    } else {
      result += char === '*' ? `${any}*` : char === '?' ? any : quoteExpression(char);
      at++;
    }
  }
  return result;
}

function bracketExpression(pattern: string, start: number): { source: string; end: number } | null {
  let at = start + 1;
  let source = '[';
  if (pattern[at] === '!' || pattern[at] === '^') {
    source += '^';
    at++;
  }
  for (let first = true; at < pattern.length; first = false) {
    const char = pattern[at]!;
    if (char === ']' && !first) return { source: `${source}]`, end: at + 1 };
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at, at + 12));
    if (named) {
      source += named[0];
      at += named[0].length;
    } else if (char === '\\' && at + 1 < pattern.length) {
      source += `\\${pattern[at + 1]}`.replace(/\\(\w)/, '$1');
      at += 2;
    } else {
      source += char === '-' ? '-' : quoteExpression(char);
      at++;
    }
  }
  return null;
}

interface Negation {
  readonly before: string;
  readonly inside: string;
  readonly after: string;
}

/** The first `!( )` at the top level of the pattern. */
function findNegation(pattern: string): Negation | null {
  const start = pattern.search(/(?<!\\)!\(/);
  if (start < 0) return null;
  let depth = 0;
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) {
      return { before: pattern.slice(0, start), inside: pattern.slice(start + 2, at), after: pattern.slice(at + 1) };
    }
  }
  return null;
}

/** Tries each way to cut the text in three; patterns with a negation are short and so are the texts. */
function matchesNegation(text: string, { before, inside, after }: Negation, options: PatternOptions): boolean {
  for (let from = 0; from <= text.length; from++) {
    if (!matchesPattern(text.slice(0, from), before, options)) continue;
    for (let to = text.length; to >= from; to--) {
      if (!matchesPattern(text.slice(to), after, options)) continue;
      if (!matchesPattern(text.slice(from, to), `@(${inside})`, options)) return true;
    }
  }
  return false;
}
