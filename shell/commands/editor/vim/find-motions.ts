import { failed, type Motion, type MotionFunction } from './motion.ts';
import { nextColumn, previousColumn } from './positions.ts';
import type { Vim } from './vim.ts';

/** f, F, t and T. */
export function find(key: string): MotionFunction {
  return async (vim, { count = 1 }) => {
    const character = await vim.queue.next();
    if (character === '\x1b') failed();
    vim.lastFind = { key, character };
    return findCharacter(vim, key, character, count, false);
  };
}

/** f, F, t and T in the cursor's line; repeated, t and T do not stay where they are. */
function findCharacter(vim: Vim, key: string, character: string, count: number, repeated: boolean): Motion {
  const { line } = vim;
  const forwards = key === 'f' || key === 't';
  let at = vim.cursor.column;
  if (repeated && count === 1 && key === 't') at = nextColumn(line, at);
  if (repeated && count === 1 && key === 'T') at = previousColumn(line, at);
  for (let left = count; left > 0; left--) {
    at = forwards ? line.indexOf(character, at + 1) : at > 0 ? line.lastIndexOf(character, at - 1) : -1;
    if (at < 0) failed();
  }
  if (key === 't') at = previousColumn(line, at);
  if (key === 'T') at = nextColumn(line, at);
  return { position: { row: vim.cursor.row, column: at }, kind: forwards ? 'inclusive' : 'exclusive' };
}

/** `;` and `,`. */
export function repeatFind(opposite: boolean): MotionFunction {
  return (vim, { count = 1 }) => {
    if (!vim.lastFind) failed();
    const { key, character } = vim.lastFind!;
    const turned = key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase();
    return findCharacter(vim, opposite ? turned : key, character, count, true);
  };
}
