import { ansiEscapes } from './ansi-escapes.ts';
import type { ArrayLiteral, Assignment, Word, WordPart } from './ast.ts';
import { parseDollar } from './expansions.ts';
import { Source } from './source.ts';

/** Characters that end an unquoted word. */
const METACHARACTERS = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', '']);
const LITERAL = /[^\s;&|<>()'"\\$`?*+@!]+/y;

/** Where a word ends, besides at metacharacters. */
export interface WordContext {
  /** Stops at this character when it is not quoted (`}` in `${a:-b}`, `]` in a subscript). */
  readonly until?: string;
  /** Metacharacters are ordinary: the word of `${a:-b c}`. */
  readonly anything?: boolean;
  /** Inside double quotes: single quotes are ordinary, a backslash quotes only a few. */
  readonly inDouble?: boolean;
  /** The right side of `=~`: parentheses and bars belong to the expression. */
  readonly regex?: boolean;
}

/** Reads a word from here; empty (no parts) when none begins here. */
export function parseWord(source: Source, context: WordContext = {}): Word {
  const parts: WordPart[] = [];
  const start = source.position;
  let depth = 0;
  while (!source.atEnd) {
    const char = source.char;
    if (context.until !== undefined && depth === 0 && source.startsWith(context.until)) break;
    if (context.regex && (char === '(' || char === ')' || char === '|')) {
      if (char === ')' && depth === 0) break;
      depth += char === '(' ? 1 : char === ')' ? -1 : 0;
      push(parts, char);
      source.position++;
      continue;
    }
    if (!context.anything && METACHARACTERS.has(char) && !(context.regex && depth > 0)) {
      if ((char === '<' || char === '>') && source.text[source.position + 1] === '(') {
        if (parts.length > 0) break;
        parts.push(processSubstitution(source, char));
        continue;
      }
      break;
    }
    parsePart(source, parts, context);
  }
  const text = source.text.slice(start, source.position);
  return finish(withSurroundings(parts, text), text);
}

function parsePart(source: Source, parts: WordPart[], context: WordContext): void {
  const char = source.char;
  if (char === '\\') backslash(source, parts, context);
  else if (char === "'" && !context.inDouble) parts.push({ type: 'quoted', text: singleQuoted(source) });
  else if (char === "'" && context.until === '}' && source.text.includes("'", source.position + 1)) {
    // Inside double quotes they are ordinary, yet hide a brace that would end the expansion.
    const end = source.text.indexOf("'", source.position + 1) + 1;
    push(parts, source.text.slice(source.position, end));
    source.position = end;
  } else if (char === '"') parts.push(doubleQuoted(source));
  else if (char === '$') dollar(source, parts, context);
  else if (char === '`') parts.push(backquoted(source, context.inDouble === true));
  else if ('?*+@!'.includes(char) && source.text[source.position + 1] === '(' && !context.inDouble)
    extendedGlob(source, parts);
  else if (context.anything || context.until !== undefined || context.regex) {
    push(parts, char);
    source.position++;
  } else {
    const text = source.match(LITERAL) ?? char;
    push(parts, text);
    source.position += text.length;
  }
}

function backslash(source: Source, parts: WordPart[], context: WordContext): void {
  const next = source.text[source.position + 1];
  if (next === undefined) throw source.incomplete('syntax error: unexpected end of file');
  source.position += 2;
  if (next === '\n') return;
  if (context.inDouble && !'$`"\\}'.includes(next)) push(parts, `\\${next}`);
  else parts.push({ type: 'quoted', text: next });
}

function singleQuoted(source: Source): string {
  const line = source.line();
  const end = source.text.indexOf("'", source.position + 1);
  if (end < 0) throw source.unclosed("'", line);
  const text = source.text.slice(source.position + 1, end);
  source.position = end + 1;
  return text;
}

function dollar(source: Source, parts: WordPart[], context: WordContext): void {
  const next = source.text[source.position + 1];
  if (next === "'" && !context.inDouble) {
    parts.push({ type: 'quoted', text: ansiQuoted(source) });
  } else if (next === '"' && !context.inDouble) {
    source.position++;
    parts.push(doubleQuoted(source));
  } else {
    const part = parseDollar(source, readers, context.inDouble === true);
    if (part) parts.push(part);
    else {
      push(parts, '$');
      source.position++;
    }
  }
}

function ansiQuoted(source: Source): string {
  const line = source.line();
  let end = source.position + 2;
  while (end < source.text.length && source.text[end] !== "'") end += source.text[end] === '\\' ? 2 : 1;
  if (end >= source.text.length) throw source.unclosed("'", line);
  const text = source.text.slice(source.position + 2, end);
  source.position = end + 1;
  // A string of C ends at its first zero byte.
  return ansiEscapes(text).replace(/\0.*$/s, '');
}

function doubleQuoted(source: Source): WordPart {
  const line = source.line();
  source.position++;
  const parts = parseDouble(source, '"');
  if (!source.take('"')) throw source.unclosed('"', line);
  return { type: 'double', parts };
}

/** The inside of double quotes (or of a here-document), up to `until` or the end of the text. */
export function parseDouble(source: Source, until: string | null): WordPart[] {
  const parts: WordPart[] = [];
  const start = source.position;
  while (!source.atEnd && source.char !== until) {
    const char = source.char;
    if (char === '\\') {
      const next = source.text[source.position + 1] ?? '';
      source.position += next ? 2 : 1;
      if (next === '\n') continue;
      const quotes = next !== '' && (until === '"' ? '$`"\\' : '$`\\').includes(next);
      push(parts, quotes ? next : `\\${next}`);
    } else if (char === '$') dollar(source, parts, { inDouble: true });
    else if (char === '`') parts.push(backquoted(source, true));
    else {
      const text = source.match(/[^\\$`"]+/y) ?? char;
      push(parts, text);
      source.position += text.length;
    }
  }
  return withSurroundings(parts, source.text.slice(start, source.position));
}

/** A substitution that is none is complained of with what stands around it. */
function withSurroundings(parts: WordPart[], within: string): WordPart[] {
  return parts.map((part) => (part.type === 'bad-substitution' ? { ...part, within } : part));
}

function backquoted(source: Source, inDouble: boolean): WordPart {
  const line = source.line();
  let end = source.position + 1;
  while (end < source.text.length && source.text[end] !== '`') end += source.text[end] === '\\' ? 2 : 1;
  if (end >= source.text.length) throw source.unclosed('`', line);
  const quoted = source.text.slice(source.position + 1, end);
  source.position = end + 1;
  const text = quoted.replace(inDouble ? /\\([$`"\\])/g : /\\([$`\\])/g, '$1');
  const inner = new Source(text, { ...source.options, firstLine: line });
  return { type: 'command', script: inner.options.parseScript(inner) };
}

function processSubstitution(source: Source, direction: '<' | '>'): WordPart {
  source.position += 2;
  const line = source.line();
  const script = source.options.parseScript(source);
  if (!source.take(')')) throw source.atEnd ? source.unclosed(')', line) : source.unexpected();
  return { type: 'process', direction, script };
}

/** `@(a|b)` and its kin stay text; the pattern matcher reads them. Quotes and expansions inside keep their meaning. */
function extendedGlob(source: Source, parts: WordPart[]): void {
  const line = source.line();
  push(parts, `${source.char}(`);
  source.position += 2;
  while (source.char !== ')') {
    if (source.atEnd) throw source.unclosed(')', line);
    if (source.char === '|' || METACHARACTERS.has(source.char)) {
      push(parts, source.char);
      source.position++;
    } else parsePart(source, parts, {});
  }
  push(parts, ')');
  source.position++;
}

function push(parts: WordPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.type === 'literal') parts[parts.length - 1] = { type: 'literal', text: last.text + text };
  else parts.push({ type: 'literal', text });
}

export function finish(parts: readonly WordPart[], text: string): Word {
  const plain = plainText(parts);
  return plain === undefined ? { parts, text } : { parts, text, plain };
}

function plainText(parts: readonly WordPart[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.type === 'quoted') text += part.text;
    else if (part.type === 'literal' && !/[*?[{~(]/.test(part.text)) text += part.text;
    else if (part.type === 'double' && part.parts.every((inner) => inner.type === 'literal')) {
      for (const inner of part.parts) if (inner.type === 'literal') text += inner.text;
    } else return undefined;
  }
  return parts.length > 0 ? text : undefined;
}

const readers = {
  word: (source: Source, context: WordContext) => parseWord(source, context),
  double: parseDouble,
};

const ASSIGNMENT = /[A-Za-z_][A-Za-z0-9_]*(?=\+?=|\[)/y;

/** `name=value`, `name[subscript]+=value` or `name=(…)` from here; null (and no movement) when it is not one. */
export function parseAssignment(source: Source): Assignment | null {
  const start = source.position;
  const name = source.match(ASSIGNMENT);
  if (!name) return null;
  source.position += name.length;
  let subscript: Word | undefined;
  if (source.take('[')) {
    subscript = parseWord(source, { until: ']', anything: true });
    if (!source.take(']')) {
      source.position = start;
      return null;
    }
  }
  const append = source.startsWith('+=');
  if (!source.take(append ? '+=' : '=')) {
    source.position = start;
    return null;
  }
  const value = source.char === '(' && !subscript ? parseArray(source) : parseWord(source);
  const text = source.text.slice(start, source.position);
  return { name, ...(subscript ? { subscript } : {}), append, value, text };
}

function parseArray(source: Source): ArrayLiteral {
  const line = source.line();
  source.position++;
  const elements: { key?: Word; append?: boolean; value: Word }[] = [];
  for (;;) {
    source.skipNewlines();
    if (source.take(')')) return { elements };
    if (source.atEnd) throw source.unclosed(')', line);
    const start = source.position;
    if (source.take('[')) {
      const key = parseWord(source, { until: ']', anything: true });
      const append = source.startsWith(']+=');
      if (source.take(append ? ']+=' : ']=')) {
        elements.push({ key, append, value: parseWord(source) });
        continue;
      }
      source.position = start;
    }
    const value = parseWord(source);
    if (value.parts.length === 0) throw source.unexpected();
    elements.push({ value });
  }
}
