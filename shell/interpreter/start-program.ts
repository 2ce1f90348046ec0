import { emptyReader } from '../../cluster/machinery/byte-stream.ts';
import type { Program, RunningProcess } from '../../cluster/machinery/machine.ts';
import { ForkError } from '../../cluster/machinery/process-table.ts';
import { CommandError } from './control-flow.ts';
import type { Descriptors } from './open-file.ts';
import type { Shell } from './shell.ts';

export interface StartSettings {
  readonly program: Program;
  readonly args: readonly string[];
  readonly descriptors: Descriptors;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: a new group when the shell controls jobs, else the shell's own. */
  readonly group?: number | undefined;
}

/** Starts a process as a child of this shell. Throws `CommandError` when the machine has too many. */
export function startProcess(shell: Shell, settings: StartSettings): RunningProcess {
  const { descriptors } = settings;
  const others = [...descriptors].filter(([number]) => number > 2);
  const group = settings.group ?? (shell.options.has('monitor') ? undefined : shell.group);
  try {
    return shell.machine.processes.start({
      program: settings.program,
      args: settings.args,
      environment: settings.environment,
      workingDirectory: shell.workingDirectory,
      stdin: descriptors.get(0)?.input ?? emptyReader,
      stdout: descriptors.get(1)?.output ?? CLOSED,
      stderr: descriptors.get(2)?.output ?? CLOSED,
      terminal: shell.process.terminal,
      stdinIsTerminal: descriptors.get(0)?.isTerminal ?? false,
      stdoutIsTerminal: descriptors.get(1)?.isTerminal ?? false,
      ...(others.length > 0 ? { descriptors: new Map(others) } : {}),
      parent: shell.process.pid,
      umask: shell.umask,
      ...(group === undefined ? {} : { group }),
    });
  } catch (error) {
    if (error instanceof ForkError) throw new CommandError(error.message, 254);
    throw error;
  }
}

/** Standard output after `>&-`. */
const CLOSED = { write: () => Promise.resolve(), close: () => {} };
