import { ToolError } from '../tool.ts';

/** Where a key begins or ends: a field and a character in it, from 0. */
interface Position {
  readonly field: number;
  readonly character: number;
  readonly skipsBlanks: boolean;
}

export interface SortKey {
  readonly start: Position;
  /** Null: the end of the line. `character` 0 is the end of the field. */
  readonly end: Position | null;
  /** Ordering options: letters of `bdfghiMnRrV`. */
  readonly flags: string;
}

/** A `-k` argument: `F[.C][OPTS][,F[.C][OPTS]]`. Throws `ToolError` in sort's words. */
export function parseKey(text: string): SortKey {
  let rest = text;
  const take = (pattern: RegExp) => {
    const found = pattern.exec(rest)?.[0] ?? '';
    rest = rest.slice(found.length);
    return found;
  };
  const number = (what: string) => {
    const digits = take(/^\d+/);
    if (digits === '') throw new ToolError(`${what}: invalid count at start of ‘${rest}’`);
    return Number(digits);
  };
  const invalid = (why: string) => new ToolError(`${why}: invalid field specification ‘${text}’`);
  const field = number('invalid number at field start');
  if (field === 0) throw invalid('field number is zero');
  let character = 1;
  if (take(/^\./) !== '') {
    character = number("invalid number after '.'");
    if (character === 0) throw invalid('character offset is zero');
  }
  const startFlags = take(/^[bdfghiMnRrV]*/);
  const start = { field: field - 1, character: character - 1, skipsBlanks: startFlags.includes('b') };
  if (rest === '') return { start, end: null, flags: startFlags };
  if (take(/^,/) === '') throw invalid('stray character in field spec');
  const endField = number("invalid number after ','");
  if (endField === 0) throw invalid('field number is zero');
  const endCharacter = take(/^\./) === '' ? 0 : number("invalid number after '.'");
  const endFlags = take(/^[bdfghiMnRrV]*/);
  if (rest !== '') throw invalid('stray character in field spec');
  const end = { field: endField - 1, character: endCharacter, skipsBlanks: endFlags.includes('b') };
  return { start, end, flags: startFlags + endFlags };
}

const isBlank = (character: string | undefined) => character === ' ' || character === '\t' || character === '\n';

/** Where each field begins and ends; without a separator a field begins with the blanks before it. */
function fieldStart(line: string, field: number, separator: string | null): number {
  let at = 0;
  for (let left = field; left > 0 && at < line.length; left--) {
    if (separator !== null) {
      const found = line.indexOf(separator, at);
      at = found < 0 ? line.length : found + 1;
    } else at = skipField(line, at);
  }
  return at;
}

function skipField(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line[at])) at++;
  while (at < line.length && !isBlank(line[at])) at++;
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line[at])) at++;
  return at;
}

/** The part of the line that a key names. */
export function keyText(line: string, key: SortKey, separator: string | null, globalBlanks: boolean): string {
  let start = fieldStart(line, key.start.field, separator);
  if (key.start.skipsBlanks || globalBlanks) start = skipBlanks(line, start);
  start = Math.min(line.length, start + key.start.character);
  if (!key.end) return line.slice(start);
  const { field, character, skipsBlanks } = key.end;
  let end: number;
  if (character === 0) {
    const next = fieldStart(line, field, separator);
    if (separator === null) end = skipField(line, next);
    else {
      const found = line.indexOf(separator, next);
      end = found < 0 ? line.length : found;
    }
  } else {
    end = fieldStart(line, field, separator);
    if (skipsBlanks || globalBlanks) end = skipBlanks(line, end);
    end = Math.min(line.length, end + character);
  }
  return line.slice(start, Math.max(start, end));
}
