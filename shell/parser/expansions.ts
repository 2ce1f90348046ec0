import type { ParameterOperation, Word, WordPart } from './ast.ts';
import type { Source } from './source.ts';
import type { WordContext } from './words.ts';

/** How the inside of an expansion is read; given by the words' parser, which in turn reads expansions here. */
export interface Readers {
  word(source: Source, context: WordContext): Word;
  double(source: Source, until: string | null): WordPart[];
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPECIAL = /[0-9@*#?$!-]/y;
const BRACED_SPECIAL = /(?:[0-9]+|[@*#?$!-])/y;

/** What `$` begins; null when it stands for itself. */
export function parseDollar(source: Source, readers: Readers, inDouble: boolean): WordPart | null {
  const start = source.position;
  source.position++;
  if (source.startsWith('((')) {
    const arithmetic = parseArithmetic(source, readers);
    if (arithmetic) return arithmetic;
  }
  if (source.char === '(') return parseCommandSubstitution(source);
  if (source.char === '{') return parseBraced(source, readers, inDouble);
  if (source.char === '[') return parseOldArithmetic(source, readers);
  const name = source.match(NAME) ?? source.match(SPECIAL);
  if (name === null) {
    source.position = start;
    return null;
  }
  source.position += name.length;
  return { type: 'parameter', name };
}

function parseCommandSubstitution(source: Source): WordPart {
  source.position++;
  const script = source.options.parseScript(source);
  if (!source.take(')')) throw source.atEnd ? source.unclosed(')', source.lineOfEnd()) : source.unexpected();
  return { type: 'command', script };
}

/** `$((…))`; null when the parentheses turn out to be a subshell in a command substitution. */
function parseArithmetic(source: Source, readers: Readers): WordPart | null {
  const line = source.line();
  const end = closingParentheses(source.text, source.position + 2);
  if (end === undefined) throw source.unclosed(')', line);
  if (end === null) return null;
  source.position += 2;
  return { type: 'arithmetic', expression: arithmeticWord(source, end, '))', readers) };
}

function parseOldArithmetic(source: Source, readers: Readers): WordPart {
  const end = source.text.indexOf(']', source.position);
  if (end < 0) throw source.unclosed(']', source.line());
  source.position++;
  return { type: 'arithmetic', expression: arithmeticWord(source, end, ']', readers) };
}

/** The text up to `end` as if in double quotes, where the expression is then evaluated. */
export function arithmeticWord(source: Source, end: number, closing: string, readers: Pick<Readers, 'double'>): Word {
  const rest = source.text;
  source.text = rest.slice(0, end);
  const parts: WordPart[] = [];
  const text = rest.slice(source.position, end);
  while (!source.atEnd) {
    parts.push(...readers.double(source, '"'));
    if (source.char === '"') source.position++;
  }
  source.text = rest;
  source.position = end + closing.length;
  return { parts, text };
}

/**
 * Index of the `))` that closes an arithmetic expression begun before `from`; null when they are not adjacent,
 * undefined when the text ends before.
 */
export function closingParentheses(text: string, from: number): number | null | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === "'" || char === '"') {
      const close = text.indexOf(char, at + 1);
      if (close < 0) return null;
      at = close;
    } else if (char === '(') depth++;
    else if (char === ')') {
      if (depth === 0) return text[at + 1] === ')' ? at : null;
      depth--;
    }
  }
  return undefined;
}

function parseBraced(source: Source, readers: Readers, inDouble: boolean): WordPart {
  const start = source.position - 1;
  const line = source.line();
  source.position++;
  const bad = (): WordPart => {
    const end = source.text.indexOf('}', Math.max(start, source.position - 1));
    if (end < 0) throw source.unclosed('}', line);
    source.position = end + 1;
    return { type: 'bad-substitution', text: source.text.slice(start, end + 1) };
  };
  const length =
    source.char === '#' &&
    (!/[}:=+?%#/-]/.test(source.text[source.position + 1] ?? '') || source.match(/#[?#-]\}/y) !== null);
  if (length || (source.startsWith('##}') && source.take('#'))) source.position += length ? 1 : 0;
  const indirect = !length && source.char === '!' && /[A-Za-z0-9_@*#]/.test(source.text[source.position + 1] ?? '');
  if (indirect) source.position++;
  const name = source.match(NAME) ?? source.match(BRACED_SPECIAL);
  if (name === null) return bad();
  source.position += name.length;
  if (indirect && (source.startsWith('*}') || source.startsWith('@}'))) {
    const names = source.char as '*' | '@';
    source.position += 2;
    return { type: 'parameter', name, names };
  }
  const subscript = parseSubscript(source, readers);
  const operation = source.char === '}' ? undefined : parseOperation(source, readers, inDouble);
  if (operation === null || (operation?.kind === 'case' && SPECIAL_NAME.test(name)) || !source.take('}')) return bad();
  return {
    type: 'parameter',
    name,
    ...(subscript ? { subscript } : {}),
    ...(length ? { length } : {}),
    ...(indirect ? { indirect } : {}),
    ...(operation ? { operation } : {}),
  };
}

/** Parameters whose letter case cannot be changed. */
const SPECIAL_NAME = /^[?#$!-]$/;

function parseSubscript(source: Source, readers: Readers): Word | undefined {
  if (!source.take('[')) return undefined;
  const line = source.line();
  const subscript = readers.word(source, { until: ']', anything: true });
  if (!source.take(']')) throw source.unclosed(']', line);
  return subscript;
}

const CONDITIONS = { '-': 'default', '=': 'assign', '?': 'error', '+': 'alternative' } as const;

function parseOperation(source: Source, readers: Readers, inDouble: boolean): ParameterOperation | null {
  const rest = (): Word => readers.word(source, { until: '}', anything: true });
  const condition = source.match(/:?[-=?+]/y);
  if (condition) {
    source.position += condition.length;
    const kind = CONDITIONS[condition.at(-1) as keyof typeof CONDITIONS];
    const word = readers.word(source, { until: '}', anything: true, inDouble });
    return { kind, colon: condition.length === 2, word };
  }
  if (source.take(':')) return parseSubstring(source, readers);
  const removal = source.match(/##?|%%?/y);
  if (removal) {
    source.position += removal.length;
    const end = removal[0] === '#' ? 'prefix' : 'suffix';
    return { kind: 'remove', end, longest: removal.length === 2, pattern: rest() };
  }
  if (source.take('/')) return parseReplacement(source, readers);
  const change = source.match(/\^\^?|,,?|~~?/y);
  if (change) {
    source.position += change.length;
    const to = change[0] === '^' ? 'upper' : change[0] === ',' ? 'lower' : 'toggle';
    return { kind: 'case', to, all: change.length === 2, pattern: rest() };
  }
  const transform = source.match(/@[UuLQEPAKak](?=\})/y);
  if (!transform) return null;
  source.position += 2;
  return { kind: 'transform', operator: transform[1]! };
}

function parseSubstring(source: Source, readers: Readers): ParameterOperation {
  const until = substringEnd(source);
  const offset = readers.word(source, { until, anything: true });
  if (!source.take(':')) return { kind: 'substring', offset };
  return { kind: 'substring', offset, length: readers.word(source, { until: '}', anything: true }) };
}

/** The offset ends at the first colon that is not part of a conditional expression or parenthesis. */
function substringEnd(source: Source): ':' | '}' {
  let depth = 0;
  for (let at = source.position; at < source.text.length; at++) {
    const char = source.text[at]!;
    if (char === '(' || char === '{' || char === '?') depth++;
    else if (depth > 0 && (char === ')' || char === '}' || char === ':')) depth--;
    else if (char === '}' || char === ':') return char;
  }
  return '}';
}

function parseReplacement(source: Source, readers: Readers): ParameterOperation {
  const mark = source.match(/[/#%](?!})/y);
  if (mark) source.position++;
  const where = mark === '/' ? 'all' : mark === '#' ? 'prefix' : mark === '%' ? 'suffix' : 'first';
  const end = replacementEnd(source);
  const pattern = readers.word(source, { until: end, anything: true });
  const replacement = source.take('/') ? readers.word(source, { until: '}', anything: true }) : { parts: [] };
  return { kind: 'replace', where, pattern, replacement };
}

function replacementEnd(source: Source): '/' | '}' {
  for (let at = source.position, depth = 0; at < source.text.length; at++) {
    const char = source.text[at]!;
    if (char === '\\') at++;
    else if (char === "'" || char === '"') at = Math.max(at, source.text.indexOf(char, at + 1));
    else if (char === '{' && source.text[at - 1] === '$') depth++;
    else if (depth > 0 && char === '}') depth--;
    else if (depth === 0 && (char === '/' || char === '}')) return char;
  }
  return '}';
}
