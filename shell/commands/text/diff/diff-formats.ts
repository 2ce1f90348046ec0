import type { Change } from './edit-script.ts';

/** A file's lines as they are shown. */
export interface Side {
  readonly name: string;
  readonly label: string;
  readonly lines: readonly string[];
  readonly endsInNewline: boolean;
}

export type Paint = (color: string, text: string) => string;

const NO_NEWLINE = '\n\\ No newline at end of file';

function shown(side: Side, at: number): string {
  return side.lines[at]! + (at === side.lines.length - 1 && !side.endsInNewline ? NO_NEWLINE : '');
}

const range = (from: number, to: number) =>
  to - from <= 1 ? String(to > from ? from + 1 : from) : `${from + 1},${to}`;

export function normalFormat(left: Side, right: Side, changes: readonly Change[], paint: Paint): string {
  let text = '';
  for (const { from, to, start, end } of changes) {
    const kind = from === to ? 'a' : start === end ? 'd' : 'c';
    text += `${paint('36', `${range(from, to)}${kind}${range(start, end)}`)}\n`;
    for (let at = from; at < to; at++) text += `${paint('31', `< ${shown(left, at)}`)}\n`;
    if (kind === 'c') text += '---\n';
    for (let at = start; at < end; at++) text += `${paint('32', `> ${shown(right, at)}`)}\n`;
  }
  return text;
}

/** Changes whose context touches, together. */
function hunksOf(changes: readonly Change[], context: number): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.from - last.to <= 2 * context) hunks.at(-1)!.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function bounds(hunk: readonly Change[], left: Side, right: Side, context: number): Change {
  const [first, last] = [hunk[0]!, hunk.at(-1)!];
  const before = Math.min(context, first.from);
  const after = Math.min(context, left.lines.length - last.to);
  return {
    from: first.from - before,
    to: last.to + after,
    start: first.start - before,
    end: Math.min(right.lines.length, last.end + after),
  };
}

export function unifiedFormat(
  left: Side,
  right: Side,
  changes: readonly Change[],
  context: number,
  paint: Paint,
): string {
  const place = (from: number, to: number) =>
    to - from === 1 ? String(from + 1) : `${to > from ? from + 1 : from},${to - from}`;
  let text = `${paint('1', `--- ${left.label}`)}\n${paint('1', `+++ ${right.label}`)}\n`;
  for (const hunk of hunksOf(changes, context)) {
    const whole = bounds(hunk, left, right, context);
    text += `${paint('36', `@@ -${place(whole.from, whole.to)} +${place(whole.start, whole.end)} @@`)}\n`;
    let at = whole.from;
    for (const { from, to, start, end } of hunk) {
      for (; at < from; at++) text += ` ${shown(left, at)}\n`;
      for (; at < to; at++) text += `${paint('31', `-${shown(left, at)}`)}\n`;
      for (let other = start; other < end; other++) text += `${paint('32', `+${shown(right, other)}`)}\n`;
    }
    for (; at < whole.to; at++) text += ` ${shown(left, at)}\n`;
  }
  return text;
}

export function contextFormat(left: Side, right: Side, changes: readonly Change[], context: number): string {
  const place = (from: number, to: number) => (to - from <= 1 ? String(to) : `${from + 1},${to}`);
  let text = `*** ${left.label}\n--- ${right.label}\n`;
  for (const hunk of hunksOf(changes, context)) {
    const whole = bounds(hunk, left, right, context);
    text += `***************\n*** ${place(whole.from, whole.to)} ****\n`;
    if (hunk.some(({ from, to }) => to > from))
      text += half(
        left,
        hunk.map(({ from, to, start, end }) => ({ from, to, both: end > start })),
        whole.from,
        whole.to,
        '-',
      );
    text += `--- ${place(whole.start, whole.end)} ----\n`;
    if (hunk.some(({ start, end }) => end > start))
      text += half(
        right,
        hunk.map(({ from, to, start, end }) => ({ from: start, to: end, both: to > from })),
        whole.start,
        whole.end,
        '+',
      );
  }
  return text;
}

function half(
  side: Side,
  parts: readonly { from: number; to: number; both: boolean }[],
  first: number,
  last: number,
  sign: string,
): string {
  let text = '';
  for (let at = first; at < last; at++) {
    const part = parts.find(({ from, to }) => at >= from && at < to);
    text += `${part ? (part.both ? '!' : sign) : ' '} ${shown(side, at)}\n`;
  }
  return text;
}

/** Two columns (-y) of `width` together, tabs between. */
export function sideBySide(
  left: Side,
  right: Side,
  changes: readonly Change[],
  width: number,
  onlyChanges: boolean,
): string {
  const offset = Math.floor((width + 8 + 3) / 16) * 8;
  const column = Math.min(Math.max(0, offset - 3), width - offset);
  let text = '';
  const row = (a: string | undefined, sign: string, b: string | undefined) => {
    const first = (a ?? '').slice(0, column);
    const second = (b ?? '').slice(0, width - offset);
    text += first;
    if (sign === ' ' && b !== undefined) text += padTo(first.length, offset) + second;
    else {
      const place = Math.floor((column + offset - 1) / 2);
      text += padTo(first.length, place) + sign;
      if (b !== undefined && b !== '') text += padTo(place + 1, offset) + second;
    }
    text += '\n';
  };
  let at = 0;
  let other = 0;
  for (const change of [
    ...changes,
    { from: left.lines.length, to: left.lines.length, start: right.lines.length, end: right.lines.length },
  ]) {
    for (; at < change.from; at++, other++) if (!onlyChanges) row(left.lines[at], ' ', right.lines[other]);
    for (; at < change.to && other < change.end; at++, other++)
      row(
        left.lines[at],
        left.lines[at] !== right.lines[other] ? '|' : left.endsInNewline ? '/' : '\\',
        right.lines[other],
      );
    for (; at < change.to; at++) row(left.lines[at], '<', undefined);
    for (; other < change.end; other++) row(undefined, '>', right.lines[other]);
  }
  return text;
}

function padTo(from: number, to: number): string {
  let text = '';
  let at = from;
  for (let stop = at + 8 - (at % 8); stop <= to; stop += 8) {
    text += '\t';
    at = stop;
  }
  return text + ' '.repeat(Math.max(0, to - at));
}
