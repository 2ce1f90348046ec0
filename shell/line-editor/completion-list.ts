import { splitUnits, unitWidth } from './character-units.ts';
import type { Editing } from './editing.ts';

/** Candidates beyond are not listed. */
const MOST_LISTED = 20_000;

/** Rows of candidates in columns, down first, as readline lists them. */
export function listRows(labels: readonly string[], columns: number, across: boolean): string[] {
  const texts = labels.slice(0, MOST_LISTED);
  const widths = texts.map((label) => splitUnits(label).reduce((sum, unit) => sum + unitWidth(unit), 0));
  const width = Math.max(...texts.map((label, at) => widths[at]! - (label.endsWith('/') ? 1 : 0))) + 2;
  let limit = Math.floor(columns / width);
  if (limit !== 1 && limit * width === columns) limit--;
  if (limit < 1) limit = 1;
  const count = Math.ceil(texts.length / limit);
  const rows: string[] = [];
  for (let row = 0; row < count; row++) {
    let line = '';
    for (let column = 0; column < limit; column++) {
      const at = across ? row * limit + column : row + column * count;
      if (at >= texts.length) break;
      const isLast = across
        ? column + 1 >= limit || at + 1 >= texts.length
        : column + 1 >= limit || at + count >= texts.length;
      line += texts[at]! + (isLast ? '' : ' '.repeat(Math.max(0, width - widths[at]!)));
    }
    rows.push(line);
  }
  return rows;
}

/** Lists candidates below the line; asks first when they are many, and page by page when they fill the screen. */
export async function listCandidates(editing: Editing, labels: readonly string[]): Promise<void> {
  const { settings } = editing.readline;
  await editing.printBelow(async () => {
    const most = settings.number('completion-query-items');
    if (most > 0 && labels.length >= most) {
      await editing.write(`Display all ${labels.length} possibilities? (y or n)`);
      if (!(await answer(editing))) return editing.write('\r\n');
      await editing.write('\r\n');
    }
    const rows = listRows(labels, editing.columns(), settings.isOn('print-completions-horizontally'));
    await printPages(editing, rows, settings.isOn('page-completions'));
  });
}

async function answer(editing: Editing): Promise<boolean> {
  for (;;) {
    const key = await editing.input.next();
    if (key === null || key === 'n' || key === 'N' || key === '\x7f' || key === '\x07') return false;
    if (key === 'y' || key === 'Y' || key === ' ') return true;
    editing.bell();
  }
}

async function printPages(editing: Editing, rows: readonly string[], pages: boolean): Promise<void> {
  let room = editing.rows() - 1;
  for (const [at, row] of rows.entries()) {
    await editing.write(`${row}\r\n`);
    room--;
    if (!pages || room > 0 || at === rows.length - 1) continue;
    await editing.write('--More--');
    const next = await pageKey(editing);
    await editing.write('\r\x1b[K');
    if (next === 'stop') return;
    room = next === 'page' ? editing.rows() - 1 : 1;
  }
}

async function pageKey(editing: Editing): Promise<'page' | 'line' | 'stop'> {
  for (;;) {
    const key = await editing.input.next();
    if (key === ' ' || key === 'y' || key === 'Y') return 'page';
    if (key === '\r' || key === '\n') return 'line';
    if (key === null || key === 'q' || key === 'n' || key === 'N' || key === '\x7f' || key === '\x07') return 'stop';
    editing.bell();
  }
}
