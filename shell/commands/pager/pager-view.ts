import type { RE2JS } from 're2js';
import { type FullScreen, inverse } from '../editor/full-screen.ts';
import type { PagerOptions } from './pager-options.ts';
import { highlighted, PagerRows, withoutColours } from './pager-rows.ts';
import type { PagerSource } from './pager-source.ts';

/** Which part of the text is on the screen. */
export class PagerView {
  readonly #screen: FullScreen;
  readonly #options: PagerOptions;
  #source: PagerSource;
  #rows: PagerRows | null = null;
  /** The row at the screen's top: below 0, or so that rows stay empty, after a jump. */
  top = 0;
  /** Columns that are scrolled away on the left. */
  left = 0;
  /** A short text stands at the top without rows that are filled up, until something moves. */
  isSquished = true;
  /** The end is not waited for any more. */
  givenUp = false;
  pattern: RE2JS | null = null;
  highlights = true;
  filter: ((line: string) => boolean) | null = null;

  constructor(screen: FullScreen, options: PagerOptions, source: PagerSource) {
    this.#screen = screen;
    this.#options = options;
    this.#source = source;
  }

  get source(): PagerSource {
    return this.#source;
  }

  get height(): number {
    return Math.max(1, this.#screen.rows - 1);
  }

  show(source: PagerSource): void {
    this.#source = source;
    this.#rows = null;
    this.top = 0;
    this.isSquished = false;
    this.givenUp = false;
  }

  get rows(): PagerRows {
    const { columns } = this.#screen;
    if (this.#rows?.columns !== columns) this.relayout();
    this.#rows!.extend();
    return this.#rows!;
  }

  /** Lays the text out anew; the line at the top stays there. */
  relayout(): void {
    const line = this.#rows?.rows[this.top]?.line;
    this.#rows = new PagerRows(this.#source, this.#options, this.#screen.columns, this.filter, this.left);
    this.#rows.extend();
    if (line !== undefined) this.top = this.#rows.rowOfLine(line);
  }

  get end(): number {
    return Math.max(0, this.rows.rows.length - this.height);
  }

  get isEnd(): boolean {
    return (this.#source.ended || this.givenUp) && this.top + this.height >= this.rows.rows.length;
  }

  /** More is needed to fill the screen than has come. */
  get waits(): boolean {
    return !this.#source.ended && !this.givenUp && this.top + this.height > this.rows.rows.length;
  }

  /** False at the end. */
  forward(count: number): boolean {
    const isWhole = this.#source.ended || this.givenUp;
    if (this.rows.rows.length === 0) this.isSquished = false;
    if (this.top >= this.end && isWhole) return false;
    this.top = isWhole ? Math.min(this.top + count, Math.max(this.end, this.top)) : this.top + count;
    return true;
  }

  backward(count: number): boolean {
    this.isSquished = false;
    if (this.top <= 0) return false;
    this.top = Math.max(0, this.top - count);
    return true;
  }

  /** Puts a row where the jump target is. */
  jumpToRow(row: number): void {
    this.isSquished = false;
    this.top = Math.max(0, row - Math.min(this.#options.targetRow, this.height - 1));
  }

  jumpToEnd(): void {
    const { length } = this.rows.rows;
    this.isSquished = false;
    this.top = length === 0 ? 0 : length - this.height;
  }

  /** The row at the jump target. */
  get targetRow(): number {
    return Math.max(0, this.top + Math.min(this.#options.targetRow, this.height - 1));
  }

  async paint(status: string, cursor = withoutColours(status).length): Promise<void> {
    const { rows } = this.rows;
    const isShort = this.isSquished && rows.length < this.height;
    if (!isShort) this.isSquished = false;
    const count = isShort ? rows.length : this.height;
    const shown = Array.from({ length: count }, (_, at) => this.#rowAt(this.top + at));
    await this.#screen.paint([...shown, status], { row: count, column: cursor });
  }

  #rowAt(at: number): string {
    const row = this.rows.rows[at];
    const waits = !this.#source.ended && !this.givenUp;
    if (!row) return this.#options.tildes && !(waits && at >= 0) ? '~' : '';
    const { pattern } = this;
    const text = pattern && this.highlights && this.#options.highlights ? highlighted(row.text, pattern) : row.text;
    if (!this.#options.marksLines) return text;
    const isMarked = pattern?.matcher(withoutColours(this.#source.lines[row.line]!)).find();
    return `${isMarked ? `${inverse('*')} ` : '  '}${text}`;
  }
}
