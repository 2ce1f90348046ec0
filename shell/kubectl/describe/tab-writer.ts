/** Blanks between columns, as kubectl describe sets them. */
const PADDING = 2;

/** Go's text/tabwriter: a column is as wide as the widest cell of the lines in a row that have it. */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const result: string[] = [];
  format(lines, [], 0, lines.length, result);
  return result.join('\n');
}

function format(lines: string[][], widths: number[], from: number, to: number, result: string[]): void {
  const column = widths.length;
  let start = from;
  for (let at = from; at < to; at++) {
    if (column >= lines[at]!.length - 1) continue;
    write(lines, widths, start, at, result);
    start = at;
    let width = 0;
    for (; at < to && column < lines[at]!.length - 1; at++)
      width = Math.max(width, [...lines[at]![column]!].length + PADDING);
    format(lines, [...widths, width], start, at, result);
    start = at;
  }
  write(lines, widths, start, to, result);
}

function write(lines: string[][], widths: readonly number[], from: number, to: number, result: string[]): void {
  for (let at = from; at < to; at++) {
    const line = lines[at]!;
    result.push(
      line
        .map((cell, index) => (index < widths.length && index < line.length - 1 ? cell.padEnd(widths[index]!) : cell))
        .join(''),
    );
  }
}
