import type { Process } from '../../../cluster/machinery/machine.ts';
import { commandLine, figuresOf } from '../../../cluster/machinery/process-figures.ts';
import { OwnerNames } from '../files/owner-names.ts';

/** ps of busybox: every process, whatever options say, in its own columns (procps/ps.c). */
export async function busyboxPs(process: Process): Promise<number> {
  const { machine, stdout } = process;
  const now = machine.clock.now();
  const names = new OwnerNames(machine.files);
  const lines = machine.processes
    .list()
    .sort((a, b) => a.pid - b.pid)
    .map((info) => {
      const user = (names.user(info.uid) ?? String(info.uid)).slice(0, 8).padEnd(8);
      const time = minutesAndSeconds(figuresOf(info, now).cpuMs).padStart(5);
      return `${String(info.pid).padStart(5)} ${user} ${time} ${commandLine(info)}\n`;
    });
  await stdout.write(Buffer.from(`PID   USER     TIME  COMMAND\n${lines.join('')}`));
  return 0;
}

function minutesAndSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
