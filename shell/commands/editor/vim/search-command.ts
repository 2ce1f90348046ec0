import { editCommandLine } from './command-line.ts';
import type { Motion } from './motion.ts';
import { isSame } from './positions.ts';
import { findMatch, searchFrom, splitPattern } from './search.ts';
import { type Vim, VimError } from './vim.ts';

/** `/` and `?`: asks for a pattern and goes there; undefined when it was given up. */
export async function searchCommand(
  vim: Vim,
  sign: '/' | '?',
  count: number,
  moves = false,
): Promise<Motion | undefined> {
  const origin = vim.cursor;
  const top = vim.screen.topRow;
  const preview = vim.options.incsearch ? (text: string) => show(vim, sign, text, origin, top, count) : undefined;
  const typed = await editCommandLine(vim, sign, '', preview);
  vim.screen.preview = null;
  vim.moveTo(origin.row, origin.column);
  vim.screen.topRow = top;
  if (typed === null) return undefined;
  const { pattern: given, rest } = splitPattern(typed, sign);
  const pattern = given === '' ? vim.search?.pattern : given;
  if (pattern === undefined) throw new VimError('E35: No previous regular expression');
  const offset = rest ?? (given === '' ? (vim.search?.offset ?? '') : '');
  vim.search = { pattern, offset, backwards: sign === '?' };
  vim.highlightsSearch = true;
  vim.say(sign + pattern + (offset === '' ? '' : sign + offset));
  vim.typedMessage = vim.message;
  const found = searchFrom(vim, vim.search, count);
  if (moves) {
    vim.rememberJump();
    vim.moveTo(found.position.row, found.position.column);
  }
  return found;
}

/** incsearch: what is found so far is shown. */
function show(vim: Vim, sign: string, text: string, origin: Vim['cursor'], top: number, count: number): void {
  vim.moveTo(origin.row, origin.column);
  vim.screen.topRow = top;
  vim.screen.preview = null;
  const { pattern } = splitPattern(text, sign);
  if (pattern === '') return;
  const said = vim.message;
  try {
    const match = findMatch(vim, { pattern, backwards: sign === '?' }, origin, count);
    vim.moveTo(match.start.row, match.start.column);
    vim.screen.preview = isSame(match.start, match.end) ? null : match;
  } catch (error) {
    if (!(error instanceof VimError)) throw error;
  }
  vim.message = said;
}
