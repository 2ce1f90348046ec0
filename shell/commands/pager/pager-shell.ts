import { statusOf } from '../../interpreter/jobs.ts';
import { startChild } from '../everyday/child.ts';
import type { Outcome } from './pager-commands.ts';
import { askPager } from './pager-line.ts';
import type { PagerState } from './pager-state.ts';

async function runOutside({ process, screen }: PagerState, command: readonly string[]): Promise<void> {
  await screen.leave();
  const child = startChild(process, [...command]);
  if ('message' in child) await process.stderr.write(Buffer.from(child.message));
  else statusOf(await child.exited);
}

/** `!command`. */
export async function runCommand(state: PagerState): Promise<Outcome> {
  const { screen, view, process, typing } = state;
  const command = await askPager(typing, view, () => '!');
  if (command === null) return undefined;
  await runOutside(state, ['sh', '-c', command]);
  await process.stdout.write(Buffer.from('\x1b[7m!done  (press RETURN)\x1b[27m'));
  await typing.key();
  await screen.enter();
  return undefined;
}

/** `v`: the editor of the environment at the line that is seen in the middle. */
export async function editFile(state: PagerState): Promise<Outcome> {
  const { view, process, screen } = state;
  const { source } = view;
  if (!source.isFile) {
    view.isSquished = false;
    state.tell('Cannot edit standard input');
    return undefined;
  }
  const editor = process.environment['VISUAL'] ?? process.environment['EDITOR'] ?? 'vi';
  const line = (view.rows.rows[Math.max(0, view.top)]?.line ?? 0) + 1;
  await runOutside(state, [...editor.split(/\s+/), `+${line}`, source.name]);
  source.readFile(process);
  view.relayout();
  await screen.enter();
  return undefined;
}
