import type { Machine } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { startInteractiveShell } from '../../../shell/interactive-shell.ts';

/** The learner's shell on a terminal of their client; resolves when it has ended. */
export async function startLoginShell(machine: Machine, terminal: Terminal): Promise<void> {
  const { USER: user = 'learner', HOME: home = '/home/learner' } = machine.environment;
  await startInteractiveShell(machine, terminal, { user, home }).exited;
}
