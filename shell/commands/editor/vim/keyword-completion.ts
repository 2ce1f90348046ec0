import type { Vim } from './vim.ts';

const KEYWORD = /[\p{L}\p{N}_]+/gu;

/** Ctrl-N and Ctrl-P in insert mode: the words of the text that begin as the one before the cursor, one after the other. */
export async function completeKeyword(vim: Vim, step: 1 | -1): Promise<void> {
  const { row, column } = vim.cursor;
  const start = column - (/[\p{L}\p{N}_]*$/u.exec(vim.line.slice(0, column))?.[0].length ?? 0);
  const typed = vim.line.slice(start, column);
  const words = candidates(vim, typed, start);
  if (words.length === 0) return vim.say('-- Keyword completion (^N^P) Pattern not found', 'error');
  const ring = [...words, typed];
  let at = step === 1 ? 0 : words.length - 1;
  for (;;) {
    const word = ring[at]!;
    const { line } = vim;
    vim.text.setLine(row, line.slice(0, start) + word + line.slice(vim.cursor.column));
    vim.moveTo(row, start + word.length);
    const said =
      at === words.length
        ? 'Back at original'
        : words.length === 1
          ? 'The only match'
          : `match ${at + 1} of ${words.length}`;
    vim.say(`-- Keyword completion (^N^P) ${said}`);
    vim.screen.showsMode = false;
    const key = await vim.queue.next();
    if (key !== '\x0e' && key !== '\x10') {
      vim.queue.unread(key);
      break;
    }
    at = (at + (key === '\x0e' ? 1 : -1) + ring.length) % ring.length;
  }
  vim.say('');
}

/** From the cursor on to the end, then from the start; each once. */
function candidates(vim: Vim, typed: string, start: number): string[] {
  const found = new Set<string>();
  const { lines } = vim.text;
  const { row } = vim.cursor;
  for (let moved = 0; moved <= lines.length && found.size < 200; moved++) {
    const at = (row + moved) % lines.length;
    for (const { 0: word, index } of lines[at]!.matchAll(KEYWORD)) {
      const isHere = at === row && index === start;
      const isTurn = moved === 0 ? index > start : moved === lines.length ? index < start : true;
      if (isTurn && !isHere && word.startsWith(typed) && word !== typed) found.add(word);
    }
  }
  return [...found];
}
