import { isBlank } from '../character-units.ts';
import type { Editing } from '../editing.ts';
import type { LineBuffer } from '../line-buffer.ts';

/** Where a motion of vi leads; `inclusive`: an operator takes the character there too. */
export interface Motion {
  readonly to: number;
  readonly inclusive: boolean;
}

type Find = (buffer: LineBuffer, at: number) => number;

const classOf = (unit: string | undefined, big: boolean) =>
  unit === undefined || isBlank(unit) ? 'blank' : big || /^[\p{L}\p{N}_]/u.test(unit) ? 'word' : 'sign';

const nextWord =
  (big: boolean): Find =>
  ({ units }, from) => {
    let at = from;
    const start = classOf(units[at], big);
    while (at < units.length && start !== 'blank' && classOf(units[at], big) === start) at++;
    while (at < units.length && classOf(units[at], big) === 'blank') at++;
    return at;
  };

const previousWord =
  (big: boolean): Find =>
  ({ units }, from) => {
    let at = from;
    while (at > 0 && classOf(units[at - 1], big) === 'blank') at--;
    const kind = classOf(units[at - 1], big);
    while (at > 0 && classOf(units[at - 1], big) === kind && kind !== 'blank') at--;
    return at;
  };

const endOfWord =
  (big: boolean): Find =>
  ({ units }, from) => {
    let at = from + 1;
    while (at < units.length && classOf(units[at], big) === 'blank') at++;
    const kind = classOf(units[at], big);
    while (at + 1 < units.length && classOf(units[at + 1], big) === kind) at++;
    return Math.min(at, Math.max(0, units.length - 1));
  };

function repeat(buffer: LineBuffer, count: number, find: Find): number {
  let at = buffer.cursor;
  for (let left = Math.max(1, count); left > 0; left--) at = find(buffer, at);
  return at;
}

const SIMPLE: Readonly<Record<string, (buffer: LineBuffer, count: number) => Motion>> = {
  h: (buffer, count) => ({ to: Math.max(0, buffer.cursor - count), inclusive: false }),
  l: (buffer, count) => ({ to: Math.min(buffer.length, buffer.cursor + count), inclusive: false }),
  ' ': (buffer, count) => ({ to: Math.min(buffer.length, buffer.cursor + count), inclusive: false }),
  '0': () => ({ to: 0, inclusive: false }),
  '^': ({ units }) => ({
    to: Math.max(
      0,
      units.findIndex((unit) => !isBlank(unit)),
    ),
    inclusive: false,
  }),
  $: (buffer) => ({ to: buffer.length, inclusive: false }),
  '|': (buffer, count) => ({ to: Math.min(buffer.length, count - 1), inclusive: false }),
  w: (buffer, count) => ({ to: repeat(buffer, count, nextWord(false)), inclusive: false }),
  W: (buffer, count) => ({ to: repeat(buffer, count, nextWord(true)), inclusive: false }),
  b: (buffer, count) => ({ to: repeat(buffer, count, previousWord(false)), inclusive: false }),
  B: (buffer, count) => ({ to: repeat(buffer, count, previousWord(true)), inclusive: false }),
  e: (buffer, count) => ({ to: repeat(buffer, count, endOfWord(false)), inclusive: true }),
  E: (buffer, count) => ({ to: repeat(buffer, count, endOfWord(true)), inclusive: true }),
};

const PAIRS = '()[]{}';

/** `%`: the bracket that belongs to the one under or after the cursor. */
function matching({ units, cursor }: LineBuffer): Motion | null {
  let at = cursor;
  while (at < units.length && !PAIRS.includes(units[at]!)) at++;
  const index = PAIRS.indexOf(units[at] ?? '\0');
  if (index < 0) return null;
  const [open, close] = [units[at]!, PAIRS[index ^ 1]!];
  const step = index % 2 === 0 ? 1 : -1;
  for (let depth = 0; at >= 0 && at < units.length; at += step) {
    if (units[at] === open) depth++;
    else if (units[at] === close && --depth === 0) return { to: at, inclusive: true };
  }
  return null;
}

const searches = new WeakMap<object, { key: string; char: string }>();

/** `f`, `F`, `t`, `T`, `;` and `,`. */
async function searchCharacter(editing: Editing, key: string, count: number): Promise<Motion | null> {
  const { readline, input, buffer } = editing;
  let search = searches.get(readline);
  if (key !== ';' && key !== ',') {
    await editing.refresh();
    search = { key, char: (await input.next()) ?? '' };
    searches.set(readline, search);
  }
  if (!search) return null;
  const flipped = search.key === search.key.toLowerCase() ? search.key.toUpperCase() : search.key.toLowerCase();
  const used = key === ',' ? flipped : search.key;
  const step = used === used.toLowerCase() ? 1 : -1;
  const isUntil = used === 't' || used === 'T';
  let left = Math.max(1, count);
  const skip = isUntil && (key === ';' || key === ',') ? 2 * step : step;
  for (let at = buffer.cursor + skip; at >= 0 && at < buffer.length; at += step) {
    if (buffer.units[at] !== search.char || --left > 0) continue;
    return { to: isUntil ? at - step : at, inclusive: step > 0 };
  }
  return null;
}

/** Where a key leads from the cursor; null when it is no motion or leads nowhere. */
export async function motionOf(editing: Editing, key: string, count: number): Promise<Motion | null> {
  if (/^[fFtT;,]$/.test(key)) return searchCharacter(editing, key, count);
  if (key === '%') return matching(editing.buffer);
  return SIMPLE[key]?.(editing.buffer, count) ?? null;
}
