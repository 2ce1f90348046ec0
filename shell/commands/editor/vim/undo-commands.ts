import { firstNonBlank } from './positions.ts';
import { type Vim, VimError } from './vim.ts';
import type { UndoStep } from './vim-text.ts';

export function undo(vim: Vim, count: number): void {
  for (let left = count; left > 0; left--) {
    const step = vim.text.undo();
    if (!step) {
      if (left === count) vim.say('Already at oldest change');
      return;
    }
    place(vim, step);
    tell(vim, step, 'before');
  }
}

export function redo(vim: Vim, count: number): void {
  for (let left = count; left > 0; left--) {
    const step = vim.text.redo();
    if (!step) {
      if (left === count) vim.say('Already at newest change');
      return;
    }
    place(vim, step);
    tell(vim, step, 'after');
  }
}

/** The cursor goes to the first line that changed; to its old column where it was on that line before. */
function place(vim: Vim, { changes, cursor }: UndoStep): void {
  let row = Math.min(...changes.map((change) => change.row));
  if (cursor.row + 1 === row && row > 0) row--;
  const bounded = Math.min(row, vim.lastRow);
  vim.moveTo(bounded, cursor.row === bounded ? cursor.column : firstNonBlank(vim.text.line(bounded)));
}

function tell(vim: Vim, { changes, sequence, atMs }: UndoStep, when: 'before' | 'after'): void {
  let [more, changed] = [0, 0];
  for (const { removed, inserted, emptied } of changes) {
    const added = emptied ? 0 : inserted.length;
    more += when === 'before' ? removed.length - added : added - removed.length;
    changed += when === 'before' ? removed.length : added;
  }
  const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
  const what =
    more > 0
      ? plural(more, 'more line', 'more lines')
      : more < 0
        ? plural(-more, 'line less', 'fewer lines')
        : plural(changed, 'change', 'changes');
  const seconds = Math.max(0, Math.floor((vim.now() - atMs) / 1000));
  const time = new Date(atMs).toISOString().slice(11, 19);
  const ago = seconds >= 100 ? time : plural(seconds, 'second ago', 'seconds ago');
  vim.say(`${what}; ${when} #${sequence}  ${ago}`);
}

export function undoLine(_vim: Vim): void {
  throw new VimError();
}
