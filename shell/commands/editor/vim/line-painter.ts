import type { LineLayout } from './line-layout.ts';
import { isBefore, ordered } from './positions.ts';
import { blockPart, regionOfSelection } from './regions.ts';
import { isMultiline, type Match, matchesInRow } from './search.ts';
import { type Vim, VimError } from './vim.ts';
import { compilePattern, type VimPattern } from './vim-pattern.ts';

const SELECTED = '\x1b[48;5;242m';
const FOUND = '\x1b[30;43m';
const FOUND_NOW = '\x1b[7m';

/** Says how every character of a line stands out. */
export class LinePainter {
  readonly #vim: Vim;
  readonly #pattern: VimPattern | null;

  constructor(vim: Vim) {
    this.#vim = vim;
    this.#pattern = searchPattern(vim);
  }

  /** The rows of a line as text with SGR sequences. */
  paint(row: number, { rows }: LineLayout): string[] {
    const styles = this.#styles(row);
    return rows.map((cells) => {
      let [text, now] = ['', ''];
      for (const { index, shown } of cells) {
        const style = index < 0 ? '\x1b[94m' : (styles.get(index) ?? (/^\^./.test(shown) ? '\x1b[94m' : ''));
        if (style !== now) text += `\x1b[0m${style}`;
        now = style;
        text += shown;
      }
      return now === '' ? text : `${text}\x1b[0m`;
    });
  }

  #styles(row: number): Map<number, string> {
    const styles = new Map<number, string>();
    const { text, visual } = this.#vim;
    const line = text.line(row);
    const mark = ({ start, end }: Match, style: string) => {
      const last = end.row > row ? line.length : end.column;
      for (let at = start.row < row ? 0 : start.column; at < last; at++) styles.set(at, style);
    };
    if (this.#pattern)
      for (const match of matchesInRow(text.lines, row, this.#pattern, isMultiline(this.#vim.search!.pattern)))
        mark(match, FOUND);
    const { preview } = this.#vim.screen;
    if (preview && preview.start.row <= row && preview.end.row >= row) mark(preview, FOUND_NOW);
    if (visual) {
      const [first, last] = ordered(visual.start, this.#vim.cursor);
      if (row >= first.row && row <= last.row) {
        const { start, end } = this.#selected(row);
        for (let at = start; at < end; at++) styles.set(at, SELECTED);
      }
    }
    return styles;
  }

  #selected(row: number): { start: number; end: number } {
    const region = regionOfSelection(this.#vim, this.#vim.visual!, this.#vim.cursor);
    const { length } = this.#vim.text.line(row);
    if (region.kind === 'block') return blockPart(this.#vim, row, region);
    if (region.kind === 'lines') return { start: 0, end: length };
    const start = row === region.start.row ? region.start.column : 0;
    return { start, end: isBefore({ row, column: length }, region.end) ? length : region.end.column };
  }
}

function searchPattern(vim: Vim): VimPattern | null {
  if (!vim.options.hlsearch || !vim.highlightsSearch || !vim.search) return null;
  try {
    return compilePattern(vim.search.pattern, vim.options);
  } catch (error) {
    if (error instanceof VimError) return null;
    throw error;
  }
}
