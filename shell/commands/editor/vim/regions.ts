import { cellsOf } from '../line-cells.ts';
import type { Motion } from './motion.ts';
import { firstNonBlank, nextColumn, ordered, type Position } from './positions.ts';
import type { Register } from './registers.ts';
import type { Vim, Visual } from './vim.ts';

/** What an operator works on. Ends are behind the last character; a block's columns are display columns. */
export type Region =
  | { readonly kind: 'characters'; readonly start: Position; readonly end: Position }
  | { readonly kind: 'lines'; readonly first: number; readonly last: number }
  | {
      readonly kind: 'block';
      readonly first: number;
      readonly last: number;
      readonly from: number;
      readonly to: number;
    };

/** From the cursor to where a motion leads (motion.txt, "exclusive"). */
export function regionOfMotion(vim: Vim, { position, kind }: Motion): Region {
  const [start, end] = ordered(vim.cursor, position);
  if (kind === 'linewise') return { kind: 'lines', first: start.row, last: end.row };
  if (kind === 'inclusive')
    return { kind: 'characters', start, end: { row: end.row, column: nextColumn(vim.text.line(end.row), end.column) } };
  if (end.column > 0 || end.row === start.row) return { kind: 'characters', start, end };
  const line = vim.text.line(start.row);
  if (start.column <= firstNonBlank(line) && (line !== '' || start.column === 0) && start.column <= indentOf(line))
    return { kind: 'lines', first: start.row, last: end.row - 1 };
  return { kind: 'characters', start, end: { row: end.row - 1, column: vim.text.line(end.row - 1).length } };
}

const indentOf = (line: string): number => /^\s*/.exec(line)![0].length;

export function regionOfSelection(vim: Vim, visual: Visual, cursor: Position): Region {
  const [start, end] = ordered(visual.start, cursor);
  if (visual.kind === 'V') return { kind: 'lines', first: start.row, last: end.row };
  if (visual.kind === 'v') {
    const line = vim.text.line(end.row);
    // On a line's end the line break is selected.
    if (end.column >= line.length && end.row < vim.lastRow)
      return { kind: 'characters', start, end: { row: end.row + 1, column: 0 } };
    return { kind: 'characters', start, end: { row: end.row, column: nextColumn(line, end.column) } };
  }
  const [one, other] = [displayRange(vim, visual.start), displayRange(vim, cursor)];
  return {
    kind: 'block',
    first: start.row,
    last: end.row,
    from: Math.min(one.from, other.from),
    to: visual.toLineEnds ? Number.POSITIVE_INFINITY : Math.max(one.to, other.to),
  };
}

/** The display columns of the character at a place; `to` is behind it. */
export function displayRange(vim: Vim, { row, column }: Position): { from: number; to: number } {
  const cells = cellsOf(vim.text.line(row), vim.options.tabstop, vim.options.list);
  const cell = cells.find(({ index }) => index >= column);
  if (cell) return { from: cell.column, to: cell.column + Math.max(1, cell.width) };
  const end = cells.length > 0 ? cells.at(-1)!.column + cells.at(-1)!.width : 0;
  return { from: end, to: end + 1 };
}

/** The part of a row that lies in a block. */
export function blockPart(
  vim: Vim,
  row: number,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly start: number; readonly end: number; readonly isShort: boolean } {
  const line = vim.text.line(row);
  const inside = cellsOf(line, vim.options.tabstop, vim.options.list).filter(
    (cell) => cell.column + cell.width > from && cell.column < to,
  );
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last) return { start: line.length, end: line.length, isShort: true };
  return { start: first.index, end: nextColumn(line, last.index), isShort: false };
}

/** The text of a region. */
export function textOf(vim: Vim, region: Region): Register {
  const { lines } = vim.text;
  if (region.kind === 'lines') return { kind: 'lines', lines: lines.slice(region.first, region.last + 1) };
  if (region.kind === 'characters') {
    const { start, end } = region;
    if (start.row === end.row)
      return { kind: 'characters', lines: [lines[start.row]!.slice(start.column, end.column)] };
    const between = lines.slice(start.row + 1, end.row);
    const [first, last] = [lines[start.row]!.slice(start.column), lines[end.row]!.slice(0, end.column)];
    return { kind: 'characters', lines: [first, ...between, last] };
  }
  const rows: string[] = [];
  for (let row = region.first; row <= region.last; row++) {
    const { start, end } = blockPart(vim, row, region);
    rows.push(lines[row]!.slice(start, end));
  }
  return { kind: 'block', lines: rows };
}

/** Takes a region out; the cursor goes to where it began. */
export function removeRegion(vim: Vim, region: Region): void {
  const { text } = vim;
  if (region.kind === 'lines') {
    text.replace(region.first, region.last - region.first + 1, []);
    const row = Math.min(region.first, vim.lastRow);
    vim.moveTo(row, firstNonBlank(text.line(row)));
    return;
  }
  if (region.kind === 'characters') {
    const { start, end } = region;
    const joined = text.line(start.row).slice(0, start.column) + text.line(end.row).slice(end.column);
    if (start.row === end.row) text.setLine(start.row, joined);
    else text.replace(start.row, end.row - start.row + 1, [joined]);
    vim.moveTo(start.row, start.column);
    return;
  }
  const lines: string[] = [];
  for (let row = region.first; row <= region.last; row++) {
    const { start, end } = blockPart(vim, row, region);
    lines.push(text.line(row).slice(0, start) + text.line(row).slice(end));
  }
  text.replace(region.first, lines.length, lines);
  vim.moveTo(region.first, vim.columnAt(region.first, region.from));
}

/** Changes every piece of a region's text, line by line. */
export function mapRegion(vim: Vim, region: Region, change: (text: string) => string): void {
  const { text } = vim;
  const [first, last] = region.kind === 'characters' ? [region.start.row, region.end.row] : [region.first, region.last];
  for (let row = first; row <= last; row++) {
    const line = text.line(row);
    let [from, to] = [0, line.length];
    if (region.kind === 'characters') {
      if (row === first) from = region.start.column;
      if (row === last) to = region.end.column;
    } else if (region.kind === 'block') {
      const part = blockPart(vim, row, region);
      [from, to] = [part.start, part.end];
    }
    text.setLine(row, line.slice(0, from) + change(line.slice(from, to)) + line.slice(to));
  }
}

export function rowsOf(region: Region): { first: number; last: number } {
  if (region.kind !== 'characters') return { first: region.first, last: region.last };
  return { first: region.start.row, last: region.end.row };
}
