import { characterAt, nextColumn, type Position } from './positions.ts';

const OPEN = '([{';
const CLOSE = ')]}';

/** `%`: the bracket that belongs to the first bracket at or behind the place in its line. */
export function matchingBracket(lines: readonly string[], { row, column }: Position): Position | undefined {
  const line = lines[row]!;
  for (let at = column; at < line.length; at++) {
    const bracket = line[at]!;
    if (OPEN.includes(bracket)) return closing(lines, { row, column: at }, bracket);
    if (CLOSE.includes(bracket)) return opening(lines, { row, column: at }, OPEN[CLOSE.indexOf(bracket)]!);
  }
  return undefined;
}

const QUOTED = /"(\\.|[^"\\])*"/g;

/** Brackets in double quotes do not count for those outside of them. */
function quotesMask(line: string, column: number): (line: string) => string {
  const isInside = [...line.matchAll(QUOTED)].some(
    ({ index, 0: text }) => index < column && column < index + text.length,
  );
  if (isInside || line.replace(QUOTED, '').includes('"')) return (same) => same;
  return (other) => other.replace(QUOTED, (text) => ' '.repeat(text.length));
}

/** The closing bracket behind a place that is on or inside an opening one. */
export function closing(lines: readonly string[], from: Position, open: string): Position | undefined {
  const close = CLOSE[OPEN.indexOf(open)]!;
  let depth = 0;
  const mask = quotesMask(lines[from.row]!, from.column);
  for (let row = from.row; row < lines.length; row++) {
    const line = mask(lines[row]!);
    for (let at = row === from.row ? from.column + 1 : 0; at < line.length; at++) {
      if (line[at] === open) depth++;
      else if (line[at] === close && depth-- === 0) return { row, column: at };
    }
  }
  return undefined;
}

/** The opening bracket that a place lies inside of. */
export function opening(lines: readonly string[], from: Position, open: string): Position | undefined {
  const close = CLOSE[OPEN.indexOf(open)]!;
  let depth = 0;
  const mask = quotesMask(lines[from.row]!, from.column);
  for (let row = from.row; row >= 0; row--) {
    const line = mask(lines[row]!);
    for (let at = (row === from.row ? from.column : line.length) - 1; at >= 0; at--) {
      if (line[at] === close) depth++;
      else if (line[at] === open && depth-- === 0) return { row, column: at };
    }
  }
  return undefined;
}

/** `}` and `{`: the empty line behind the paragraph, or before it. */
export function paragraph(lines: readonly string[], row: number, count: number, step: 1 | -1): Position | undefined {
  let at = row;
  for (let left = count; left > 0; left--) {
    let inText = false;
    for (let first = true; ; first = false) {
      if (lines[at] !== '') inText = true;
      if (!first && inText && lines[at] === '') break;
      const next = at + step;
      if (next < 0 || next >= lines.length) {
        if (left > 1) return undefined;
        return step === 1 ? { row: at, column: lines[at]!.length } : { row: 0, column: 0 };
      }
      at = next;
    }
  }
  return { row: at, column: 0 };
}

/** Where sentences begin: after `.`, `!` or `?` and a blank or the line's end, and at paragraphs' ends. */
function sentenceStarts(lines: readonly string[], from: number, to: number): Position[] {
  const starts: Position[] = [];
  let open = true;
  for (let row = Math.max(0, from); row <= Math.min(to, lines.length - 1); row++) {
    const line = lines[row]!;
    if (line === '') {
      if (row === 0 || lines[row - 1] !== '') starts.push({ row, column: 0 });
      open = true;
      continue;
    }
    for (let column = 0; column < line.length; column = nextColumn(line, column)) {
      const character = characterAt(line, column);
      if (open && character !== ' ' && character !== '\t') {
        starts.push({ row, column });
        open = false;
      }
      if (/^[.!?][)\]"']*(\s|$)/.test(line.slice(column, column + 12))) open = true;
    }
  }
  return starts;
}

/** Rows looked at on each side. */
const SENTENCE_ROWS = 500;

/** `)` and `(`. */
export function sentence(lines: readonly string[], from: Position, count: number, step: 1 | -1): Position | undefined {
  const starts = sentenceStarts(lines, from.row - SENTENCE_ROWS, from.row + SENTENCE_ROWS);
  const last = lines.length - 1;
  if (step === 1) {
    const behind = starts.filter(({ row, column }) => row > from.row || (row === from.row && column > from.column));
    return behind[count - 1] ?? { row: last, column: Math.max(0, lines[last]!.length - 1) };
  }
  const before = starts.filter(({ row, column }) => row < from.row || (row === from.row && column < from.column));
  return before.at(-count) ?? { row: 0, column: 0 };
}
