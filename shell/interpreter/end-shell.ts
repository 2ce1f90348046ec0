import { BreakLoop, ContinueLoop, ExitShell, Interrupted, ReturnFromFunction, ShellError } from './control-flow.ts';
import type { Shell } from './shell.ts';

/** Runs the body of a shell to its end: `exit`, errors that end a shell, the EXIT trap. Gives the exit status. */
export async function endShell(shell: Shell, body: () => Promise<number>): Promise<number> {
  const status = await settled(shell, body);
  if (!shell.traps.get('EXIT')) return status;
  shell.status = status;
  return settled(shell, async () => {
    const action = shell.traps.get('EXIT')!;
    shell.setTrap('EXIT', undefined);
    await shell.runText(action);
    return status;
  });
}

async function settled(shell: Shell, body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (thrown) {
    if (thrown instanceof ExitShell || thrown instanceof ReturnFromFunction) return thrown.status;
    if (thrown instanceof BreakLoop || thrown instanceof ContinueLoop) return 0;
    if (thrown instanceof Interrupted) return 130;
    if (thrown instanceof RangeError) {
      await shell.complain('xmalloc: cannot allocate memory');
      return 2;
    }
    if (!(thrown instanceof ShellError)) throw thrown;
    await shell.complain(thrown.message, thrown.prefix);
    // FORCE_EOF of bash's run_one_command: 127, but for errors that only give up the command.
    const isFatal = thrown.status === 127 && shell.isCommandString && !shell.options.has('errexit');
    return thrown.status === 127 && !isFatal ? 1 : thrown.status;
  }
}
