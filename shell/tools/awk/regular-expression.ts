import { RE2JS, RE2JSException } from 're2js';
import { AwkFatal } from './failure.ts';
import { readEscape } from './string-escapes.ts';

const ASSERTIONS: Readonly<Record<string, string>> = {
  y: '\\b',
  B: '\\B',
  '<': '\\b',
  '>': '\\b',
  '`': '\\A',
  "'": '\\z',
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
};
const SPECIAL = /[\\^$.*+?()[\]{}|]/;
const MOST_COMPILED = 1000;

/** Compiled expressions of one program, by their source. */
export class Expressions {
  readonly #compiled = new Map<string, RE2JS>();
  ignoreCase = false;

  compile(source: string): RE2JS {
    const key = this.ignoreCase ? `i${source}` : source;
    const known = this.#compiled.get(key);
    if (known) return known;
    let flags = RE2JS.LONGEST_MATCH | RE2JS.DOTALL;
    if (this.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE;
    try {
      const expression = RE2JS.compile(translate(source), flags);
      if (this.#compiled.size >= MOST_COMPILED) this.#compiled.clear();
      this.#compiled.set(key, expression);
      return expression;
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      throw new AwkFatal(`invalid regexp: ${complaint(source)}: /${source}/`);
    }
  }
}

/** What regcomp(3) says of an expression that cannot be read. */
function complaint(source: string): string {
  const plain = source.replace(/\\./g, '');
  if (/\[[^\]]*$/.test(plain)) return 'Unmatched [, [^, [:, [., or [=';
  const depth = plain.split('(').length - plain.split(')').length;
  return depth > 0 ? 'Unmatched ( or \\(' : depth < 0 ? 'Unmatched ) or \\)' : 'Invalid preceding regular expression';
}

/** A POSIX extended expression with awk's escapes, in the words of the linear-time engine. */
function translate(source: string): string {
  let result = '';
  let fresh = true;
  for (let at = 0; at < source.length; ) {
    const character = source[at]!;
    let piece = character;
    let end = at + 1;
    let startsBranch = false;
    if (character === '\\') ({ piece, end } = translateEscape(source, at));
    else if (character === '[') ({ piece, end } = translateBracket(source, at));
    else if (character === '{') ({ piece, end } = translateInterval(source, at, fresh));
    else if (character === '}' || character === ']') piece = `\\${character}`;
    else if ('*+?'.includes(character)) {
      // A repetition of nothing is the character itself; a repeated one adds nothing.
      if (fresh) piece = `\\${character}`;
      else if (/[*+?]$/.test(result) && !/\\[*+?]$/.test(result)) {
        result = collapse(result, character);
        piece = '';
      }
    } else if ('(|'.includes(character)) startsBranch = true;
    else if (character === '^') startsBranch = fresh;
    else if (character === ')' && !result.includes('(')) piece = '\\)';
    result += piece;
    fresh = startsBranch;
    at = end;
  }
  return result;
}

/** `a**` is `a*`, `a+?` is `a*`: two repetitions as one. */
function collapse(result: string, character: string): string {
  return result.endsWith(character) ? result : `${result.slice(0, -1)}*`;
}

function translateEscape(source: string, at: number): { piece: string; end: number } {
  const next = source[at + 1];
  if (next === undefined) return { piece: '\\\\', end: at + 1 };
  const assertion = Object.hasOwn(ASSERTIONS, next) ? ASSERTIONS[next] : undefined;
  if (assertion) return { piece: assertion, end: at + 2 };
  const { text, end } = readEscape(source, at);
  return { piece: quote(text), end };
}

function quote(text: string): string {
  return SPECIAL.test(text) ? `\\${text}` : text;
}

function translateInterval(source: string, at: number, fresh: boolean): { piece: string; end: number } {
  const found = /^\{(\d*)(,?)(\d*)\}/.exec(source.slice(at, at + 20));
  if (fresh || !found || (found[1] === '' && found[3] === '')) return { piece: '\\{', end: at + 1 };
  if (Number(found[1]) > 1000 || Number(found[3]) > 1000) throw new AwkFatal('regular expression too big');
  return { piece: `{${found[1] || '0'}${found[2]}${found[3]}}`, end: at + found[0].length };
}

function translateBracket(source: string, at: number): { piece: string; end: number } {
  let end = at + 1;
  let piece = '[';
  if (source[end] === '^') piece += source[end++];
  const begin = end;
  for (;;) {
    const character = source[end];
    if (character === undefined) throw new AwkFatal(`invalid regexp: Unmatched [, [^, [:, [., or [=: /${source}/`);
    if (character === ']' && end > begin) break;
    const named = character === '[' ? /^\[:\w+:\]/.exec(source.slice(end)) : null;
    if (named) {
      piece += named[0];
      end += named[0].length;
    } else if (character === '\\') {
      const read = readEscape(source, end);
      piece += read.unknown && 'wWsS'.includes(read.unknown) ? `\\${read.unknown}` : inBracket(read.text);
      end = read.end;
    } else {
      piece += character === '-' ? (end === begin || source[end + 1] === ']' ? '\\-' : '-') : inBracket(character);
      end++;
    }
  }
  return { piece: `${piece}]`, end: end + 1 };
}

function inBracket(text: string): string {
  return /[\\^\-[\]&~]/.test(text) ? `\\${text}` : text;
}
