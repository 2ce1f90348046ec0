import { editCommandLine } from './command-line.ts';
import { runExLine } from './ex-line.ts';
import { startInsert } from './insert-commands.ts';
import { KEY } from './keys.ts';
import { follow } from './motion.ts';
import { motionOf } from './motions.ts';
import { applyOperator, OPERATORS } from './operators.ts';
import { otherCommand } from './other-commands.ts';
import { firstNonBlank, lastColumn, ordered, type Position } from './positions.ts';
import { type Prefix, readKey, readPrefix } from './prefix.ts';
import { put } from './put.ts';
import { type Region, regionOfMotion } from './regions.ts';
import { scrollCommand } from './scrolling.ts';
import { searchCommand } from './search-command.ts';
import { addToNumber, describeCharacter, joinLines, replaceCharacter, swapCharacters } from './simple-edits.ts';
import { textObject } from './text-objects.ts';
import { redo, undo, undoLine } from './undo-commands.ts';
import { type Vim, VimError } from './vim.ts';
import { startVisual, visualCommand } from './visual-mode.ts';

const TWO_KEYS = 'gzZ[]\x17';

/** Reads one normal (or visual) command and does it. */
export async function normalCommand(vim: Vim): Promise<void> {
  vim.pending = '';
  vim.queue.command = [];
  vim.beginStep();
  const prefix = await readPrefix(vim);
  const start = vim.queue.command.length - 1;
  const keys = TWO_KEYS.includes(prefix.key) ? prefix.key + (await readKey(vim)) : prefix.key;
  if (vim.visual) await visualCommand(vim, keys, prefix);
  else if (await changeCommand(vim, keys, prefix)) rememberChange(vim, prefix, start);
  vim.pending = '';
}

/** For `.`: the keys of a change, without its count. */
function rememberChange(vim: Vim, { count, register }: Prefix, start: number): void {
  if (vim.replaying) return;
  const keys = vim.queue.command.slice(start).join('');
  vim.lastChange = { keys, count, register };
}

/** True when it was a change that `.` does again. */
async function changeCommand(vim: Vim, keys: string, prefix: Prefix): Promise<boolean> {
  if (OPERATORS.has(keys)) return operatorCommand(vim, keys, prefix);
  const short = SHORT[keys];
  if (short && !(keys === 's' && vim.line === '')) {
    if (vim.line === '' && /^[xX]|^\uf728/.test(keys)) throw new VimError();
    if (keys === 'X' && vim.cursor.column === 0) throw new VimError();
    await runOperator(vim, short[0], short[1], prefix);
    return short[0] !== 'y';
  }
  const motion = motionOf(keys);
  if (motion) {
    follow(vim, await motion(vim, { count: prefix.count, operator: '' }));
    return false;
  }
  if (await startInsert(vim, keys, prefix.count ?? 1)) return true;
  return (await editCommand(vim, keys, prefix)) || otherNormal(vim, keys, prefix);
}

/** Commands that stand for an operator and its motion. */
const SHORT: Readonly<Record<string, readonly [string, string]>> = {
  x: ['d', 'l'],
  [KEY.delete]: ['d', 'l'],
  X: ['d', 'h'],
  D: ['d', '$'],
  C: ['c', '$'],
  s: ['c', 'l'],
  S: ['c', 'c'],
  Y: ['y', 'y'],
};

async function operatorCommand(vim: Vim, operator: string, prefix: Prefix): Promise<boolean> {
  let digits = '';
  let key = await readKey(vim);
  while (/[1-9]/.test(key) || (key === '0' && digits !== '')) {
    digits += key;
    key = await readKey(vim);
  }
  const twice = digits === '' ? undefined : Number(digits);
  const count = prefix.count === undefined ? twice : prefix.count * (twice ?? 1);
  let forced = '';
  while (key === 'v' || key === 'V' || key === '\x16') {
    forced = key;
    key = await readKey(vim);
  }
  if (TWO_KEYS.includes(key)) key += await readKey(vim);
  await runOperator(vim, operator, key, { register: prefix.register, count }, forced);
  return operator !== 'y';
}

async function runOperator(vim: Vim, operator: string, keys: string, prefix: Prefix, forced = ''): Promise<void> {
  const { count, register } = prefix;
  const found = await operatorRegion(vim, operator, keys, count);
  if (!found) throw new VimError();
  const region = forced === '' ? found.region : forcedRegion(found.region, forced);
  const before = vim.cursor;
  if (found.start && operator !== 'y' && region.kind === 'lines') vim.cursor = found.start;
  await applyOperator(vim, { operator, region, register, isBig: found.isBig });
  if (operator === 'y') placeAfterYank(vim, region, before, found.isObject);
}

function forcedRegion(region: Region, forced: string): Region {
  if (forced === 'V' && region.kind === 'characters')
    return { kind: 'lines', first: region.start.row, last: region.end.row };
  return region;
}

function placeAfterYank(vim: Vim, region: Region, before: { row: number; column: number }, isObject: boolean): void {
  if (region.kind === 'characters') vim.moveTo(region.start.row, region.start.column);
  else if (isObject || region.first < before.row) vim.moveTo(region.first, isObject ? 0 : before.column);
}

async function operatorRegion(
  vim: Vim,
  operator: string,
  keys: string,
  count: number | undefined,
): Promise<{ region: Region; isBig: boolean; isObject: boolean; start?: Position } | undefined> {
  const doubled = keys === operator || keys === operator.slice(-1) || (operator.startsWith('g') && keys === operator);
  if (doubled) {
    const last = vim.cursor.row + (count ?? 1) - 1;
    if (last > vim.lastRow && (count ?? 1) > 1 && vim.cursor.row === vim.lastRow) return undefined;
    const { row, column } = vim.cursor;
    // `dd`, `>>` and `<<` of one line begin at its first character: undo comes back to there.
    const start =
      last === row && /[d<>]/.test(operator) ? { row, column: Math.min(column, firstNonBlank(vim.line)) } : undefined;
    return {
      region: { kind: 'lines', first: row, last: Math.min(last, vim.lastRow) },
      isBig: false,
      isObject: false,
      ...(start && { start }),
    };
  }
  if (keys === 'i' || keys === 'a') {
    const object = textObject(vim, await readKey(vim), keys === 'a', count ?? 1);
    if (!object) return undefined;
    const region: Region = object.linewise
      ? { kind: 'lines', first: object.start.row, last: object.end.row }
      : { kind: 'characters', start: object.start, end: object.end };
    return { region, isBig: false, isObject: true };
  }
  if (keys === '/' || keys === '?') {
    const motion = await searchCommand(vim, keys, count ?? 1);
    return motion && { region: regionOfMotion(vim, motion), isBig: true, isObject: false };
  }
  const motion = motionOf(keys);
  if (!motion) return undefined;
  const led = await motion(vim, { count, operator });
  return {
    region: regionOfMotion(vim, led),
    start: ordered(vim.cursor, led.position)[0],
    isBig: /^([%(){}nN/?`]|\][)}]|\[[({])/.test(keys),
    isObject: false,
  };
}

async function editCommand(vim: Vim, keys: string, { register, count }: Prefix): Promise<boolean> {
  const times = count ?? 1;
  const edits: Record<string, () => void | Promise<void>> = {
    p: () => put(vim, register, { count: times, behind: true }),
    P: () => put(vim, register, { count: times, behind: false }),
    gp: () => put(vim, register, { count: times, behind: true, endsBehind: true }),
    gP: () => put(vim, register, { count: times, behind: false, endsBehind: true }),
    J: () => joinLines(vim, vim.cursor.row, times, true),
    gJ: () => joinLines(vim, vim.cursor.row, times, false),
    r: () => replaceCharacter(vim, times),
    '~': () => swapCharacters(vim, times),
    '\x01': () => addToNumber(vim, times),
    '\x18': () => addToNumber(vim, -times),
    '&': () => runExLine(vim, 's'),
    'g&': () => runExLine(vim, '%s//~/&'),
  };
  const edit = edits[keys];
  if (!edit) return false;
  await edit();
  return true;
}

async function otherNormal(vim: Vim, keys: string, prefix: Prefix): Promise<boolean> {
  const { count } = prefix;
  const others: Record<string, () => void | Promise<void>> = {
    u: () => undo(vim, count ?? 1),
    U: () => undoLine(vim),
    '\x12': () => redo(vim, count ?? 1),
    '.': () => repeatChange(vim, prefix),
    ':': () => colon(vim, count),
    '/': async () => void (await searchCommand(vim, '/', count ?? 1, true)),
    '?': async () => void (await searchCommand(vim, '?', count ?? 1, true)),
    v: () => startVisual(vim, 'v', count),
    V: () => startVisual(vim, 'V', count),
    '\x16': () => startVisual(vim, '\x16', count),
    ga: () => vim.say(describeCharacter(vim)),
  };
  const other = others[keys];
  if (other) await other();
  else if (!scrollCommand(vim, keys, count)) await otherCommand(vim, keys, prefix);
  return false;
}

async function colon(vim: Vim, count: number | undefined): Promise<void> {
  const range = count === undefined ? '' : count === 1 ? '.' : `.,.+${count - 1}`;
  const line = await editCommandLine(vim, ':', range);
  if (line !== null) await runExLine(vim, line, true);
}

async function repeatChange(vim: Vim, { count, register }: Prefix): Promise<void> {
  const change = vim.lastChange;
  if (!change) throw new VimError();
  const times = count ?? change.count;
  const name = register || change.register;
  vim.replaying = true;
  if (change.selected) selectAgain(vim, change.selected);
  try {
    const keys = `${name === '' ? '' : `"${name}`}${times ?? ''}${change.keys}`;
    await vim.queue.runBounded(keys, () => normalCommand(vim));
    if (count !== undefined) vim.lastChange = { ...change, count };
  } finally {
    vim.replaying = false;
  }
}

function selectAgain(vim: Vim, { kind, rows, columns }: NonNullable<NonNullable<Vim['lastChange']>['selected']>): void {
  vim.visual = { kind, start: vim.cursor };
  const row = Math.min(vim.lastRow, vim.cursor.row + rows);
  const column = rows === 0 || kind === '\x16' ? vim.cursor.column + columns : columns;
  vim.cursor = { row, column: Math.min(column, lastColumn(vim.text.line(row))) };
}
