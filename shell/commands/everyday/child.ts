import type { ByteReader, ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { Process, RunningProcess } from '../../../cluster/machinery/machine.ts';
import { evaluator } from '../../interpreter/evaluator.ts';
import { findProgram } from '../../interpreter/find-command.ts';
import { statusOf } from '../../interpreter/jobs.ts';
import { Shell } from '../../interpreter/shell.ts';
import { startProcess } from '../../interpreter/start-program.ts';

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: ByteReader;
  readonly stdout?: ByteWriter;
  readonly stderr?: ByteWriter;
  /** Absent: the program's own. */
  readonly workingDirectory?: string;
}

/** A shell around a program's own descriptors and environment, to find and start others with. */
export function shellOf(process: Process, environment = process.environment): Shell {
  const shell = new Shell({ process, evaluator, name: process.args[0] ?? 'sh', interactive: false });
  for (const [name, value] of Object.entries(environment)) {
    shell.variables.set(name, value);
    shell.variables.writable(name).exported = true;
  }
  return shell;
}

/** Starts a command as a child in the same process group; or says why not, with the status for it. */
export function startChild(
  process: Process,
  args: readonly string[],
  options: ChildOptions = {},
): RunningProcess | { message: string; status: number } {
  const shell = shellOf(process, options.environment);
  if (options.workingDirectory !== undefined) shell.workingDirectory = options.workingDirectory;
  // As execvp(3) does without a PATH.
  if (shell.variables.get('PATH') === undefined) shell.variables.set('PATH', '/bin:/usr/bin');
  const found = findProgram(shell, args[0]!);
  if (found.kind === 'error') {
    const reason = found.status === 127 ? 'No such file or directory' : 'Permission denied';
    return { message: `‘${args[0]}’: ${reason}`, status: found.status };
  }
  const program = found.kind === 'program' ? found.program : process.machine.programs.find('bash');
  if (!program) return { message: `‘${args[0]}’: Exec format error`, status: 126 };
  const scriptArgs = found.kind === 'script' ? ['bash', found.path] : [...found.prepend, found.path];
  const plain = found.kind === 'program' && found.prepend.length === 0;
  if (options.stdin) shell.descriptors.set(0, { input: options.stdin, isTerminal: false });
  if (options.stdout) shell.descriptors.set(1, { output: options.stdout, isTerminal: false });
  if (options.stderr) shell.descriptors.set(2, { output: options.stderr, isTerminal: false });
  return startProcess(shell, {
    program,
    args: plain ? args : [...scriptArgs, ...args.slice(1)],
    descriptors: shell.descriptors,
    environment: shell.variables.exported(),
  });
}

/** Runs a command to its end and gives its status; complains as `name` when it cannot be run. */
export async function runChild(
  process: Process,
  name: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<number> {
  const child = startChild(process, args, options);
  if ('message' in child) {
    await process.stderr.write(Buffer.from(`${name}: ${child.message}\n`));
    return child.status;
  }
  return statusOf(await child.exited);
}
