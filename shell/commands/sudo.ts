import type { Process } from '../../cluster/machinery/machine.ts';
import { runInPlace } from './run-in-place.ts';

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
  return runInPlace(process, program, args, {
    ...process.environment,
    USER: 'root',
    SUDO_USER: process.environment['USER'] ?? '',
  });
}
