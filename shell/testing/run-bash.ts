import { CollectingWriter, readerOf } from '../../cluster/machinery/byte-stream.ts';
import type { MachineOptions } from '../../cluster/machinery/create-machine.ts';
import type { Machine } from '../../cluster/machinery/machine.ts';
import { createTestMachine } from '../../cluster/machinery/testing/test-machine.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { statusOf } from '../interpreter/jobs.ts';
import { createPrograms } from '../programs.ts';

export function createShellMachine(options: Partial<MachineOptions> = {}): Machine {
  return createTestMachine({ programs: createPrograms('client'), ...options });
}

export interface BashResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs `bash -c SOURCE` to its end. */
export async function runBash(
  source: string,
  options: { machine?: Machine; stdin?: string; args?: readonly string[] } = {},
): Promise<BashResult> {
  const machine = options.machine ?? createShellMachine();
  const [stdout, stderr] = [new CollectingWriter(), new CollectingWriter()];
  const running = machine.processes.start({
    program: machine.programs.find('bash')!,
    args: ['bash', '-c', source, 'bash', ...(options.args ?? [])],
    workingDirectory: '/home/learner',
    stdin: readerOf(Buffer.from(options.stdin ?? '')),
    stdout,
    stderr,
  });
  const stop = machine.clock instanceof VirtualClock ? machine.clock.runFreely() : () => {};
  const status = statusOf(await running.exited);
  stop();
  return { stdout: stdout.text(), stderr: stderr.text(), status };
}
