import type { TextBuffer } from './text-buffer.ts';

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where a motion leads from the cursor; `linewise` motions take whole lines with an operator. */
export interface Motion extends Place {
  readonly linewise?: boolean;
  /** The character at the place belongs to the motion (`e`, `$`). */
  readonly inclusive?: boolean;
}

const kind = (character: string | undefined): number => {
  if (character === undefined || /\s/.test(character)) return 0;
  return /[\p{L}\p{N}_]/u.test(character) ? 1 : 2;
};

/** Undefined when the keys are no motion; the place itself when it leads nowhere. */
export function motion(buffer: TextBuffer, keys: string, count: number | undefined): Motion | undefined {
  const { row, column, lines } = buffer;
  const times = count ?? 1;
  const firstWord = (at: number) => ({ row: at, column: Math.max(0, lines[at]!.search(/\S|$/)) });
  const clamp = (at: number) => Math.max(0, Math.min(at, lines.length - 1));
  switch (keys) {
    case 'h':
    case 'left':
    case 'backspace':
      return { row, column: Math.max(0, column - times) };
    case 'l':
    case 'right':
    case ' ':
      return { row, column: Math.min(buffer.line.length, column + times) };
    case 'j':
    case 'down':
      return { row: clamp(row + times), column, linewise: true };
    case 'k':
    case 'up':
      return { row: clamp(row - times), column, linewise: true };
    case 'enter':
    case '+':
      return { ...firstWord(clamp(row + times)), linewise: true };
    case '-':
      return { ...firstWord(clamp(row - times)), linewise: true };
    case '0':
    case 'home':
      return { row, column: 0 };
    case '^':
      return firstWord(row);
    case '$':
    case 'end':
      return {
        row: clamp(row + times - 1),
        column: Math.max(0, lines[clamp(row + times - 1)]!.length - 1),
        inclusive: true,
      };
    case 'gg':
      return { ...firstWord(clamp((count ?? 1) - 1)), linewise: true };
    case 'G':
      return { ...firstWord(clamp((count ?? lines.length) - 1)), linewise: true };
    case 'w':
      return repeat(times, { row, column }, (place) => nextWord(lines, place));
    case 'b':
      return repeat(times, { row, column }, (place) => previousWord(lines, place));
    case 'e':
      return { ...repeat(times, { row, column }, (place) => wordEnd(lines, place)), inclusive: true };
    default:
      return undefined;
  }
}

function repeat(times: number, from: Place, step: (place: Place) => Place): Place {
  let place = from;
  for (let turn = 0; turn < Math.min(times, 10_000); turn++) place = step(place);
  return place;
}

function nextWord(lines: readonly string[], { row, column }: Place): Place {
  const line = lines[row]!;
  const start = kind(line[column]);
  while (column < line.length && start !== 0 && kind(line[column]) === start) column++;
  while (column < line.length && kind(line[column]) === 0) column++;
  if (column < line.length || row === lines.length - 1) return { row, column };
  const indent = lines[row + 1]!.search(/\S|$/);
  return { row: row + 1, column: indent };
}

function previousWord(lines: readonly string[], { row, column }: Place): Place {
  let line = lines[row]!;
  while (column > 0 && kind(line[column - 1]) === 0) column--;
  if (column === 0) {
    if (row === 0) return { row, column };
    row--;
    line = lines[row]!;
    column = line.trimEnd().length;
  }
  const wanted = kind(line[column - 1]);
  while (column > 0 && kind(line[column - 1]) === wanted) column--;
  return { row, column };
}

function wordEnd(lines: readonly string[], { row, column }: Place): Place {
  let line = lines[row]!;
  column++;
  while (column >= line.trimEnd().length && row < lines.length - 1) {
    row++;
    line = lines[row]!;
    column = 0;
  }
  while (column < line.length && kind(line[column]) === 0) column++;
  const wanted = kind(line[column]);
  while (column + 1 < line.length && kind(line[column + 1]) === wanted) column++;
  return { row, column: Math.min(column, Math.max(0, line.length - 1)) };
}
