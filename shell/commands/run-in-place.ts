import {
  type ExitStatus,
  type Process,
  type Program,
  SIGNAL_NUMBERS,
  type StartOptions,
} from '../../cluster/machinery/machine.ts';

/** Runs a program with this one's own descriptors, terminal and group, as if it were this one; ends it when this one ends. */
export async function runInPlace(
  process: Process,
  program: Program,
  args: readonly string[],
  environment = process.environment,
  changes: Pick<StartOptions, 'credentials' | 'workingDirectory'> = {},
): Promise<number> {
  const { processes } = process.machine;
  const running = processes.start({
    program,
    args,
    environment,
    workingDirectory: process.workingDirectory,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    terminal: process.terminal,
    stdinIsTerminal: process.stdinIsTerminal,
    stdoutIsTerminal: process.stdoutIsTerminal,
    parent: process.pid,
    group: processes.list().find(({ pid }) => pid === process.pid)?.group ?? process.pid,
    ...changes,
  });
  const stop = () => void processes.signal(running.pid, 'SIGTERM');
  process.signal.addEventListener('abort', stop, { once: true });
  const status: ExitStatus = await running.exited;
  process.signal.removeEventListener('abort', stop);
  return status.signal === undefined ? status.code : 128 + SIGNAL_NUMBERS[status.signal];
}
