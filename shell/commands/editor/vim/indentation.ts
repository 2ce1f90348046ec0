import type { Vim } from './vim.ts';

/** How many columns the blanks before a line's text take. */
export function indentWidth(vim: Vim, line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += vim.options.tabstop - (width % vim.options.tabstop);
    else if (character === ' ') width++;
    else break;
  }
  return width;
}

/** Blanks of a width: with tabs unless 'expandtab'. */
export function indentation(vim: Vim, width: number): string {
  if (vim.options.expandtab) return ' '.repeat(width);
  return '\t'.repeat(Math.floor(width / vim.options.tabstop)) + ' '.repeat(width % vim.options.tabstop);
}
