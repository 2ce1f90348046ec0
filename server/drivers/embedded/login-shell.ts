import type { Machine } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';

/** Starts the login shell of a terminal; resolves when it has ended. `-` before its name: see bash(1), INVOCATION. */
export async function startLoginShell(machine: Machine, terminal: Terminal): Promise<void> {
  const bash = machine.programs.find('bash');
  if (!bash) throw new Error(`${machine.hostname} has no bash`);
  const shell = machine.processes.start({
    program: bash,
    args: ['-bash'],
    environment: machine.environment,
    workingDirectory: machine.environment['HOME'] ?? '/',
    stdin: terminal.input,
    stdout: terminal.output,
    stderr: terminal.output,
    terminal,
    stdinIsTerminal: true,
    stdoutIsTerminal: true,
  });
  terminal.setForegroundGroup(shell.group);
  await shell.exited;
}
