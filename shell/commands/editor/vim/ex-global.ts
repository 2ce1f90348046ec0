import type { ExCommand } from './ex-table.ts';
import { countLines } from './line-report.ts';
import { isMultiline, matchesInRow, splitPattern } from './search.ts';
import { type Vim, VimError } from './vim.ts';
import { compilePattern } from './vim-pattern.ts';

/** `:g/pattern/command` and `:v`. */
export async function globalCommand(vim: Vim, { range, argument, bang, name }: ExCommand): Promise<void> {
  if (vim.inGlobal) throw new VimError('E147: Cannot do :global recursive with a range');
  const sign = argument[0] ?? '';
  if (sign === '') throw new VimError('E148: Regular expression missing from :global');
  const { pattern: given, rest } = splitPattern(argument.slice(1), sign);
  const pattern = given === '' ? vim.search?.pattern : given;
  if (pattern === undefined) throw new VimError('E35: No previous regular expression');
  const inverts = bang || name.startsWith('v');
  vim.search = { pattern, offset: '', backwards: false };
  vim.highlightsSearch = true;
  const compiled = compilePattern(pattern, vim.options);
  const [first, last] = range.given === 0 ? [0, vim.lastRow] : [range.first, range.last];
  const marked: string[] = [];
  for (let row = first; row <= last; row++) {
    const matches = matchesInRow(vim.text.lines, row, compiled, isMultiline(pattern)).length > 0;
    if (matches === inverts) continue;
    // Marks of their own follow the lines while commands move them.
    const mark = `global ${row}`;
    marked.push(mark);
    vim.text.marks.set(mark, { row, column: 0 });
  }
  if (marked.length === 0)
    throw new VimError(
      inverts ? `E538: Pattern found in every line: ${pattern}` : `E486: Pattern not found: ${pattern}`,
    );
  const before = vim.text.lines.length;
  const typed = vim.typedMessage?.text ?? '';
  vim.globalCounts = { substitutions: 0, lines: 0 };
  await runAtMarks(vim, marked, rest?.trim() || 'p', typed);
  const { substitutions, lines } = vim.globalCounts;
  if (substitutions > 2) vim.say(`${substitutions} substitutions on ${lines} line${lines === 1 ? '' : 's'}`);
  else countLines(vim, before - vim.text.lines.length);
}

async function runAtMarks(vim: Vim, marked: readonly string[], command: string, typed: string): Promise<void> {
  const printed: string[] = [];
  vim.inGlobal = true;
  vim.keepsStep = true;
  vim.screen.collect = printed;
  const isPrint = /^(p|print|#|nu|number|l|list)$/.test(command);
  vim.say('');
  try {
    for (const mark of marked) {
      await vim.screen.breathe();
      const place = vim.text.marks.get(mark);
      vim.text.marks.delete(mark);
      if (!place || place.row > vim.lastRow) continue;
      // A line that was deleted is no longer marked, whatever stands there now.
      vim.moveTo(place.row, 0);
      await vim.commands.ex(vim, command);
    }
  } finally {
    vim.inGlobal = false;
    vim.keepsStep = false;
    vim.screen.collect = null;
    for (const mark of marked) vim.text.marks.delete(mark);
  }
  if (printed.length > 0 || isPrint) await vim.screen.page(vim, [typed, ...printed]);
}

/** `:normal keys` on the current line, or on each of a range. */
export async function normal(vim: Vim, { range, argument }: ExCommand): Promise<void> {
  const rows =
    range.given === 0
      ? [vim.cursor.row]
      : Array.from({ length: range.last - range.first + 1 }, (_, at) => range.first + at);
  const kept = vim.keepsStep;
  vim.keepsStep = true;
  for (const row of rows) {
    await vim.screen.breathe();
    if (range.given > 0) vim.moveTo(row, 0);
    try {
      await vim.queue.runBounded(argument, async () => {
        await vim.commands.normal(vim);
        vim.keepOnCharacter();
      });
    } catch (error) {
      if (!(error instanceof VimError)) throw error;
    }
    vim.visual = null;
    vim.keepOnCharacter();
  }
  vim.keepsStep = kept;
}
