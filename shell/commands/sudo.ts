import { type Process, SIGNAL_NUMBERS } from '../../cluster/machinery/machine.ts';

/** Runs the rest of the line: everybody here may do what root may. */
export async function sudo(process: Process): Promise<number> {
  const args = process.args.slice(1);
  while (args[0] && /^-[EHnSi]+$/.test(args[0])) args.shift();
  if (args[0] === '-u') args.splice(0, 2);
  const [name] = args;
  if (!name) {
    await process.stderr.write(Buffer.from('usage: sudo [-u user] command [arg ...]\n'));
    return 1;
  }
  const { machine } = process;
  const program = machine.programs.find(name.slice(name.lastIndexOf('/') + 1));
  if (!program) {
    await process.stderr.write(Buffer.from(`sudo: ${name}: command not found\n`));
    return 1;
  }
  const running = machine.processes.start({
    program,
    args,
    environment: { ...process.environment, USER: 'root', SUDO_USER: process.environment['USER'] ?? '' },
    workingDirectory: process.workingDirectory,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    terminal: process.terminal,
    stdinIsTerminal: process.stdinIsTerminal,
    stdoutIsTerminal: process.stdoutIsTerminal,
    parent: process.pid,
    group: machine.processes.list().find(({ pid }) => pid === process.pid)?.group ?? process.pid,
  });
  const stop = () => void machine.processes.signal(running.pid, 'SIGTERM');
  process.signal.addEventListener('abort', stop, { once: true });
  const status = await running.exited;
  process.signal.removeEventListener('abort', stop);
  return status.signal === undefined ? status.code : 128 + SIGNAL_NUMBERS[status.signal];
}
