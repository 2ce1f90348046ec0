import type { RE2JS } from 're2js';
import { windowOf } from '../editor/line-cells.ts';
import type { PagerOptions } from './pager-options.ts';
import type { PagerSource } from './pager-source.ts';
import { wrapPager } from './wrap-line.ts';

/** One row of the screen. */
export interface PagerRow {
  readonly text: string;
  /** The line it belongs to, from 0. */
  readonly line: number;
  /** Where it ends in the text, in bytes. */
  readonly end: number;
}

/** The text as rows of a screen's width, as far as it has come. */
export class PagerRows {
  readonly #source: PagerSource;
  readonly #options: PagerOptions;
  readonly #columns: number;
  /** Columns of every line that are not seen; then lines are cut. */
  readonly #left: number;
  readonly #filter: ((line: string) => boolean) | null;
  readonly rows: PagerRow[] = [];
  /** Lines that were looked at, and their bytes. */
  #lines = 0;
  #bytes = 0;

  constructor(
    source: PagerSource,
    options: PagerOptions,
    columns: number,
    filter: ((line: string) => boolean) | null,
    left: number,
  ) {
    this.#left = left;
    this.#source = source;
    this.#options = options;
    this.#columns = columns;
    this.#filter = filter;
  }

  get columns(): number {
    return this.#columns;
  }

  /** Takes in what has come since. */
  extend(): void {
    const { lines } = this.#source;
    for (; this.#lines < lines.length; this.#lines++) {
      const line = lines[this.#lines]!;
      const start = this.#bytes;
      this.#bytes += Buffer.byteLength(line) + 1;
      const isRepeatedBlank = this.#options.squeezes && line === '' && lines[this.#lines - 1] === '';
      if (!isRepeatedBlank && (!this.#filter || this.#filter(line))) this.#add(line, start);
    }
  }

  #add(line: string, start: number): void {
    const { numbers, marksLines, colours, tabstop } = this.#options;
    const cut = this.#options.cut || this.#left > 0;
    const number = numbers ? `${String(this.#lines + 1).padStart(7)} ` : '';
    const margin = number.length + (marksLines ? 2 : 0);
    const width = Math.max(1, this.#columns - margin);
    const seen = this.#left > 0 ? shiftedLine(line, this.#left, tabstop) : line;
    const pieces = wrapPager(seen, width, colours, tabstop);
    let used = start;
    pieces.forEach((piece, part) => {
      if (part > 0 && cut) return;
      const isLast = cut || part === pieces.length - 1;
      used = isLast ? this.#bytes : used + Buffer.byteLength(piece);
      const goesOn = cut && pieces.length > 1;
      const shown = goesOn ? cutAt(seen, width, colours, tabstop) : piece;
      this.rows.push({ text: number + shown, line: this.#lines, end: used });
    });
  }

  /** The first row of a line, or of the next one that is shown; the number of rows where there is none. */
  rowOfLine(line: number): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle]!.line < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const MAX_COLUMNS = 100_000;

/** A line without its first columns. */
function shiftedLine(line: string, left: number, tabstop: number): string {
  return windowOf(withoutColours(line).replaceAll('\t', ' '.repeat(tabstop)), left, MAX_COLUMNS);
}

/** What fits of a line, and the sign that it goes on. */
function cutAt(line: string, width: number, colours: boolean, tabstop: number): string {
  return `${wrapPager(line, Math.max(1, width - 1), colours, tabstop)[0]!}\x1b[7m>\x1b[27m`;
}

export function withoutColours(text: string): string {
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}

/** Matches of the search stand out; in coloured rows they do not, since a match may span a colour's sequence. */
export function highlighted(row: string, pattern: RE2JS): string {
  if (row.includes('\x1b')) return row;
  const matcher = pattern.matcher(row);
  let [result, copied] = ['', 0];
  while (matcher.find()) {
    if (matcher.end() === matcher.start()) continue;
    result += `${row.slice(copied, matcher.start())}\x1b[7m${row.slice(matcher.start(), matcher.end())}\x1b[27m`;
    copied = matcher.end();
  }
  return result + row.slice(copied);
}
