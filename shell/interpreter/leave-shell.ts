import type { Shell } from './shell.ts';

/** Commands after which a shell is asked for the second time: it goes, stopped jobs or not (bash's exit_or_logout). */
const ASKED_BEFORE: ReadonlySet<string> = new Set(['exit', 'logout', 'jobs']);

/** `exit`, `logout` or Ctrl-D at an interactive shell. False when it stays because of stopped jobs. */
export async function mayLeave(shell: Shell): Promise<boolean> {
  if (!shell.interactive) return true;
  // dash says nothing.
  const isDash = /(^|\/)-?sh$/.test(shell.process.args[0] ?? '');
  if (!isDash) await shell.write(2, shell.login ? 'logout\n' : 'exit\n');
  if (ASKED_BEFORE.has(shell.commandBefore)) return true;
  if (!shell.jobs.list().some(({ state }) => state === 'stopped')) return true;
  await shell.write(2, 'There are stopped jobs.\n');
  return false;
}
