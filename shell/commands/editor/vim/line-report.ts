import type { Vim } from './vim.ts';

/** Beyond this many lines a change is told ('report'). */
export const REPORT = 2;

export function countLines(vim: Vim, removed: number): void {
  if (vim.inGlobal) return;
  if (vim.text.isEmpty && removed > 0) vim.say('--No lines in buffer--');
  else if (removed > REPORT) vim.say(`${removed} fewer lines`);
  else if (-removed > REPORT) vim.say(`${-removed} more lines`);
}
