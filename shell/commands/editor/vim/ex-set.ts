import type { ExCommand } from './ex-table.ts';
import { type Vim, VimError } from './vim.ts';
import { DEFAULTS, setOption, type VimOptions } from './vim-options.ts';

/** `:set`. */
export async function setCommand(vim: Vim, { argument }: ExCommand): Promise<void> {
  if (argument === '' || argument === 'all')
    return vim.screen.page(vim, [':set', '--- Options ---', ...changed(vim.options)]);
  const shown: string[] = [];
  for (const word of argument.split(/\s+/)) {
    const wasHighlighting = vim.options.hlsearch;
    const result = setOption(vim.options, word);
    if (result.error) throw new VimError(result.error);
    if (result.shown !== undefined) shown.push(result.shown);
    if (vim.options.hlsearch && !wasHighlighting) vim.highlightsSearch = true;
    if (/^(no)?(ro|readonly)$/.test(word)) vim.buffer.readOnly = vim.options.readonly;
  }
  if (shown.length > 0) vim.say(shown.join(' '));
}

function changed(options: VimOptions): string[] {
  return Object.entries(options)
    .filter(([name, value]) => name !== 'truncatesLast' && value !== DEFAULTS[name as keyof VimOptions])
    .map(([name, value]) => (typeof value === 'number' ? `  ${name}=${value}` : `${value ? '  ' : 'no'}${name}`));
}
