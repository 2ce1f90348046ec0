/** A place in a text: row and column (UTF-16) from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

export function isBefore(one: Position, other: Position): boolean {
  return one.row < other.row || (one.row === other.row && one.column < other.column);
}

export function isSame(one: Position, other: Position): boolean {
  return one.row === other.row && one.column === other.column;
}

/** The two in the order of the text. */
export function ordered(one: Position, other: Position): [Position, Position] {
  return isBefore(other, one) ? [other, one] : [one, other];
}

/** Where the character before a column begins. */
export function previousColumn(line: string, column: number): number {
  if (column <= 0) return 0;
  return column - (/[\ud800-\udbff][\udc00-\udfff]$/.test(line.slice(0, column)) ? 2 : 1);
}

/** Where the character behind the one at a column begins; the line's length at most. */
export function nextColumn(line: string, column: number): number {
  return Math.min(line.length, column + ((line.codePointAt(column) ?? 0) > 0xffff ? 2 : 1));
}

/** The column of a line's last character, 0 in an empty one. */
export function lastColumn(line: string): number {
  return previousColumn(line, line.length);
}

export function characterAt(line: string, column: number): string {
  return line.slice(column, nextColumn(line, column));
}

/** The column of the first character that is no blank; of the last one in a line of blanks. */
export function firstNonBlank(line: string): number {
  const at = line.search(/[^ \t]/);
  return at < 0 ? lastColumn(line) : at;
}

/** Scripts that make words of their own, side by side with others. */
const SCRIPTS = [/\p{sc=Han}/u, /\p{sc=Hiragana}/u, /\p{sc=Katakana}/u, /\p{sc=Hangul}/u];

/** What a word is made of: 0 blanks, 1 punctuation, 2 letters and digits, more for other scripts; `big` words are of anything but blanks. */
export function characterClass(character: string, big = false): number {
  if (character === '' || character === ' ' || character === '\t') return 0;
  if (big) return 1;
  const script = SCRIPTS.findIndex((expression) => expression.test(character));
  if (script >= 0) return 3 + script;
  return /[\p{L}\p{N}_]/u.test(character) ? 2 : 1;
}
