import type { Machine, RunningProcess } from '../cluster/machinery/machine.ts';
import type { Terminal } from '../cluster/machinery/terminal.ts';

export interface InteractiveShellOptions {
  readonly user: string;
  readonly home: string;
  /** Further variables, e.g. TERM. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Logs in on a terminal: a bash in the user's home. Throws when the machine has no bash. */
export function startInteractiveShell(
  machine: Machine,
  terminal: Terminal,
  options: InteractiveShellOptions,
): RunningProcess {
  const bash = machine.programs.find('bash') ?? machine.programs.find('sh');
  if (!bash) throw new Error(`${machine.hostname} has no shell`);
  const { user, home } = options;
  return machine.processes.start({
    program: bash,
    args: ['-bash'],
    environment: { ...machine.environment, USER: user, LOGNAME: user, HOME: home, ...options.environment },
    workingDirectory: machine.files.exists(home) ? home : '/',
    terminal,
  });
}
