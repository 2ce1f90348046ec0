import type { Outcome } from './pager-commands.ts';
import type { PagerState } from './pager-state.ts';

/** Goes on by rows; at the end the pager may leave. */
export function forward(state: PagerState, rows: number): Outcome {
  const { view, options, files } = state;
  if (view.forward(rows)) return undefined;
  if (options.leavesAtEnd === 'no') return undefined;
  if (files.next !== '') {
    state.goToFile(files.at + 1, 1);
    return undefined;
  }
  return 'leave';
}

export function backward(state: PagerState, rows: number): Outcome {
  state.view.backward(rows);
  return undefined;
}

/** `g`, `20g`, `20G`. */
export function goToLine(state: PagerState, line: number): Outcome {
  const { view } = state;
  if (line > view.source.lines.length && line > 1) {
    state.tell(`Cannot seek to line number ${line}`);
    return undefined;
  }
  state.rememberPlace();
  view.jumpToRow(view.rows.rowOfLine(Math.max(0, line - 1)));
  return undefined;
}

/** `50%`: the line that holds the byte. */
export function goToPercent(state: PagerState, percent: number): Outcome {
  const { view } = state;
  const wanted = Math.floor((view.source.byteLength * Math.min(100, percent)) / 100);
  const { rows } = view.rows;
  const row = rows.findIndex(({ end }) => end > wanted);
  state.rememberPlace();
  view.jumpToRow(view.rows.rowOfLine(rows.at(row < 0 ? -1 : row)?.line ?? 0));
  return undefined;
}

/** Reads what is still to come; Ctrl-C gives up. */
export async function waitForEnd({ view, typing }: PagerState): Promise<void> {
  if (!view.source.ended && !view.givenUp) await view.paint('');
  while (!view.source.ended && !view.givenUp) {
    const input = await typing.keyOr(view.source.changed(), false);
    if (input === null || (typeof input === 'object' && 'name' in input && input.name === 'C-c')) view.givenUp = true;
    else if (typeof input === 'object') typing.later(input);
  }
}

export async function goToEnd(state: PagerState): Promise<Outcome> {
  const { view } = state;
  await waitForEnd(state);
  state.rememberPlace();
  view.jumpToEnd();
  return state.options.leavesAtEnd === 'first' && state.files.next === '' ? 'leave' : undefined;
}

/** The arrows to the side. */
export function sideways(state: PagerState, step: 1 | -1, count: number | undefined): Outcome {
  const { view, options, screen } = state;
  if (count !== undefined) options.shift = count;
  const by = options.shift > 0 ? options.shift : Math.max(1, screen.columns >> 1);
  view.left = Math.max(0, view.left + step * by);
  view.isSquished = false;
  view.relayout();
  return undefined;
}
