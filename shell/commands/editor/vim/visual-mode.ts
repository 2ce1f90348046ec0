import { editCommandLine } from './command-line.ts';
import { runExLine } from './ex-line.ts';
import { insertText } from './insert-mode.ts';
import { KEY } from './keys.ts';
import { follow } from './motion.ts';
import { motionOf } from './motions.ts';
import { applyOperator, insertInRows, OPERATORS } from './operators.ts';
import { nextColumn, ordered, previousColumn } from './positions.ts';
import { type Prefix, readKey } from './prefix.ts';
import { putText } from './put.ts';
import {
  blockPart,
  displayRange,
  mapRegion,
  type Region,
  regionOfSelection,
  removeRegion,
  rowsOf,
  textOf,
} from './regions.ts';
import { deleteInto, readRegister } from './registers.ts';
import { scrollCommand } from './scrolling.ts';
import { searchCommand } from './search-command.ts';
import { addToNumber, joinLines } from './simple-edits.ts';
import { textObject } from './text-objects.ts';
import { type Vim, VimError, type VisualKind } from './vim.ts';

export function startVisual(vim: Vim, kind: VisualKind, count?: number): void {
  vim.visual = { kind, start: vim.cursor };
  vim.say('');
  vim.screen.showsMode = true;
  if (count !== undefined && count > 1) {
    if (kind === 'V') vim.moveToRow(vim.cursor.row + count - 1);
    else vim.moveTo(vim.cursor.row, vim.cursor.column + count - 1);
  }
}

export function endVisual(vim: Vim): void {
  if (!vim.visual) return;
  vim.lastVisual = { ...vim.visual, end: vim.cursor };
  vim.visual = null;
  if (vim.screen.showsMode) vim.say('');
}

/** Names that mean another operator in visual mode. */
const SAME: Readonly<Record<string, string>> = {
  x: 'd',
  [KEY.delete]: 'd',
  X: 'd',
  D: 'd',
  '~': 'g~',
  u: 'gu',
  U: 'gU',
  s: 'c',
  C: 'c',
  S: 'c',
  R: 'c',
  Y: 'y',
};
/** … and that take whole lines then. */
const WHOLE_LINES = 'XDSRYC';

export async function visualCommand(vim: Vim, keys: string, prefix: Prefix): Promise<void> {
  const visual = vim.visual!;
  const operator = SAME[keys] ?? keys;
  if (OPERATORS.has(operator)) return operate(vim, keys, operator, prefix);
  if (keys === 'i' || keys === 'a') return selectObject(vim, keys === 'a', prefix.count ?? 1);
  const motion = motionOf(keys);
  if (motion) {
    follow(vim, await motion(vim, { count: prefix.count, operator: '' }));
    visual.toLineEnds = keys === '$' && visual.kind === '\x16';
    return;
  }
  const commands: Record<string, () => void | Promise<void>> = {
    '\x1b': () => endVisual(vim),
    '\x03': () => endVisual(vim),
    v: () => turnTo(vim, 'v'),
    V: () => turnTo(vim, 'V'),
    '\x16': () => turnTo(vim, '\x16'),
    o: () => otherEnd(vim),
    O: () => otherEnd(vim),
    I: () => insertInBlock(vim, false),
    A: () => insertInBlock(vim, true),
    p: () => putOver(vim, prefix),
    P: () => putOver(vim, prefix),
    J: () => join(vim, true),
    gJ: () => join(vim, false),
    r: () => replaceAll(vim),
    ':': () => colon(vim),
    '\x01': () => addInRows(vim, prefix.count ?? 1, false),
    '\x18': () => addInRows(vim, -(prefix.count ?? 1), false),
    'g\x01': () => addInRows(vim, prefix.count ?? 1, true),
    'g\x18': () => addInRows(vim, -(prefix.count ?? 1), true),
    gv: () => {},
    '/': async () => void (await searchCommand(vim, '/', prefix.count ?? 1, true)),
    '?': async () => void (await searchCommand(vim, '?', prefix.count ?? 1, true)),
  };
  const command = commands[keys];
  if (command) await command();
  else if (!scrollCommand(vim, keys, prefix.count)) throw new VimError();
}

function turnTo(vim: Vim, kind: VisualKind): void {
  if (vim.visual!.kind === kind) endVisual(vim);
  else vim.visual = { ...vim.visual!, kind };
}

function otherEnd(vim: Vim): void {
  const { start } = vim.visual!;
  vim.visual = { ...vim.visual!, start: vim.cursor };
  vim.cursor = start;
  vim.wanted = null;
}

async function operate(vim: Vim, keys: string, operator: string, prefix: Prefix): Promise<void> {
  const visual = vim.visual!;
  const [first, last] = ordered(visual.start, vim.cursor);
  let region = regionOfSelection(vim, visual, vim.cursor);
  const takesLines = WHOLE_LINES.includes(keys) && !(visual.kind === '\x16' && (keys === 'D' || keys === 'C'));
  if (takesLines && region.kind !== 'lines') region = { kind: 'lines', ...rowsOf(region) };
  if (region.kind === 'block' && (keys === 'D' || keys === 'C')) region = { ...region, to: Number.POSITIVE_INFINITY };
  if (operator === '!') {
    endVisual(vim);
    vim.queue.feed(":'<,'>!");
    return;
  }
  endVisual(vim);
  const keysBefore = vim.queue.command.length;
  const cursor = region.kind === 'lines' ? { row: first.row, column: 0 } : first;
  vim.cursor = cursor;
  await applyOperator(vim, { operator, region, register: prefix.register, times: prefix.count ?? 1 });
  if (operator === 'y') placeAfterYank(vim, region, cursor);
  if (operator === 'y' || vim.replaying) return;
  const typed = vim.queue.command.slice(keysBefore).join('');
  const columns = first.row === last.row || visual.kind === '\x16' ? last.column - first.column : last.column;
  const selected = { kind: visual.kind, rows: last.row - first.row, columns };
  vim.lastChange = { keys: keys + typed, count: prefix.count, register: prefix.register, selected };
}

function placeAfterYank(vim: Vim, region: Region, cursor: { row: number; column: number }): void {
  if (region.kind === 'characters') vim.moveTo(region.start.row, region.start.column);
  else if (region.kind === 'block') vim.moveTo(region.first, blockPart(vim, region.first, region).start);
  else vim.moveTo(region.first, cursor.column);
}

async function selectObject(vim: Vim, around: boolean, count: number): Promise<void> {
  const letter = await readKey(vim);
  const object = textObject(vim, letter, around, count);
  if (!object) throw new VimError();
  const isLines = object.linewise && letter === 'p';
  const kind = isLines ? 'V' : vim.visual!.kind === 'V' ? 'v' : vim.visual!.kind;
  vim.visual = { kind, start: object.start };
  const { row, column } = object.end;
  const line = vim.text.line(row);
  // The lines inside of a block are selected with their last line's end.
  vim.moveTo(row, isLines ? 0 : object.linewise ? line.length : previousColumn(line, column));
}

/** I and A: in a block the same text goes into every row. */
async function insertInBlock(vim: Vim, behind: boolean): Promise<void> {
  const visual = vim.visual!;
  const region = regionOfSelection(vim, visual, vim.cursor);
  endVisual(vim);
  if (region.kind !== 'block') {
    const [start, end] = ordered(visual.start, vim.cursor);
    vim.cursor = behind ? { row: end.row, column: nextColumn(vim.text.line(end.row), end.column) } : start;
    if (visual.kind === 'V')
      vim.cursor = { row: behind ? end.row : start.row, column: behind ? vim.text.line(end.row).length : 0 };
    return insertText(vim, { count: 1 });
  }
  const rows = Array.from({ length: region.last - region.first }, (_, at) => region.first + 1 + at);
  const columnIn = (row: number) => {
    const line = vim.text.line(row);
    if (region.to === Number.POSITIVE_INFINITY && behind) return line.length;
    const part = blockPart(vim, row, region);
    if (!part.isShort) return behind ? part.end : part.start;
    const width = displayRange(vim, { row, column: line.length }).from;
    return behind ? line.length + Math.max(0, region.to - width) : -1;
  };
  const places = new Map(rows.map((row) => [row, columnIn(row)]));
  const first = columnIn(region.first);
  const line = vim.text.line(region.first);
  if (first > line.length) vim.text.setLine(region.first, line.padEnd(first));
  vim.cursor = { row: region.first, column: Math.max(0, first) };
  const wanted = rows.filter((row) => places.get(row)! >= 0);
  let next = 0;
  await insertInRows(vim, wanted, () => places.get(wanted[next++]!)!);
  vim.moveTo(region.first, blockPart(vim, region.first, region).start);
}

function putOver(vim: Vim, { register, count }: Prefix): void {
  const name = register === '' ? '"' : register;
  const text = readRegister(vim, name);
  if (!text) throw new VimError(`E353: Nothing in register ${name}`);
  const region = regionOfSelection(vim, vim.visual!, vim.cursor);
  endVisual(vim);
  const isAtEnd = region.kind === 'lines' && region.last === vim.lastRow;
  const endsLine =
    region.kind === 'characters' &&
    region.end.column >= vim.text.line(region.end.row).length &&
    region.end.row === region.start.row;
  deleteInto(vim, '', textOf(vim, region), false);
  removeRegion(vim, region);
  const times = count ?? 1;
  if (text.kind === 'lines' && region.kind === 'characters') {
    const { row, column } = vim.cursor;
    vim.text.replace(row, 1, [vim.line.slice(0, column), vim.line.slice(column)]);
    return putText(vim, text, { count: times, behind: true });
  }
  if (region.kind === 'lines' && text.kind !== 'lines') {
    const row = isAtEnd && region.first > 0 ? vim.cursor.row + 1 : vim.cursor.row;
    vim.text.replace(row, vim.text.lines.length === 1 && vim.line === '' ? 1 : 0, [...text.lines]);
    return vim.moveTo(row, 0);
  }
  const emptied = vim.text.lines.length === 1 && vim.line === '' && region.kind === 'lines';
  putText(vim, text, {
    count: times,
    behind: region.kind === 'lines' ? isAtEnd : endsLine && vim.line !== '' && vim.cursor.column >= vim.line.length,
  });
  if (emptied && text.kind === 'lines') {
    vim.text.replace(0, 1, []);
    vim.moveTo(0, 0);
  }
}

function join(vim: Vim, withBlanks: boolean): void {
  const { first, last } = rowsOf(regionOfSelection(vim, vim.visual!, vim.cursor));
  endVisual(vim);
  joinLines(vim, first, last - first + 1, withBlanks);
}

async function replaceAll(vim: Vim): Promise<void> {
  const key = await readKey(vim);
  const region = regionOfSelection(vim, vim.visual!, vim.cursor);
  endVisual(vim);
  if (key === '\x1b') return;
  mapRegion(vim, region, (text) => key.repeat([...text].length));
  if (region.kind === 'characters') vim.moveTo(region.start.row, region.start.column);
  else vim.moveTo(region.first, region.kind === 'block' ? blockPart(vim, region.first, region).start : 0);
}

async function colon(vim: Vim): Promise<void> {
  endVisual(vim);
  const line = await editCommandLine(vim, ':', "'<,'>");
  if (line !== null) await runExLine(vim, line, true);
}

/** Ctrl-A in every row; progressive: one more in each. */
function addInRows(vim: Vim, amount: number, isProgressive: boolean): void {
  const region = regionOfSelection(vim, vim.visual!, vim.cursor);
  const { first, last } = rowsOf(region);
  endVisual(vim);
  let times = 1;
  for (let row = first; row <= last; row++) {
    const start =
      region.kind === 'block'
        ? blockPart(vim, row, region).start
        : region.kind === 'characters' && row === first
          ? region.start.column
          : 0;
    if (!/\d/.test(vim.text.line(row).slice(start))) continue;
    vim.cursor = { row, column: start };
    addToNumber(vim, amount * (isProgressive ? times++ : 1));
  }
  vim.moveTo(first, region.kind === 'characters' ? region.start.column : 0);
}
