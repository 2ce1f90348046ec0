import type { Process } from '../machinery/machine.ts';

/** Runs another program of the machine in a program's place, with its streams and terminal: what wrappers do. */
export async function runInstead(process: Process, args: readonly string[]): Promise<number> {
  const { machine, environment, workingDirectory, stdin, stdout, stderr, terminal } = process;
  const [name = ''] = args;
  const program = machine.programs.find(name);
  if (!program) {
    await stderr.write(Buffer.from(`${process.args[0]}: exec: ${name}: not found\n`));
    return 127;
  }
  const child = machine.processes.start({
    program,
    args,
    environment,
    workingDirectory,
    stdin,
    stdout,
    stderr,
    terminal,
    parent: process.pid,
  });
  const { code = 143 } = await child.exited;
  return code;
}
